import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeEach, describe, expect, it } from "vitest"
import type { Fleet } from "../../../src/fleet/types.js"
import { localFiles } from "../../../src/local/files.js"
import { everyRollout, lastToTakeBack, type Owner } from "../../../src/rollout/record/everyRollout.js"
import { lastRollout } from "../../../src/rollout/record/lastRollout.js"
import { unfinishedRollouts } from "../../../src/rollout/record/unfinished.js"
import { temporaryFolder } from "../../cli/folder.js"

const [mbs, mta] = ["mbs01.example.edu", "mta01.example.edu"]
const start = { type: "start", commonName: "mail.example.edu", canaries: [], certificate: "00".repeat(32) }
const intent = (host: string) => ({ type: "intent", host, step: "deploycrt", undo: "" })
const outcome = (host: string, word: string) => ({ type: "outcome", host, outcome: word })
const end = (exitCode: number) => ({ type: "end", exitCode })

/** As journals have them. */
const cutOff = (...hosts: string[]) => [{ ...start, hosts }, ...hosts.map(intent)]
const done = (...hosts: string[]) => [
  { ...start, hosts },
  ...hosts.map(intent),
  ...hosts.map((host) => outcome(host, "done")),
  end(0),
]
const refused = (...hosts: string[]) => [
  { ...start, hosts },
  ...hosts.map((host) => outcome(host, "aborted")),
  end(3),
]

let home = ""
let fleet: Owner & Pick<Fleet, "servers" | "domain">

beforeEach(() => {
  home = temporaryFolder()
  fleet = {
    file: join(home, "fleet.yaml"),
    certificate: { commonName: "mail.example.edu" } as Fleet["certificate"],
    servers: [mbs, mta].map((host) => ({ host, roles: ["mailbox"] }) as unknown as Fleet["servers"][number]),
  }
})

const folderOf = (bundle: string): string => join(home, "certificates/mail.example.edu", bundle, "rollouts")

async function journal(bundle: string, id: string, events: readonly object[]): Promise<void> {
  await mkdir(folderOf(bundle), { recursive: true })
  const entries = events.map((event, index) => ({
    seq: index + 1,
    time: "2026-05-01T00:00:00.000Z",
    rollout: id,
    ...event,
  }))
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("")
  await writeFile(join(folderOf(bundle), `${id}.jsonl`), text)
}

const [older, newer] = ["2026-11-22-0a1b2c3d", "2026-11-25-0a1b2c3e"]
const [first, second, third] = ["20261123T000000Z-a", "20261124T000000Z-b", "20261125T000000Z-c"]

async function ids(all: AsyncIterable<{ id: string }> | readonly { id: string }[]): Promise<string[]> {
  const found: string[] = []
  for await (const { id } of all) found.push(id)
  return found
}

describe("every rollout from beside a fleet.yaml", () => {
  it("comes with its folder, the last first, whichever certificate is newer; one without a beginning does not", async () => {
    await journal(newer, first, done(mbs))
    await journal(older, second, done(mbs))
    await journal(newer, third, [])
    const all: (readonly [string, string])[] = []
    for await (const { id, journals } of everyRollout(localFiles, fleet)) all.push([id, journals])
    expect(all).toEqual([
      [second, folderOf(older)],
      [first, folderOf(newer)],
    ])
  })

  it("is taken back where it was the last that changed something, or is named, of whichever certificate", async () => {
    await journal(older, first, done(mbs, mta))
    await journal(older, second, done(mbs, mta))
    await journal(newer, third, refused(mbs, mta))
    expect(await lastToTakeBack(localFiles, fleet)).toMatchObject({ id: second, journals: folderOf(older) })
    expect(await lastToTakeBack(localFiles, fleet, first)).toMatchObject({ journals: folderOf(older) })
    await expect(lastToTakeBack(localFiles, fleet, "none")).rejects.toMatchObject({
      code: "config",
      hint: `there are ${third}, ${second}, ${first}`,
    })
  })

  it("is the last that stayed where a newer certificate's changed nothing", async () => {
    await journal(older, first, done(mbs, mta))
    await journal(newer, second, refused(mbs, mta))
    expect(await lastRollout(localFiles, fleet)).toMatchObject({ id: first, journals: folderOf(older) })
  })
})

describe("rollouts that did not end", () => {
  const unfinished = async (): Promise<string[]> => ids(await unfinishedRollouts(localFiles, fleet))

  it("are found in the folder of any certificate", async () => {
    await journal(older, first, cutOff(mbs))
    await mkdir(folderOf(newer), { recursive: true })
    expect(await unfinished()).toEqual([first])
    await journal(newer, second, cutOff(mta))
    expect(await unfinished()).toEqual([second, first])
  })

  it("are none any more where a later one came to its end on their servers", async () => {
    await journal(older, first, cutOff(mbs))
    await journal(newer, second, done(mta))
    expect(await unfinished()).toEqual([first])
    await journal(newer, third, done(mbs))
    expect(await unfinished()).toEqual([])
  })

  it("are none where a later one came to its end on theirs, though it did not reach all of the fleet", async () => {
    await journal(older, first, cutOff(mbs))
    await journal(newer, second, done(mbs))
    expect(await unfinished()).toEqual([])
  })

  it("count with servers that are stuck", async () => {
    await journal(older, first, [...cutOff(mbs), outcome(mbs, "stuck"), end(5)])
    expect(await unfinished()).toEqual([first])
  })

  it("count while they change nothing only where nothing else is left to do, and nothing came later", async () => {
    await journal(older, first, [{ ...start, hosts: [mbs] }])
    expect(await unfinished()).toEqual([first])
    await journal(newer, second, done(mta))
    expect(await unfinished()).toEqual([])
    await journal(newer, third, [{ ...start, hosts: [mbs] }])
    await journal(older, first, cutOff(mbs))
    expect(await unfinished()).toEqual([first])
  })

  it("are rollbacks where that is what was cut off", async () => {
    const back = { ...start, hosts: [mbs], rollback: true }
    await journal(older, first, [...done(mbs), back, { ...intent(mbs), step: "restore" }])
    expect(await unfinishedRollouts(localFiles, fleet)).toMatchObject([{ id: first, isRollback: true }])
  })
})
