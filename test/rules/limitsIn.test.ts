import { expect, it } from "vitest"
import { limitsIn } from "./limitsIn.js"

it.each([
  ["numbers and bigints", "const a = b.bits < 2048 || c > 65_537n", [2048, 65_537]],
  ["days that Date.UTC makes", "const a = b < Date.UTC(2013, 11, 31)", ["2013-12-31"]],
  ["no place in a list", "const a = b[0] ?? c.slice(2)", []],
  ["no part of a type", "let a: 64 | 128", []],
])("limits in a source are %s", (_, source, limits) => {
  expect(limitsIn(source)).toEqual(limits)
})
