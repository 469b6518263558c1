import { execFile } from "node:child_process"
import { chownSync, mkdirSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Reports, readReports } from "../../src/remote/script.js"
import { rolloutFolder } from "../../src/zimbra/files.js"
import { preflightScript } from "../../src/zimbra/lookScripts.js"
import { backupScript } from "../../src/zimbra/scripts.js"

const run = promisify(execFile)
const nobody = 65_534
const folder = "ssl/zimbra/commercial"
const isRoot = process.getuid?.() === 0

let home = ""

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "certfleet-preflight-"))
  mkdirSync(join(home, folder), { recursive: true })
  mkdirSync(join(home, "ssl/certfleet"))
})
afterEach(() => rm(home, { recursive: true, force: true }))

/** A file that this user may not have made. */
function put(name: string): string {
  const path = join(home, folder, name)
  writeFileSync(path, "")
  chownSync(path, nobody, nobody)
  return path
}

const script = async (text: string, ...args: string[]): Promise<string> =>
  (await run("/bin/sh", ["-c", text, "sh", ...args])).stdout

describe.skipIf(!isRoot)(
  "what another rollout tries out in a folder at the same instant (skipped unless root)",
  () => {
    it("is no obstacle to a preflight, as somebody else's files are", async () => {
      const foreign = put("commercial.crt")
      put(".certfleet.abcdefgh")
      const args = [home, join(home, "ssl/certfleet"), "/bin/true", "/bin/true", "conf/ca", folder]
      const reports: Reports = readReports(await script(preflightScript.text, ...args))
      expect(reports.get("blocked")?.map((line) => line.split(" ").at(-1))).toEqual([foreign])
    })

    it("is in no backup", async () => {
      put("commercial.crt")
      put(".certfleet.abcdefgh")
      const own = rolloutFolder(home, "20261123T120000Z-000001")
      await script(backupScript.text, home, own, "", folder)
      const { stdout } = await run("tar", ["-tf", join(own, "backup.tar")])
      expect(stdout.trim().split("\n")).toEqual([`${folder}/`, `${folder}/commercial.crt`])
    })
  },
)
