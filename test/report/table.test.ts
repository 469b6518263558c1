import { describe, expect, it } from "vitest"
import { tableText } from "../../src/report/table.js"

describe("tableText", () => {
  it("pads each column to its widest cell, the last one not at all", () => {
    const columns = [{ title: "host" }, { title: "port", align: "right" }, { title: "note" }] as const
    expect(
      tableText(columns, [
        ["mbs01", "443", ""],
        ["mx", "25", "slow"],
      ]),
    ).toBe("host   port  note\nmbs01   443\nmx       25  slow\n")
  })
})
