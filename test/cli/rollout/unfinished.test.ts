import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type { Payload } from "../../../src/rollout/plan.js"
import { oldAndRenewed } from "../../support/threeServers.js"
import { runIn, sceneIn } from "./scene.js"

let pairs: { readonly old: Payload; readonly renewed: Payload }

beforeAll(async () => {
  pairs = await oldAndRenewed()
})

const parent = "certificates/mail.example.edu"
const [cut, imported] = [`${parent}/2026-11-22-0a1b2c3d`, `${parent}/2026-11-25-0a1b2c3e`]

/** A rollout of one certificate, and another certificate that was imported since. */
async function prepare(
  entries: "all" | "to the decision",
): Promise<{ readonly cwd: string; readonly id: string; again(folder: string, id: string): void }> {
  const { cwd, journal } = sceneIn(pairs)
  const id = await journal(entries)
  mkdirSync(join(cwd, parent), { recursive: true })
  renameSync(join(cwd, "bundle"), join(cwd, cut))
  const filter = (path: string): boolean => !path.endsWith("rollouts")
  cpSync(join(cwd, cut), join(cwd, imported), { recursive: true, filter })
  return {
    ...{ cwd, id },
    again(folder, other) {
      const file = join(cwd, folder, "rollouts", `${other}.jsonl`)
      if (!existsSync(dirname(file))) mkdirSync(dirname(file))
      const text = readFileSync(join(cwd, cut, "rollouts", `${id}.jsonl`), "utf8")
      writeFileSync(file, text.replaceAll(id, other))
    },
  }
}

const later = "20261124T120000Z-000002"

describe("rollout --resume without a folder", () => {
  it("takes up the one that was cut off, although another certificate is newer, and says which", async () => {
    const { cwd, id } = await prepare("to the decision")
    const { exitCode, stdout, stderr } = await runIn(cwd, ["rollout", "--resume", "--dry-run", "--json"])
    expect([exitCode, stderr]).toEqual([0, `certfleet: takes up rollout ${id} of ${cut}\n`])
    expect(JSON.parse(stdout)).toMatchObject({ rollout: id })
  })

  it("names the command for each where several were", async () => {
    const { cwd, id, again } = await prepare("to the decision")
    again(imported, later)
    const { exitCode, stderr } = await runIn(cwd, ["rollout", "--resume", "--dry-run"])
    expect([exitCode, stderr]).toEqual([
      2,
      `certfleet: error: 2 rollouts were cut off: ${later} of ${imported}, ${id} of ${cut}\n` +
        `certfleet: hint: certfleet rollout ${imported} --resume, or certfleet rollout ${cut} --resume\n`,
    ])
    for (const folder of [imported, cut])
      expect((await runIn(cwd, ["rollout", folder, "--resume", "--dry-run"])).exitCode).toBe(0)
  })

  it("says so where none was, and how the last one ended", async () => {
    const { cwd } = await prepare("all")
    const over = await runIn(cwd, ["rollout", "--resume", "--dry-run"])
    expect([over.exitCode, over.stderr]).toEqual([
      2,
      expect.stringContaining("came to its end: every server has the certificate"),
    ])
    rmSync(join(cwd, cut, "rollouts"), { recursive: true })
    const none = await runIn(cwd, ["rollout", "--resume", "--dry-run"])
    expect([none.exitCode, none.stderr]).toEqual([
      2,
      expect.stringContaining(`nothing was rolled out from ${parent}`),
    ])
  })

  it("names the command for the certificate that it was, where that is another one's", async () => {
    const { cwd, id } = await prepare("to the decision")
    const file = join(cwd, "fleet.yaml")
    const domains = "domains:\n  - { domain: art.example.edu, names: [mail.art.example.edu] }\n"
    const proxy = "\n  - { host: prx09.example.edu, roles: [proxy] }\n"
    writeFileSync(
      file,
      `${readFileSync(file, "utf8").replace(/\nservers:\n/, `\nservers:${proxy}`)}${domains}`,
    )
    const { exitCode, stderr } = await runIn(cwd, ["rollout", "--resume", "--domain", "art.example.edu"])
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`certfleet rollout ${cut} --resume`)])
    expect(id).not.toBe("")
  })
})

describe("rollback without a folder", () => {
  it("takes back the last that changed something, and says which", async () => {
    const { cwd, id, again } = await prepare("all")
    mkdirSync(join(cwd, imported, "rollouts"))
    const nothing = {
      seq: 1,
      time: "2026-05-01T00:00:00.000Z",
      type: "start",
      rollout: later,
      certificate: "00".repeat(32),
    }
    const more = { commonName: "mail.example.edu", canaries: [], hosts: ["mbs01.example.edu"] }
    writeFileSync(
      join(cwd, imported, "rollouts", `${later}.jsonl`),
      `${JSON.stringify({ ...nothing, ...more })}\n`,
    )
    const run = await runIn(cwd, ["rollback", "--dry-run", "--json"])
    expect([run.exitCode, run.stderr]).toEqual([0, `certfleet: takes back rollout ${id} of ${cut}\n`])
    again(imported, later)
    const named = await runIn(cwd, ["rollback", "--rollout", id, "--dry-run", "--json"])
    expect(JSON.parse(named.stdout)).toMatchObject({ rollout: id })
    const last = await runIn(cwd, ["rollback", "--dry-run", "--json"])
    expect(JSON.parse(last.stdout)).toMatchObject({ rollout: later })
  })

  it("names the command for each where several were cut off", async () => {
    const { cwd, id, again } = await prepare("to the decision")
    again(imported, later)
    const { exitCode, stderr } = await runIn(cwd, ["rollback", "--dry-run"])
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining(
        `certfleet rollback ${imported} --rollout ${later}, or certfleet rollback ${cut} --rollout ${id}`,
      ),
    ])
  })
})

describe("report without a journal", () => {
  it("tells of the last rollout that began, of whichever certificate", async () => {
    const { cwd, id } = await prepare("all")
    mkdirSync(join(cwd, imported, "rollouts"))
    writeFileSync(join(cwd, imported, "rollouts", `${later}.jsonl`), "")
    const { exitCode, stdout, stderr } = await runIn(cwd, ["report", "--reporter", "json"])
    expect([exitCode, stderr]).toEqual([0, ""])
    expect(JSON.parse(stdout)).toMatchObject({ id })
  })
})
