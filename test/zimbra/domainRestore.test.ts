import { execFile } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { domainByHand } from "../../src/rollout/manual.js"
import type { HostPlan } from "../../src/rollout/plan.js"
import { domainRestoreScript } from "../../src/zimbra/domainScripts.js"
import { domainFolder, rolloutFolder } from "../../src/zimbra/files.js"
import { backupScript } from "../../src/zimbra/scripts.js"

const run = promisify(execFile)
const rollout = "domain-20261123T120000Z-000001"
const own = { "art.crt": "old art", "art.key": "old art key" }
const others = { "law.crt": "old law", "law.key": "old law key" }

let home = ""

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "certfleet-restore-"))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const folder = (): string => rolloutFolder(home, rollout)

function put(files: Readonly<Record<string, string>>): void {
  mkdirSync(join(home, domainFolder), { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(home, domainFolder, name), content)
}

function found(): Record<string, string> {
  const at = join(home, domainFolder)
  return Object.fromEntries(readdirSync(at).map((name) => [name, readFileSync(join(at, name), "utf8")]))
}

const script = async (text: string, ...args: string[]): Promise<string> =>
  (await run("/bin/sh", ["-c", text, "sh", ...args])).stdout

const backup = (): Promise<string> => script(backupScript.text, home, folder(), "", domainFolder)

/** Both ways back: by certfleet, and by the command that it prints for a human. */
const ways: readonly (readonly [string, (...stays: string[]) => Promise<unknown>])[] = [
  [
    "by script",
    async (...stays) =>
      expect(await script(domainRestoreScript.text, home, folder(), domainFolder, ...stays)).toBe(
        `@restored ${folder()}/backup.tar\n`,
      ),
  ],
  [
    "by hand",
    (...staying) => {
      const plan = { installation: { user: "zimbra", home } } as HostPlan
      const [restore = ""] = domainByHand(plan, { rollout, domain: "art", staying }).commands
      return script(restore)
    },
  ],
]

describe("the way back of a domain's certificate", () => {
  it.each(ways)("%s brings the whole folder back", async (_, restore) => {
    put({ ...own, ...others })
    await backup()
    put({ "art.crt": "new art", "art.key": "new art key", "law.crt": "", "art.crt.20261123": "old art" })
    await restore()
    expect(found()).toEqual({ ...own, ...others })
  })

  it.each(ways)("%s leaves what came since, also by a name that looks like a pattern", async (_, restore) => {
    put({ ...own, ...others })
    await backup()
    const since = { "law.crt": "new law", "new.crt": "new", "od'd[a]*.crt": "odd" }
    put({ "art.crt": "new art", "oddXa.crt": "this rollout's", ...since })
    await rm(join(home, domainFolder, "law.key"))
    await restore(...[...Object.keys(since), "law.key"].map((name) => `${domainFolder}/${name}`))
    expect(found()).toEqual({ ...own, ...since })
  })

  it.each(ways)(
    "%s removes the folder that was not there, unless something came since",
    async (_, restore) => {
      mkdirSync(join(home, "conf"), { recursive: true })
      await backup()
      put({ ...own, ...others })
      await restore(`${domainFolder}/law.crt`, `${domainFolder}/law.key`)
      expect(found()).toEqual(others)
      await restore()
      expect(readdirSync(join(home, "conf"))).toEqual([])
    },
  )
})
