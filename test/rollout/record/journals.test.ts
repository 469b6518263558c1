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

const begun = `${JSON.stringify({ seq: 1, time: "", type: "start", rollout: "1", hosts: ["mbs01.example.edu"] })}\n`
const ended = `${begun}${[
  { seq: 2, time: "", type: "phase", host: "mbs01.example.edu", phase: "preflight", state: "unchanged" },
  { seq: 3, time: "", type: "end", exitCode: 0 },
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
    ["torn", '{"seq":1,"time":"","type":"sta'],
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

  it("is none when the last rollout came to its end, or none has begun", async () => {
    const over = await journals({ "20261101T000000Z-a": begun, "20261102T000000Z-b": ended })
    await expect(unfinishedRollout(localFiles, over)).rejects.toMatchObject({ code: "config", exitCode: 2 })
    await expect(unfinishedRollout(localFiles, await journals({}))).rejects.toMatchObject({ code: "config" })
  })
})
