import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { localFiles } from "../../../src/local/files.js"
import { unfinishedRollout } from "../../../src/rollout/record/journals.js"
import { temporaryFolder } from "../../cli/folder.js"

async function journals(texts: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(temporaryFolder(), "rollouts")
  await mkdir(folder)
  for (const [id, text] of Object.entries(texts)) await writeFile(join(folder, `${id}.jsonl`), text)
  return folder
}

const settings = { certificate: "00".repeat(32), commonName: "mail.example.edu", canaries: [] }
const begun = `${JSON.stringify({ seq: 1, time: "2026-05-01T00:00:00.000Z", type: "start", rollout: "1", ...settings, hosts: ["mbs01.example.edu"] })}\n`
const ended = `${begun}${[
  {
    seq: 2,
    time: "2026-05-01T00:00:00.000Z",
    type: "phase",
    host: "mbs01.example.edu",
    phase: "preflight",
    state: "unchanged",
  },
  { seq: 3, time: "2026-05-01T00:00:00.000Z", type: "end", exitCode: 0 },
]
  .map((entry) => JSON.stringify(entry))
  .join("\n")}\n`

describe("unfinishedRollout", () => {
  it("is the last one that was cut off", async () => {
    const folder = await journals({ "20261101T000000Z-a": ended, "20261102T000000Z-b": begun })
    expect(await unfinishedRollout(localFiles, folder)).toMatchObject({
      id: "20261102T000000Z-b",
      resumption: { attempt: 2 },
    })
  })

  it.each([
    ["empty", ""],
    ["torn", '{"seq":1,"time":"2026-05-01T00:00:00.000Z","type":"sta'],
  ])("is not hidden by a later one whose journal is %s: it could not begin", async (_, text) => {
    const folder = await journals({ "20261101T000000Z-a": begun, "20261102T000000Z-b": text })
    expect((await unfinishedRollout(localFiles, folder)).id).toBe("20261101T000000Z-a")
  })

  it("is not told from a journal that lost an entry", async () => {
    const folder = await journals({ "20261101T000000Z-a": ended.split("\n").toSpliced(1, 1).join("\n") })
    await expect(unfinishedRollout(localFiles, folder)).rejects.toMatchObject({
      code: "unreadable",
      message: expect.stringContaining("entry 2 is missing"),
    })
  })

  it.each([
    ["a host that is a number", begun.replace('"hosts":["mbs01.example.edu"]', '"hosts":7'), 1],
    ["a rollout that is no id", begun.replace('"rollout":"1"', '"rollout":"\\u001b[31m1"'), 1],
    ["a fingerprint that is none", begun.replace(/0{64}/, "\\u001b[31m"), 1],
    [
      "a time that is none",
      ended.replace(/"time":"[^"]*","type":"phase"/, '"time":"yesterday","type":"phase"'),
      2,
    ],
    ["a day that is none", begun.replace("05-01", "13-41"), 1],
    ["no time", begun.replace(/"time":"[^"]*",/, ""), 1],
    ["a detail that is no text", ended.replace('"preflight"', '"preflight","detail":{}'), 2],
    [
      "a part that there is not",
      `${begun}{"seq":2,"time":"2026-05-01T00:00:00.000Z","type":"part","part":9,"hosts":[]}\n`,
      2,
    ],
    [
      "ports that are none",
      `${begun}{"seq":2,"time":"2026-05-01T00:00:00.000Z","type":"proof","host":"a","ports":[7],"notes":[]}\n`,
      2,
    ],
    ["an exit code that there is not", ended.replace('"exitCode":0', '"exitCode":"\\u001b[31m"'), 3],
    ["a phase of another version", ended.replace('"preflight"', '"teleport"'), 2],
    [
      "an outcome that there is not",
      `${begun}{"seq":2,"time":"2026-05-01T00:00:00.000Z","type":"outcome","host":"a","outcome":"fine"}\n`,
      2,
    ],
  ])("is not told from a journal with %s", async (_, text, seq) => {
    const folder = await journals({ "20261101T000000Z-a": text })
    await expect(unfinishedRollout(localFiles, folder)).rejects.toMatchObject({
      code: "unreadable",
      message: expect.stringContaining(`entry ${seq} is not as this version of certfleet writes it`),
    })
  })

  it("is none when the last rollout came to its end, or none has begun", async () => {
    const over = await journals({ "20261101T000000Z-a": begun, "20261102T000000Z-b": ended })
    await expect(unfinishedRollout(localFiles, over)).rejects.toMatchObject({ code: "config", exitCode: 2 })
    await expect(unfinishedRollout(localFiles, await journals({}))).rejects.toMatchObject({ code: "config" })
  })
})
