import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeEach, describe, expect, it } from "vitest"
import { planCsr } from "../../src/csr/plan.js"
import { exitCodes, ToolError } from "../../src/errors.js"
import { csrRequestOf } from "../../src/fleet/csrRequest.js"
import { precheckFindings } from "../../src/issuance/prechecks/findings.js"
import { makeRequest } from "../../src/issuance/requests.js"
import { localFiles } from "../../src/local/files.js"
import { generatePrivateKey, writePrivateKey } from "../../src/x509/privateKey.js"
import { unreachable } from "../issuance/bookCa.js"
import { Mortal } from "../support/mortal.js"
import { VirtualClock } from "../support/virtualClock.js"
import { dayMs, hourMs, RenewingScene } from "./renewing.js"

const whole = [
  ...["moment", "begun", "request", "order", "import", "compare", "rollout", "proof", "notify", "renewed"],
]

let clock: VirtualClock
let scene: RenewingScene
beforeEach(async () => {
  clock = new VirtualClock()
  scene = await RenewingScene.open(clock)
})

describe("renew", () => {
  it("says nothing and asks nobody for a certificate where none is due", async () => {
    scene = await RenewingScene.open(clock, { until: 100 })
    const { due, exitCode, outcome } = await scene.renew()
    expect([outcome, exitCode, scene.ca.book.length, scene.told.length]).toEqual(["not-due", 0, 0, 0])
    const { notAfter, notBefore } = scene.serves.leaf
    const third = (notAfter.getTime() - notBefore.getTime()) / 3
    expect(due).toEqual({
      ...{ at: new Date(notAfter.getTime() - third).toISOString(), why: "the last part of its lifetime" },
    })
    expect(scene.journal()).toEqual(["moment"])
  })

  it("does not know what is due where no port shows a certificate, and says how the first one gets there", async () => {
    scene.isDark = true
    const fleet = `--fleet ${join(scene.folder, "fleet.yaml")}`
    const stopped = { outcome: "stopped", exitCode: 3, stage: "due" }
    expect(await scene.renew()).toMatchObject({
      ...stopped,
      hint: `certfleet status ${fleet} shows why; certfleet renew --force ${fleet} gets the first certificate`,
    })
    scene.ends.push(exitCodes.restored)
    const { bundle = "" } = await scene.renew({ force: true })
    expect(bundle).toContain("certificates/mail.example.edu/")
    // As after an order by hand: no renewal is under way.
    await localFiles.remove(join(scene.folder, "certificates/mail.example.edu/renewals.jsonl"))
    expect(await scene.renew()).toMatchObject({
      ...stopped,
      hint: `certfleet status ${fleet} shows why; certfleet rollout ${bundle} ${fleet} brings out the certificate that is ready there`,
    })
    expect(scene.ca.book).toHaveLength(1)
  })

  it("goes from due to served: each stage in the journal before it begins", async () => {
    const before = scene.serves.leaf.fingerprint
    const result = await scene.renew()
    expect(result).toMatchObject({ outcome: "renewed", exitCode: 0, replaces: before })
    expect(result.certificate).toBe(scene.serves.leaf.fingerprint)
    expect(scene.journal()).toEqual(whole)
    expect(scene.told).toEqual([result])
    expect((await scene.renew()).outcome).toBe("not-due")
    expect(scene.ca.book).toHaveLength(1)
  })

  it("comes to one order and the new certificate everywhere, before whichever of its steps it is killed", async () => {
    const life = new Mortal()
    await scene.renew({}, life)
    expect(life.steps).toBeGreaterThan(45)
    for (let dies = 0; dies < life.steps; dies++) {
      scene = await RenewingScene.open(clock)
      await expect(scene.renew({}, new Mortal(dies))).rejects.toThrow("killed")
      const next = await scene.renew()
      const last = next.outcome === "not-due" ? next : await scene.renew()
      expect({ dies, orders: scene.ca.book.length, last: last.outcome, served: isNew(scene) }).toEqual({
        ...{ dies, orders: 1, last: "not-due", served: true },
      })
      expect({ dies, renewed: scene.journal().filter((type) => type === "renewed") }).toEqual({
        ...{ dies, renewed: ["renewed"] },
      })
      expect({ dies, told: scene.told.length > 0 }).toEqual({ dies, told: true })
    }
  })

  it("comes to one order, too, where each run is killed a step later than the one before", async () => {
    let runs = 0
    for (;;) {
      const ended = await scene.renew({}, new Mortal(3 * ++runs)).catch(() => undefined)
      if (ended?.outcome === "not-due") break
      expect(runs).toBeLessThan(60)
    }
    expect([scene.ca.book.length, isNew(scene)]).toEqual([1, true])
  })

  it("resumes a rollout that was cut off, whatever the window says by then", async () => {
    scene = await RenewingScene.open(clock, { windows: '"12:00-13:00"' })
    clock = scene.clock
    scene.cutOff = true
    const open = await scene.renew({ outsideWindow: true }).catch((error: Error) => error.message)
    expect(open).toBe("killed")
    await clock.sleep(5 * hourMs)
    expect((await scene.renew()).outcome).toBe("renewed")
    expect(scene.rollouts.map(({ resume }) => resume)).toEqual([false, true])
  })

  it("waits for the maintenance window with the certificate in hand, and says so without an alarm", async () => {
    scene = await RenewingScene.open(clock, { until: 60, windows: `"${elsewhen(clock)}"` })
    const waiting = await scene.renew()
    expect(waiting).toMatchObject({ outcome: "waiting", exitCode: 0, stage: "window" })
    expect([scene.ca.book.length, scene.rollouts.length, scene.told.length]).toEqual([1, 0, 0])
    await scene.renew()
    expect(scene.journal().slice(-1)).toEqual(["compare"])
    expect((await scene.renew({ outsideWindow: true })).outcome).toBe("renewed")
    expect(scene.ca.book).toHaveLength(1)
  })

  it("names the domain in what is to be run for a domain's own certificate", async () => {
    scene = await RenewingScene.open(clock, { windows: `"${elsewhen(clock)}"` })
    scene.domain = { domain: "example.edu", names: ["mail.example.edu"], services: ["https"] }
    const { hint } = await scene.renew()
    const file = join(scene.folder, "fleet.yaml")
    expect(hint).toContain(
      `certfleet renew --outside-window --domain example.edu --fleet ${file} does it now`,
    )
  })

  it("raises the alarm where a window is waited for and little time is left", async () => {
    scene = await RenewingScene.open(clock, { windows: `"${elsewhen(clock)}"` })
    const urgent = await scene.renew()
    expect(urgent).toMatchObject({ outcome: "stopped", exitCode: 3, stage: "window" })
    expect(scene.told).toHaveLength(1)
  })

  it.each([
    ["compare", "bundle"],
    ["request", "folder"],
  ])(
    "goes nowhere that an edited journal leads to out of the certificate's folder: %s",
    async (type, key) => {
      scene.ends.push(exitCodes.restored)
      scene.rolloutAhead =
        type === "compare" ? scene.rolloutAhead : () => Promise.reject(new ToolError("config", "not yet"))
      await scene.renew()
      const file = join(scene.folder, "certificates/mail.example.edu/renewals.jsonl")
      const entries = readFileSync(file, "utf8").trimEnd().split("\n")
      const edited = entries.map((line) => {
        const entry = JSON.parse(line)
        return JSON.stringify(entry.type === type ? { ...entry, [key]: "../elsewhere" } : entry)
      })
      writeFileSync(file, `${edited.join("\n")}\n`)
      expect(await scene.renew()).toMatchObject({
        ...{ outcome: "stopped", exitCode: 3, hint: expect.stringContaining("from a copy") },
        reason: expect.stringMatching(/renewals\.jsonl leads out of .*mail\.example\.edu: .*elsewhere/),
      })
    },
  )

  it("rolls the same certificate out again after a rollout that was put back", async () => {
    scene.ends.push(exitCodes.restored)
    const failed = await scene.renew()
    expect(failed).toMatchObject({ outcome: "stopped", exitCode: 4, stage: "rollout" })
    expect(failed.reason).toContain("mbs01.example.edu: nginx did not start")
    const bundle = failed.bundle
    expect(await scene.renew()).toMatchObject({ outcome: "renewed", bundle })
    expect([scene.ca.book.length, scene.rollouts.length]).toEqual([1, 2])
  })

  it("touches nothing after a rollout that left servers to a human", async () => {
    scene.ends.push(exitCodes.stuck)
    for (let nth = 1; nth <= 2; nth++)
      expect(await scene.renew()).toMatchObject({ outcome: "stopped", exitCode: 5, stage: "rollout" })
    expect(scene.rollouts).toHaveLength(1)
  })

  it("does not bring back what was rolled back by hand", async () => {
    scene.problems = ["mx01.example.edu:25: refused"]
    const { bundle = "" } = await scene.renew()
    const file = join(bundle, "rollouts", readdirSync(join(bundle, "rollouts"))[0] ?? "")
    const text = readFileSync(file, "utf8")
    const start = JSON.parse(text.split("\n")[0] ?? "")
    writeFileSync(file, `${text}${JSON.stringify({ ...start, seq: 4, rollback: true })}\n`)
    scene.problems = []
    const left = await scene.renew()
    expect(left).toMatchObject({ outcome: "stopped", exitCode: 5, stage: "rollout" })
    expect(left.reason).toContain("was rolled back by hand")
    expect(scene.rollouts).toHaveLength(1)
  })

  it("is not renewed before every port serves it, whatever the rollout said", async () => {
    scene.problems = ["mx01.example.edu:25: refused"]
    const unproven = await scene.renew()
    expect(unproven).toMatchObject({ outcome: "stopped", exitCode: 3, stage: "proof" })
    expect(unproven.reason).toContain("mx01.example.edu:25: refused")
    expect(scene.journal()).not.toContain("renewed")
    scene.problems = []
    expect((await scene.renew()).outcome).toBe("renewed")
    expect([scene.ca.book.length, scene.rollouts.length]).toEqual([1, 2])
  })

  it("stops before it orders where a name that is served would be gone, unless that is allowed", async () => {
    const { certificate } = scene.fleet
    Object.assign(scene.fleet, { certificate: { ...certificate, additionalNames: [] } })
    const refused = await scene.renew()
    expect(refused).toMatchObject({ outcome: "stopped", exitCode: 1, stage: "request" })
    expect(refused.findings.map(({ code }) => code)).toContain("compare-name-removed")
    expect(scene.ca.book).toHaveLength(0)
    const allowed = await scene.renew({ allowRemoved: new Set(["imap.example.edu"]) })
    expect(allowed.outcome).toBe("renewed")
  })

  it("sends no order that would come to nothing, and one of which that is only not known", async () => {
    const subject = { kind: "input", name: "mail.example.edu" } as const
    const facts = {
      name: "mail.example.edu",
      at: "example.edu",
      allowed: ["other.example"],
      ca: "ca.example.edu",
    }
    scene.ahead = [precheckFindings.caaForbids(subject, facts)]
    const stop = await scene.renew()
    expect(stop).toMatchObject({ outcome: "stopped", exitCode: 1, stage: "order", findings: scene.ahead })
    expect(scene.ca.book).toHaveLength(0)
    scene.ahead = [precheckFindings.unchecked(subject, { what: "its CAA records", problem: "SERVFAIL" })]
    expect((await scene.renew()).outcome).toBe("renewed")
    expect(scene.warnings).toEqual(["could not check its CAA records: SERVFAIL"])
  })

  it("orders nothing that could not be rolled out from here, and asks no more once the CA has the order", async () => {
    const missing = async (): Promise<never> => {
      throw new ToolError("config", "hook drain cannot be run", { hint: "put it there" })
    }
    scene = await RenewingScene.open(clock, { until: 60 })
    scene.rolloutAhead = missing
    const refused = { stage: "order", reason: "hook drain cannot be run", hint: "put it there" }
    expect(await scene.renew()).toMatchObject({ outcome: "stopped", exitCode: 2, ...refused })
    expect([scene.ca.book.length, existsSync(scene.orders)]).toEqual([0, false])
    scene.rolloutAhead = async () => undefined
    scene.ca.standings = [{ kind: "pending", status: "processing", askAgainMs: hourMs }]
    expect((await scene.renew()).outcome).toBe("waiting")
    scene.rolloutAhead = missing
    expect((await scene.renew()).outcome).toBe("renewed")
  })

  it("orders nothing for a key that is not the CSR's, and makes new ones once that folder is away", async () => {
    scene.rolloutAhead = () => Promise.reject(new ToolError("config", "not yet"))
    await scene.renew()
    const [request = ""] = scene.requests()
    await localFiles.remove(join(request, "commercial.key"))
    const other = await generatePrivateKey("ec-p256")
    writeFileSync(join(request, "commercial.key"), writePrivateKey(other))
    scene.rolloutAhead = async () => undefined
    const { exitCode, hint = "", reason } = await scene.renew()
    expect([exitCode, reason]).toEqual([
      ...[2, `${join(request, "commercial.key")} is not the key of ${join(request, "commercial.csr")}`],
    ])
    expect(hint).toContain(`move ${request} away`)
    expect(scene.ca.book).toEqual([])
    await localFiles.rename(request, join(scene.folder, "away"))
    expect((await scene.renew()).outcome).toBe("renewed")
  })

  it("goes on with an order that takes the CA days, and alarms only where time runs out", async () => {
    scene = await RenewingScene.open(clock, { until: 60 })
    scene.ca.standings = Array.from({ length: 4 }, () => ({
      ...({ kind: "pending", status: "processing", askAgainMs: hourMs } as const),
    }))
    for (let nth = 1; nth <= 4; nth++)
      expect(await scene.renew()).toMatchObject({ outcome: "waiting", exitCode: 0, stage: "order" })
    expect((await scene.renew()).outcome).toBe("renewed")
    expect([scene.ca.book.length, scene.told.length]).toEqual([1, 1])
  })

  it("says what a human has to do at the CA, each time, and goes on once that is done", async () => {
    const approval = { kind: "needs-human", status: "needs_approval", todo: "approve order 7" } as const
    scene.ca.standings = [approval, approval]
    for (let nth = 1; nth <= 2; nth++)
      expect(await scene.renew()).toMatchObject({ exitCode: 5, stage: "order", hint: "approve order 7" })
    expect((await scene.renew()).outcome).toBe("renewed")
  })

  it("names the stage where the CA is not reached, and goes on when it is back", async () => {
    for (let nth = 0; nth < 30; nth++) scene.ca.troubles.push({ at: "place-before", error: unreachable })
    expect(await scene.renew()).toMatchObject({ outcome: "stopped", exitCode: 3, stage: "order" })
    scene.ca.troubles.length = 0
    expect((await scene.renew()).outcome).toBe("renewed")
    expect(scene.ca.book).toHaveLength(1)
  })

  it("does not order for ever where orders come to nothing", async () => {
    const failed = { kind: "failed", status: "invalid", reasons: ["no TXT record"] } as const
    for (let nth = 1; nth <= 7; nth++) {
      scene.ca.standings = [failed]
      const { exitCode } = await scene.renew()
      expect([nth, exitCode]).toEqual([nth, nth > 5 ? 5 : 3])
    }
    expect(scene.ca.book).toHaveLength(5)
    await clock.sleep(dayMs + hourMs)
    scene.ca.standings = []
    expect((await scene.renew()).outcome).toBe("renewed")
  })

  it("rolls out what was ordered and imported by hand, instead of ordering again", async () => {
    await scene.renew()
    const bundle = scene.rollouts[0]?.bundle
    const other = await RenewingScene.open(clock)
    Object.assign(other.fleet, { file: scene.fleet.file })
    await scene.ca.place({ csr: { der: new Uint8Array() } } as never)
    writeFileSync(join(scene.folder, "certificates/mail.example.edu/renewals.jsonl"), "")
    await import("node:fs/promises").then((fs) => fs.rm(join(bundle ?? "", "rollouts"), { recursive: true }))
    expect(await other.renew()).toMatchObject({ outcome: "renewed", bundle })
    expect(other.ca.book).toHaveLength(0)
  })

  it("goes by what the ports serve where the last rollout left a server out, and brings that one the same certificate", async () => {
    const old = scene.serves
    const { bundle, outcome } = await scene.renew()
    const file = join(bundle ?? "", "rollouts", readdirSync(join(bundle ?? "", "rollouts"))[0] ?? "")
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("mbs01.", "mbs02."))
    scene.serves = old
    expect([outcome, (await scene.renew()).outcome]).toEqual(["renewed", "stopped"])
    expect((await scene.renew()).outcome).toBe("renewed")
    expect([scene.ca.book.length, isNew(scene)]).toEqual([1, true])
  })

  it("keeps the key where it is to be kept, and makes a new one else", async () => {
    await scene.renew()
    const keyOf = (bundle = ""): string => keyIn(bundle)
    const first = scene.rollouts[0]?.bundle
    await scene.renew({ force: true, reuseKey: true })
    await scene.renew({ force: true })
    const [, second, third] = scene.rollouts.map(({ bundle }) => keyOf(bundle))
    expect([second === keyOf(first), third === second]).toEqual([true, false])
    expect(scene.ca.book).toHaveLength(3)
  })

  it("waits for the key that was made early, and takes it once its record has been public long enough", async () => {
    scene = await RenewingScene.open(clock, { until: 60 })
    const key = await madeEarly(scene)
    scene.nextRequest = () => Promise.reject(new ToolError("not-published", "not before tomorrow"))
    expect(await scene.renew()).toMatchObject({ outcome: "waiting", exitCode: 0, stage: "request" })
    expect(scene.ca.book).toHaveLength(0)
    scene.nextRequest = async () => key
    const { bundle = "" } = await scene.renew()
    expect([keyIn(bundle), scene.ca.book.length]).toEqual([keyIn(key.folder), 1])
  })

  it("takes that key with another CSR where fleet.yaml has other names by now", async () => {
    const key = await madeEarly(scene)
    const { certificate } = scene.fleet
    Object.assign(certificate, { additionalNames: [...certificate.additionalNames, "pop.example.edu"] })
    scene.nextRequest = async () => key
    const { bundle = "" } = await scene.renew()
    expect(keyIn(bundle)).toBe(keyIn(key.folder))
    const names = scene.serves.leaf.extensions.subjectAltName
    expect(names?.ok === true && names.value).toHaveLength(4)
  })

  it("orders nothing where no key that is made now would match a TLSA record", async () => {
    const hint = "certfleet csr --next makes it early"
    scene.nextRequest = () => Promise.reject(new ToolError("not-published", "no record matches", { hint }))
    expect(await scene.renew()).toMatchObject({ outcome: "stopped", exitCode: 1, stage: "request", hint })
    expect(scene.ca.book).toHaveLength(0)
  })

  it("gives an open renewal up where that is forced", async () => {
    scene.ca.standings = [{ kind: "needs-human", status: "needs_approval", todo: "approve" }]
    await scene.renew()
    scene.ca.standings = []
    expect((await scene.renew({ force: true })).outcome).toBe("renewed")
    expect(scene.journal()).toContain("given-up")
    expect(scene.ca.book).toHaveLength(2)
  })
})

describe("the moment of a renewal", () => {
  const window = (from: number, until: number) => ({
    ...{ start: new Date(clock.now() + from), end: new Date(clock.now() + until), askAgainMs: 6 * hourMs },
  })

  it("is drawn once from the CA's window and kept, and the CA is asked as seldom as it wants", async () => {
    scene = await RenewingScene.open(clock, { until: 60 })
    scene.ca.window = { ...window(2 * dayMs, 4 * dayMs), explanationUrl: "https://ca.example.edu/why" }
    const first = await scene.renew()
    expect(first.due).toEqual({
      at: new Date(clock.now() + 3 * dayMs).toISOString(),
      why: "the CA's renewal information",
      explanationUrl: "https://ca.example.edu/why",
    })
    scene.randomly = 0
    for (let nth = 0; nth < 12; nth++) {
      await clock.sleep(hourMs)
      expect((await scene.renew()).due?.at).toBe(first.due?.at)
    }
    expect(scene.ca.asked).toBe(3)
    await clock.sleep(3 * dayMs - 12 * hourMs - 2 * hourMs)
    expect((await scene.renew()).outcome).toBe("not-due")
    await clock.sleep(hourMs)
    expect((await scene.renew()).outcome).toBe("renewed")
  })

  it("is drawn anew where the CA moves its window away: now, for one that is past", async () => {
    scene = await RenewingScene.open(clock, { until: 60 })
    scene.ca.window = window(10 * dayMs, 12 * dayMs)
    expect((await scene.renew()).outcome).toBe("not-due")
    await clock.sleep(7 * hourMs)
    scene.ca.window = window(-2 * dayMs, -dayMs)
    expect((await scene.renew()).outcome).toBe("renewed")
    expect(scene.ca.book).toHaveLength(1)
  })

  it("stays where it was while the CA is away", async () => {
    scene = await RenewingScene.open(clock, { until: 60 })
    scene.ca.window = window(2 * dayMs, 4 * dayMs)
    const first = await scene.renew()
    scene.ca.renewalInfo = () => Promise.reject(unreachable)
    await clock.sleep(7 * hourMs)
    expect((await scene.renew()).due).toEqual(first.due)
    expect(scene.warnings).toEqual([expect.stringContaining("was not asked of the CA")])
  })
})

async function madeEarly({ fleet, folder }: RenewingScene) {
  const { plan } = planCsr(csrRequestOf(fleet))
  if (plan === undefined) throw new Error("no plan")
  return makeRequest(plan, {
    folder: join(folder, "certificates/mail.example.edu/next/request-early"),
    files: localFiles,
  })
}

function keyIn(folder: string): string {
  return readFileSync(join(folder, "commercial.key"), "utf8")
}

function isNew({ serves, clock: now }: RenewingScene): boolean {
  return serves.leaf.notAfter.getTime() > now.now() + 100 * dayMs
}

/** A window of an hour that is closed now and for the next runs, local time. */
function elsewhen(now: VirtualClock): string {
  const hour = (new Date(now.now()).getHours() + 12) % 24
  const two = (value: number): string => String(value % 24).padStart(2, "0")
  return `${two(hour)}:00-${two(hour + 1)}:00`
}
