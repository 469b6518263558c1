import { describe, expect, it } from "vitest"
import { durationTicks, monthTicks } from "../../../src/report/page/parts/tracks.js"

describe("ticks", () => {
  it.each([0, 900, 4_000, 3_600_000, 31 * 86_400_000, 3e14])("of %d milliseconds are few", (ms) => {
    const ticks = durationTicks(ms)
    expect(ticks.length).toBeGreaterThan(0)
    expect(ticks.length).toBeLessThanOrEqual(10)
  })

  it.each([
    ["2026-05-04", "2026-08-20", ["2026-06", "2026-07", "2026-08"]],
    ["2025-11-30", "2027-01-02", ["2026-01", "2026-04", "2026-07", "2026-10", "2027-01"]],
    ["0050-06-01", "0050-09-02", ["0050-07", "0050-08", "0050-09"]],
  ])("are firsts of months between %s and %s", (from, to, texts) => {
    expect(monthTicks(Date.parse(from), Date.parse(to)).map(({ text }) => text)).toEqual(texts)
  })

  it("are few over all years that a certificate can name", () => {
    const ticks = monthTicks(Date.parse("0001-01-01"), Date.parse("9999-12-31"))
    expect(ticks.length).toBeGreaterThan(2)
    expect(ticks.length).toBeLessThanOrEqual(10)
  })
})
