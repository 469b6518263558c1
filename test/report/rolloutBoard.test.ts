import { describe, expect, it } from "vitest"
import { boardLines } from "../../src/report/rolloutBoard.js"
import { noProgress, withEvent } from "../../src/report/rolloutProgress.js"
import { phaseNames } from "../../src/rollout/phases/table.js"

function linesFor(count: number): string[] {
  const hosts = Array.from({ length: count }, (_, at) => `mbs${at + 1}.example.edu`)
  const failures = hosts.map((host) => ({
    ...({
      type: "phase",
      host,
      phase: "preflight",
      state: "failed",
      ms: 1,
      detail: "zmcertmgr is missing",
    } as const),
  }))
  return boardLines(failures.reduce(withEvent, noProgress), 3)
}

describe("boardLines", () => {
  it("is of one height for 2 and for 200 hosts, and says the same thing once", () => {
    const [few, many] = [linesFor(2), linesFor(200)]
    expect(many).toHaveLength(few.length)
    expect(many.join("\n").split("zmcertmgr is missing")).toHaveLength(2)
    expect(many.join("\n")).toContain("200 hosts")
  })

  it("has every phase in one row: what changes nothing under prepare, the backup too", () => {
    const lines = boardLines(noProgress, 0)
    for (const phase of phaseNames)
      expect([phase, lines.filter((line) => line.includes(` ${phase} ·`)).length]).toEqual([phase, 1])
    const rowOf = (phase: string): string | undefined =>
      lines
        .find((line) => line.includes(` ${phase} ·`))
        ?.trim()
        .split("  ")[0]
    expect(["stage", "backup", "deploy", "activate", "finish", "release"].map(rowOf)).toEqual([
      "prepare",
      "prepare",
      "files",
      "services",
      "clean up",
      "undo",
    ])
  })
})
