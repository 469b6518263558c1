import { describe, expect, it } from "vitest"
import { caddyDirectory, whyNoCaddy, withCaddy } from "../support/caddy.js"

const reason = whyNoCaddy()
const names = ["mail.example.edu", "imap.example.edu"]

describe.skipIf(reason !== undefined)(
  `Caddy's acme_server${reason === undefined ? "" : ` (${reason})`}`,
  () => {
    it("issues by http-01 to the same client", async () => {
      const client = ["node", ".ci/run-ts.mjs", "test/acme/caddyClient.ts"]
      const ended = await withCaddy(names, ({ certificate, run }) =>
        run([...client, caddyDirectory, certificate, ...names]),
      )
      expect(ended).toMatchObject({ status: 0, stderr: "" })
      expect(JSON.parse(ended.stdout)).toEqual({
        ...{ sameAccount: true, shown: [...names].sort(), differences: [], certificates: 2, left: 0 },
      })
    })
  },
)
