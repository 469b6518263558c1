import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Reports, readReports } from "../../src/remote/script.js"
import { nearlyLiveKey, ownFolder } from "../../src/zimbra/files.js"
import { lockScript } from "../../src/zimbra/lockScripts.js"
import { finishScript } from "../../src/zimbra/scripts.js"

const run = promisify(execFile)
const bootFile = "/proc/sys/kernel/random/boot_id"
const [other, own] = ["20261123T120000Z-000001", "20261124T120000Z-000002"]

let home = ""
const base = (): string => ownFolder(home)

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "certfleet-lock-"))
})
afterEach(() => rm(home, { recursive: true, force: true }))

function put(path: string, content = ""): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

const script = async (text: string, ...args: string[]): Promise<Reports> =>
  readReports((await run("/bin/sh", ["-c", text, "sh", ...args])).stdout)
const lock = (rollout: string, how: "break" | ""): Promise<Reports> =>
  script(lockScript.text, base(), rollout, "me@here", how)

/** What a rollout leaves that was killed while its key was staged, and one that nobody knows. */
function killed(): void {
  put(join(base(), "lock/holder"), `${other}\nroot@there\n`)
  put(join(base(), `stage.${other}.abcdefgh/commercial.key`), "key")
  put(join(base(), `stage.${other}.lock.abcdefgh/holder`), "")
  put(join(home, `${nearlyLiveKey}.${other}`), "key")
  put(join(base(), "stage.20261122T000000Z-000000.abcdefgh/commercial.key"), "another's")
  put(join(base(), other, "backup.tar"), "the only good state")
}

describe("breaking a lock", () => {
  it("removes the other rollout's staged key, tells of it, and leaves its backup", async () => {
    killed()
    const reports = await lock(own, "break")
    expect(reports.get("broke")).toEqual([other])
    expect(reports.get("broke-holder")).toEqual(["root@there"])
    expect(reports.get("removed")).toEqual([
      join(base(), `stage.${other}.abcdefgh`),
      join(base(), `stage.${other}.lock.abcdefgh`),
      join(home, `${nearlyLiveKey}.${other}`),
    ])
    expect(reports.get("left")).toEqual([join(base(), other)])
    expect(reports.has("lock")).toBe(true)
    expect(readdirSync(base()).sort()).toEqual([other, own, "lock", "stage.20261122T000000Z-000000.abcdefgh"])
    expect(readFileSync(join(base(), other, "backup.tar"), "utf8")).toBe("the only good state")
    expect(existsSync(join(home, `${nearlyLiveKey}.${other}`))).toBe(false)
  })

  it("keeps that backup from being counted out by the rollout that broke it, not by later ones", async () => {
    killed()
    await lock(own, "break")
    await script(finishScript.text, base(), own, "1")
    expect(existsSync(join(base(), other, "backup.tar"))).toBe(true)
    put(join(base(), "20261125T120000Z-000003/backup.tar"))
    await script(finishScript.text, base(), "20261125T120000Z-000003", "1")
    expect(existsSync(join(base(), other))).toBe(false)
  })

  it("touches nothing of the other rollout unless it is asked for", async () => {
    killed()
    const reports = await lock(own, "")
    expect([reports.get("locked"), reports.get("removed")]).toEqual([["root@there"], undefined])
    expect(existsSync(join(base(), `stage.${other}.abcdefgh/commercial.key`))).toBe(true)
  })

  it("leaves what the same rollout has staged", async () => {
    killed()
    const reports = await lock(other, "break")
    expect([reports.has("lock"), reports.has("broke")]).toEqual([true, false])
    expect(existsSync(join(base(), `stage.${other}.abcdefgh/commercial.key`))).toBe(true)
  })

  it.each(["", "../elsewhere\nme\n", "*\nme\n"])(
    "removes nothing for a holder that says %j",
    async (holder) => {
      killed()
      put(join(base(), "lock/holder"), holder)
      const reports = await lock(own, "break")
      expect([reports.has("lock"), reports.get("removed")]).toEqual([true, undefined])
      expect(existsSync(join(base(), `stage.${other}.abcdefgh/commercial.key`))).toBe(true)
    },
  )

  it.skipIf(!existsSync(bootFile))(
    "leaves the staged key while a step of the other rollout may read it, and tells which",
    async () => {
      killed()
      const child = spawn("sleep", ["300"], { stdio: "ignore" })
      try {
        await once(child, "spawn")
        const step = join(base(), other, "deploycrt.started")
        put(join(step, "boot"), readFileSync(bootFile, "utf8"))
        put(join(step, "pid"), `${child.pid}\n`)
        const reports = await lock(own, "break")
        expect([reports.get("busy"), reports.get("removed")]).toEqual([["deploycrt"], undefined])
        expect(reports.get("left")).toContain(join(base(), `stage.${other}.abcdefgh`))
      } finally {
        child.kill("SIGKILL")
      }
    },
  )
})
