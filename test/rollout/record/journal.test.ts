import { describe, expect, it } from "vitest"
import type { RolloutEvent } from "../../../src/rollout/record/events.js"
import { dispensable, journalSink, readJournal } from "../../../src/rollout/record/journal.js"

const events: readonly RolloutEvent[] = [1, 2, 3].map((part) => ({
  type: "part",
  part: part as 1 | 2 | 3,
  hosts: ["mbs01.example.edu"],
}))

async function written(firstSeq = 1): Promise<string[]> {
  const lines: string[] = []
  const log = { append: async (line: string) => void lines.push(line), close: async () => undefined }
  const sink = journalSink(log, { now: () => Date.UTC(2026, 4, 1) } as never, firstSeq)
  for (const event of events) await sink.emit(event)
  return lines
}

describe("readJournal", () => {
  it("gives back what was written, numbered through all runs", async () => {
    const text = [...(await written()), ...(await written(4))].join("\n")
    const { entries, missing } = readJournal(`${text}\n`)
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(entries[0]).toEqual({ seq: 1, time: "2026-05-01T00:00:00.000Z", ...events[0] })
    expect(missing).toBeUndefined()
  })

  it("leaves out a line that power loss tore, also when a later run went on after it", async () => {
    const [one = "", two = "", three = ""] = await written()
    const torn = readJournal(`${one}\n${two.slice(0, 9)}`)
    expect([torn.entries.length, torn.missing]).toEqual([1, undefined])
    const later = readJournal(`${one}\n${two.slice(0, 9)}\n${two}\n${three}\n`)
    expect([later.entries.length, later.missing]).toEqual([3, undefined])
  })

  it.each([
    ["the first line is gone", 0, 1],
    ["a line in the middle is gone", 1, 2],
  ])("says which entry is missing when %s", async (_, gone, missing) => {
    const lines = (await written()).filter((_line, at) => at !== gone)
    expect(readJournal(`${lines.join("\n")}\n`).missing).toBe(missing)
  })
})

describe("dispensable", () => {
  it("gives a sink up after its first failure, says so once, and fails nobody", async () => {
    let tried = 0
    const said: string[] = []
    const sink = dispensable(
      {
        emit: async () => {
          tried += 1
          if (tried > 1) throw new Error("no space left")
        },
      },
      ({ message }) => said.push(message),
    )
    for (const event of [...events, ...events]) await sink.emit(event)
    expect([tried, said]).toEqual([2, ["no space left"]])
  })
})
