import { resolve } from "node:path"
import { expect, it } from "vitest"
import { placeholders } from "../../.ci/newRule/placeholders.js"

// A file of its own: it also reports when fixtures that a new rule lacks keep the other tests from starting.
it("leaves nothing to fill in that npm run new-rule has marked", () => {
  expect(placeholders(resolve(import.meta.dirname, "../.."))).toEqual([])
})
