import { beforeAll, describe, expect, it } from "vitest"
import type { EmbeddedHost } from "../../../src/demo/embeddedHost.js"
import { ToolError } from "../../../src/errors.js"
import { dryRun } from "../../../src/rollout/dryRun.js"
import { type RolloutResult, runRollout } from "../../../src/rollout/engine.js"
import type { Payload } from "../../../src/rollout/plan.js"
import type { RolloutEvent } from "../../../src/rollout/record/events.js"
import type { JournalEntry } from "../../../src/rollout/record/journal.js"
import { resumptionOf } from "../../../src/rollout/record/resume.js"
import { changedHosts, rollbackOf } from "../../../src/rollout/record/rollback.js"
import { type MemoryFleet, memoryFleet } from "../../support/memoryFleet.js"
import { testCa } from "../../support/pairs.js"
import { VirtualClock } from "../../support/virtualClock.js"

const fleetText = `
certificate: { commonName: mail.example.edu }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: prx01.example.edu, roles: [proxy] }
  - { host: prx02.example.edu, roles: [proxy] }
domains:
  - { domain: art.example.edu, names: [mail.art.example.edu, webmail.art.example.edu], services: [https, imaps] }
  - { domain: law.example.edu, names: [mail.law.example.edu], services: [https] }
`
const proxies = ["prx01.example.edu", "prx02.example.edu"] as const
const art = "art.example.edu"

let shared: Payload
let old: Payload
let renewed: Payload
let law: Payload
let laterLaw: Payload

beforeAll(async () => {
  const ca = await testCa(new VirtualClock())
  shared = await ca.pair(["mail.example.edu"])
  old = await ca.pair(["mail.art.example.edu", "webmail.art.example.edu"], { from: -190, until: 9 })
  renewed = await ca.pair(["mail.art.example.edu", "webmail.art.example.edu"])
  law = await ca.pair(["mail.law.example.edu"])
  laterLaw = await ca.pair(["mail.law.example.edu"])
})

/** A fleet whose domain law has a certificate of its own, and art where one is given. */
async function fleetWith(before: Payload | undefined): Promise<MemoryFleet> {
  const fleet = memoryFleet(shared, fleetText)
  const own = [["law.example.edu", law] as const, ...(before === undefined ? [] : [[art, before] as const])]
  for (const name of proxies) {
    const host = fleet.host(name)
    const run = (...argv: string[]) => host.run("zimbra", [`/opt/zimbra/${argv[0]}`, ...argv.slice(1)])
    for (const [domain, pair] of own) {
      host.files.write("/opt/zimbra/c", Buffer.from(pair.certificate))
      host.files.write("/opt/zimbra/k", pair.key.revealText())
      await run("libexec/zmdomaincertmgr", "savecrt", domain, "/opt/zimbra/c", "/opt/zimbra/k")
    }
    host.files.remove("/opt/zimbra/c")
    host.files.remove("/opt/zimbra/k")
    await run("libexec/zmdomaincertmgr", "deploycrts")
    await run("bin/zmproxyctl", "restart")
  }
  return fleet
}

function outcomes({ hosts }: RolloutResult): (string | undefined)[] {
  return hosts.map(({ outcome }) => outcome)
}

/** What each proxy serves to whoever asks for a name. */
function served(fleet: MemoryFleet, name: string): string[] {
  const prints = proxies.flatMap((host) =>
    ["https", "imaps"].map((service) => {
      const own = fleet.served(host)
      return own.get(`${service} ${name}`) ?? own.get(service) ?? "nothing"
    }),
  )
  return [...new Set(prints)]
}

function inLdap(fleet: MemoryFleet, domain = art): (string | undefined)[] {
  const values = fleet.host(proxies[0]).domainValues.get(domain)
  return ["zimbraSSLCertificate", "zimbraSSLPrivateKey"].map((attribute) => values?.get(attribute))
}

/** Everything of Zimbra's on the proxies. */
function trees(fleet: MemoryFleet): [string, string][][] {
  return proxies.map((name) =>
    [...fleet.host(name).files.snapshot("/opt/zimbra")].filter(
      ([path]) => !path.includes("/ssl/certfleet/") && !path.includes("/conf/nginx/"),
    ),
  )
}

describe("a rollout of a domain's own certificate", () => {
  it.each([
    ["a domain that has one already", true, ["reload-proxy"]],
    ["a domain that has none", false, ["restart-proxy"]],
  ] as const)(
    "brings it to every proxy, by each name, and leaves all others alone: %s",
    async (_, has, steps) => {
      const fleet = await fleetWith(has ? old : undefined)
      const saves = savesOf(fleet)
      const result = await runRollout(fleet.domainPlan(art, renewed), fleet.ports())
      expect({ exitCode: result.exitCode, outcomes: outcomes(result) }).toEqual({
        exitCode: 0,
        outcomes: ["done", "done"],
      })
      expect(result.hosts.map(({ portsProven, ports }) => [portsProven, ports])).toEqual([
        [4, 4],
        [4, 4],
      ])
      for (const name of ["mail.art.example.edu", "webmail.art.example.edu"])
        expect(served(fleet, name)).toEqual([renewed.fingerprint])
      expect(served(fleet, "mail.law.example.edu")).toEqual([law.fingerprint])
      expect(served(fleet, "mail.example.edu")).toEqual([shared.fingerprint])
      const intents = fleet.events.flatMap((event) => (event.type === "intent" ? [event.step] : []))
      expect([...new Set(intents)]).toEqual(["deploycrts", ...steps])
      expect(saves()).toBe(1)
      const left = proxies.flatMap((host) => fleet.host(host).files.under("/opt/zimbra/ssl/certfleet"))
      expect(left.filter((path) => path.includes("/stage.") || path.endsWith("/lock/holder"))).toEqual([])
      expect(inLdap(fleet)[0]?.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    },
  )

  it("touches nobody who has and serves it already", async () => {
    const fleet = await fleetWith(renewed)
    const before = trees(fleet)
    const result = await runRollout(fleet.domainPlan(art, renewed), fleet.ports())
    expect(outcomes(result)).toEqual(["unchanged", "unchanged"])
    expect(trees(fleet)).toEqual(before)
  })

  it.each([
    [
      "the name is no virtual host",
      ({ faults }: EmbeddedHost) => Object.assign(faults, { ldap: "down" }),
      "LDAP knows no domain",
    ],
    [
      "SNI is switched off",
      ({ faults }: EmbeddedHost) => Object.assign(faults, { sni: "off" }),
      "zmprov mcf zimbraReverseProxySNIEnabled TRUE",
    ],
  ])("changes nothing where %s", async (_, befall, words) => {
    const fleet = await fleetWith(old)
    befall(fleet.host("prx02.example.edu"))
    const before = trees(fleet)
    const result = await runRollout(fleet.domainPlan(art, renewed), fleet.ports())
    expect({ exitCode: result.exitCode, outcomes: outcomes(result) }).toEqual({
      exitCode: 3,
      outcomes: ["aborted", "aborted"],
    })
    expect(result.hosts[1]?.reason).toContain(words)
    expect(trees(fleet)).toEqual(before)
  })

  it("names the command for a name that is no virtual host of the domain", async () => {
    const fleet = await fleetWith(old)
    const plan = fleet.domainPlan(art, renewed)
    const domain = {
      domain: art,
      services: ["https"],
      names: ["mail.art.example.edu", "www.art.example.edu"],
    } as const
    const result = await runRollout({ ...plan, domain }, fleet.ports())
    expect(result.hosts[0]?.reason).toContain(
      "zmprov md art.example.edu +zimbraVirtualHostname www.art.example.edu",
    )
  })

  const faults: readonly (readonly [string, (host: EmbeddedHost) => unknown, string])[] = [
    [
      "savecrt saves nothing and exits 0",
      ({ faults }) => Object.assign(faults, { domainSave: "fails" }),
      "LDAP did not take",
    ],
    [
      "savecrt saves the certificate without its key",
      ({ faults }) => Object.assign(faults, { domainSave: "certificate-only" }),
      "LDAP did not take",
    ],
    [
      "deploycrts writes empty certificates and says done",
      ({ faults }) => Object.assign(faults, { domainDeploy: "empty" }),
      "left another certificate",
    ],
    [
      "deploycrts writes nothing and says done",
      ({ faults }) => Object.assign(faults, { domainDeploy: "does-nothing" }),
      "left another certificate",
    ],
    [
      "nginx keeps what it had and says done",
      ({ faults }) => Object.assign(faults, { activate: "does-nothing" }),
      "for mail.art.example.edu",
    ],
  ]

  it.each(faults.flatMap((fault) => [[...fault, true] as const, [...fault, false] as const]))(
    "brings old files and LDAP's old values back where %s",
    async (_, befall, words, has) => {
      const fleet = await fleetWith(has ? old : undefined)
      const [before, values] = [trees(fleet), inLdap(fleet)]
      for (const name of proxies) befall(fleet.host(name))
      // What cannot be saved now must be savable again for the way back.
      const heal = (event: RolloutEvent): void => {
        if (event.type === "decision")
          for (const name of proxies)
            for (const key of ["domainSave", "activate"] as const) delete fleet.host(name).faults[key]
      }
      const emit = async (event: RolloutEvent): Promise<void> => {
        fleet.events.push(event)
        heal(event)
      }
      const result = await runRollout(fleet.domainPlan(art, renewed), fleet.ports({ sink: { emit } }))
      expect({ exitCode: result.exitCode, outcomes: outcomes(result) }).toEqual({
        exitCode: 4,
        outcomes: ["rolled-back", "rolled-back"],
      })
      expect(result.hosts.map(({ reason }) => reason).join()).toContain(words)
      expect(trees(fleet)).toEqual(before)
      expect(inLdap(fleet)).toEqual(values)
      expect(served(fleet, "mail.art.example.edu")).toEqual([(has ? old : shared).fingerprint])
    },
  )

  it("is stuck, with what a human runs, where LDAP does not take its old values back", async () => {
    const fleet = await fleetWith(old)
    for (const name of proxies) {
      const { faults } = fleet.host(name)
      faults.domainDeploy = "empty"
      faults.onCommand = (command) => {
        if (command === "deploycrts") for (const one of proxies) fleet.host(one).faults.domainSave = "fails"
      }
    }
    const result = await runRollout(fleet.domainPlan(art, renewed), fleet.ports())
    expect({ exitCode: result.exitCode, outcomes: outcomes(result) }).toEqual({
      exitCode: 5,
      outcomes: ["stuck", "stuck"],
    })
    expect(result.hosts[0]?.reason).toContain("LDAP does not hold again what it held for art.example.edu")
    expect(result.hosts[0]?.commands?.join("\n")).toContain("zmdomaincertmgr savecrt art.example.edu")
  })

  it("comes to its end when it is killed after any entry of its journal, and is resumed or taken back", async () => {
    const counting = await fleetWith(old)
    await runRollout(counting.domainPlan(art, renewed), counting.ports())
    const length = counting.events.length
    expect(length).toBeGreaterThan(40)
    for (let at = 1; at < length; at += 1)
      for (const way of ["resume", "rollback"] as const) {
        const fleet = await fleetWith(old)
        const [before, values] = [trees(fleet), inLdap(fleet)]
        await cutOffAfter(fleet, at)
        const entries = journalOf(fleet)
        const plan = fleet.domainPlan(art, renewed)
        if (way === "resume") {
          const result = await runRollout(plan, fleet.ports(), resumptionOf(entries))
          expect([at, result.exitCode]).toEqual([at, 0])
          expect([at, served(fleet, "mail.art.example.edu")]).toEqual([at, [renewed.fingerprint]])
          continue
        }
        const hosts = plan.hosts.filter(({ host }) => changedHosts(entries).has(host))
        if (hosts.length === 0) continue
        const result = await runRollout({ ...plan, hosts }, fleet.ports(), rollbackOf(entries))
        expect([at, result.exitCode]).toEqual([at, 0])
        expect([at, inLdap(fleet)]).toEqual([at, values])
        expect([at, trees(fleet)]).toEqual([at, before])
        expect([at, served(fleet, "mail.art.example.edu")]).toEqual([at, [old.fingerprint]])
      }
  }, 120_000)

  it("is taken back without what another domain got since, also when that was cut off and is repeated", async () => {
    const fleet = await fleetWith(old)
    await runRollout(fleet.domainPlan(art, renewed), fleet.ports())
    const later = { ...fleet.domainPlan("law.example.edu", laterLaw), id: "domain-20261124T120000Z-000002" }
    const own = journalOf(fleet)
    expect(outcomes(await runRollout(later, fleet.ports()))).toEqual(["done", "done"])
    const since = fleet.events.length
    const cut = new AbortController()
    const emit = async (event: RolloutEvent): Promise<void> => {
      if (cut.signal.aborted) throw cut.signal.reason
      fleet.events.push(event)
      if (event.type === "phase" && event.phase === "restore" && event.state === "ok")
        cut.abort(new ToolError("cancelled", "killed"))
    }
    const ports = fleet.ports({ sink: { emit }, hardStop: cut.signal })
    await runRollout(fleet.domainPlan(art, renewed), ports, rollbackOf(own)).catch(() => undefined)
    expect(cut.signal.aborted).toBe(true)
    const both = [...own, ...journalOf(fleet).slice(since)]
    const result = await runRollout(fleet.domainPlan(art, renewed), fleet.ports(), rollbackOf(both))
    expect(outcomes(result)).toEqual(["rolled-back", "rolled-back"])
    expect(served(fleet, "mail.art.example.edu")).toEqual([old.fingerprint])
    expect(served(fleet, "mail.law.example.edu")).toEqual([laterLaw.fingerprint])
    const review = fleet.events.findLast(
      (event) => event.type === "phase" && event.phase === "review" && event.state === "ok",
    )
    expect(review).toMatchObject({ detail: expect.stringContaining("law.example.edu.crt") })
  })

  it("wants --force to take back a deploy that was cut off where another domain changed, by whomever", async () => {
    const fleet = await fleetWith(old)
    const at = fleet.events.length
    await cutOffAt(fleet, ({ type }) => type === "intent")
    expect(fleet.events.length).toBeGreaterThan(at)
    const entries = journalOf(fleet)
    for (const name of proxies) fleet.host(name).files.remove("/opt/zimbra/ssl/certfleet/lock")
    const later = { ...fleet.domainPlan("law.example.edu", laterLaw), id: "domain-20261124T120000Z-000002" }
    expect(outcomes(await runRollout(later, fleet.ports()))).toEqual(["done", "done"])
    const plan = fleet.domainPlan(art, renewed)
    const hosts = plan.hosts.filter(({ host }) => changedHosts(entries).has(host))
    const refused = await runRollout({ ...plan, hosts }, fleet.ports(), rollbackOf(entries))
    expect(outcomes(refused)).toContain("aborted")
    expect(refused.hosts.map(({ reason }) => reason).join()).toMatch(
      /law\.example\.edu\.crt.*the older ones would come back \(--force/,
    )
    expect(served(fleet, "mail.law.example.edu")).toEqual([laterLaw.fingerprint])
  })

  it("shows each command in a dry run: the first server saves for all", async () => {
    const fleet = await fleetWith(old)
    const { hosts } = await dryRun(fleet.domainPlan(art, renewed))
    const names = hosts.map(({ phases }) =>
      phases.flatMap(({ commands }) => commands.map(({ name }) => name)),
    )
    expect(names.map((own) => own.filter((name) => /savecrt|deploycrts|proxy/.test(name)))).toEqual([
      ["savecrt", "deploycrts", "reload-proxy"],
      ["deploycrts", "reload-proxy"],
    ])
  })
})

function journalOf({ events }: MemoryFleet): JournalEntry[] {
  return events.map((event, index): JournalEntry => ({ seq: index + 1, time: "", ...event }))
}

function cutOffAfter(fleet: MemoryFleet, length: number): Promise<void> {
  return cutOffAt(fleet, () => fleet.events.length >= length)
}

async function cutOffAt(fleet: MemoryFleet, isLast: (event: RolloutEvent) => boolean): Promise<void> {
  const cut = new AbortController()
  const emit = async (event: RolloutEvent): Promise<void> => {
    if (cut.signal.aborted) throw cut.signal.reason
    fleet.events.push(event)
    if (isLast(event)) cut.abort(new ToolError("cancelled", "killed"))
  }
  await runRollout(
    fleet.domainPlan(art, renewed),
    fleet.ports({ sink: { emit }, hardStop: cut.signal }),
  ).catch((error: unknown) => {
    if (!cut.signal.aborted) throw error
  })
}

/** Counts how often the pair was saved, and so how often its key was in somebody's arguments. */
function savesOf(fleet: MemoryFleet): () => number {
  let count = 0
  for (const name of proxies)
    fleet.host(name).faults.onCommand = (command, when) => {
      if (command === "savecrt" && when === "before") count += 1
    }
  return () => count
}
