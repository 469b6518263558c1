import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import type { Connector } from "../../src/remote/session.js"
import { type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Payload, RolloutSettings } from "../../src/rollout/plan.js"
import type { RolloutEvent } from "../../src/rollout/record/events.js"
import { kindOfFiles, zimbraFiles } from "../support/faultScene.js"
import { type MemoryFleet, memoryFleet } from "../support/memoryFleet.js"
import { testCa } from "../support/pairs.js"
import { fleetText } from "../support/threeServers.js"
import { VirtualClock } from "../support/virtualClock.js"

const names = ["one", "two"] as const
type Name = (typeof names)[number]
const ids = { one: "20261123T120000Z-000001", two: "20261123T120000Z-000002" }
let old: Payload
let deliveries: Readonly<Record<Name, Payload>>

beforeAll(async () => {
  const ca = await testCa(new VirtualClock())
  const pair = (): Promise<Payload> => ca.pair(["mail.example.edu"])
  old = await ca.pair(["mail.example.edu"], { from: -190, until: 9 })
  deliveries = { one: await pair(), two: await pair() }
})

interface Happening {
  readonly name: Name
  readonly event: RolloutEvent
}

interface Race {
  readonly fleet: MemoryFleet
  readonly before: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** What both did, in the order in which it happened. */
  readonly happened: readonly Happening[]
  readonly results: Readonly<Record<Name, RolloutResult>>
}

/** How long each command of a rollout is on its way to a host, milliseconds; or what it waits for. */
type Delay = (name: Name, host: string, command: string) => number | Promise<void>

function delayed(fleet: MemoryFleet, delay: (host: string, command: string) => ReturnType<Delay>): Connector {
  return {
    async connect(target, options) {
      const session = await fleet.connector.connect(target, options)
      return {
        ...session,
        async exec(command, limits) {
          const wait = delay(target.host, command.name)
          await (typeof wait === "number" ? fleet.clock.sleep(wait) : wait)
          return session.exec(command, limits)
        },
      }
    },
  }
}

/** Two administrators on two machines start at the same instant, each with a certificate of their own. */
async function race(
  delay: Delay,
  settings: Partial<RolloutSettings> = {},
  befall: (fleet: MemoryFleet) => void = () => undefined,
  watch?: (happening: Happening) => void,
): Promise<Race> {
  const fleet = memoryFleet(old, fleetText)
  befall(fleet)
  const before = new Map([...fleet.hosts].map(([name, host]) => [name, zimbraFiles(host)]))
  const happened: Happening[] = []
  const start = (name: Name): Promise<RolloutResult> =>
    runRollout(
      { ...fleet.plan(deliveries[name], settings), id: ids[name], holder: `admin@${name}` },
      fleet.ports({
        connector: delayed(fleet, (...what) => delay(name, ...what)),
        sink: {
          async emit(event) {
            happened.push({ name, event })
            watch?.({ name, event })
          },
        },
      }),
    )
  const [one, two] = await Promise.all([start("one"), start("two")])
  return { fleet, before, happened, results: { one, two } }
}

/** Between these events a rollout has a host for itself. */
const takes = (event: RolloutEvent): boolean =>
  event.type === "phase" && event.phase === "stage" && event.state === "ok"
const gives = (event: RolloutEvent): boolean =>
  event.type === "phase" && /^(finish|abandon|release)$/.test(event.phase) && event.state === "started"

function expectApart({ fleet, happened }: Race): void {
  for (const host of fleet.hosts.keys()) {
    const own = happened.filter(({ event }) => "host" in event && event.host === host)
    const last = own.reduce((holder, happening) => holderAfter(holder, happening, host), undefined as Holder)
    expect([host, last]).toEqual([host, undefined])
  }
}

type Holder = Name | undefined

/** Who holds the host then; a rollout that takes or changes it while another one holds it fails the test. */
function holderAfter(holder: Holder, { name, event }: Happening, host: string): Holder {
  if (takes(event)) expect([host, holder]).toEqual([host, undefined])
  if (event.type === "intent") expect([host, event.step, holder]).toEqual([host, event.step, name])
  if (takes(event)) return name
  return gives(event) && holder === name ? undefined : holder
}

/** Each host is wholly what the last one who was done with it made of it, else wholly what it was; nothing of ours is left. */
function expectWhole({ fleet, before, happened, results }: Race): void {
  for (const [host, { files }] of fleet.hosts) {
    const done = happened.findLast(
      ({ event }) => event.type === "outcome" && event.host === host && event.outcome === "done",
    )
    const payload = done === undefined ? old : deliveries[done.name]
    const kind = kindOfFiles(fleet.host(host), before.get(host) ?? new Map(), payload)
    expect([host, kind]).toEqual([host, done === undefined ? "old" : "new"])
    expect([host, ...new Set(fleet.served(host).values())]).toEqual([host, payload.fingerprint])
    expect(files.under("/opt/zimbra/ssl/certfleet").filter((path) => /\/(stage\.|lock)/.test(path))).toEqual(
      [],
    )
  }
  for (const name of names)
    for (const { host, outcome, reason } of results[name].hosts)
      expect([name, host, outcome, reason]).not.toEqual([name, host, "stuck", reason])
}

/** Which rollout began to change a host. */
function changers({ fleet, happened }: Race): Record<string, Name[]> {
  const of = (host: string): Name[] =>
    names.filter((name) =>
      happened.some((one) => one.name === name && one.event.type === "intent" && one.event.host === host),
    )
  return Object.fromEntries([...fleet.hosts.keys()].map((host) => [host, of(host)]))
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

const outcomesOf = (result: RolloutResult): (string | undefined)[] =>
  result.hosts.map(({ outcome }) => outcome)
const mailbox = "mbs01.example.edu"
const ldap = "ldap01.example.edu"
const proxy = "prx01.example.edu"

describe("two rollouts that start at the same instant", () => {
  it.each([
    ["one", "two"],
    ["two", "one"],
  ] as const)(
    "leave every host to the first to come, %s, and change nothing for the other, %s",
    async (first, second) => {
      const at = await race((name) => (name === first ? 10 : 20))
      expectApart(at)
      expectWhole(at)
      expect(outcomesOf(at.results[first])).toEqual(["done", "done", "done"])
      expect(at.results[first].exitCode).toBe(0)
      expect(outcomesOf(at.results[second])).toEqual(["aborted", "aborted", "aborted"])
      expect(at.results[second].exitCode).toBe(3)
      for (const { reason } of at.results[second].hosts)
        expect(reason).toMatch(
          new RegExp(`^another rollout holds this host \\(admin@${first}, 2026.*--break-lock`),
        )
      expect(changers(at)).toEqual({
        [mailbox]: [first],
        [ldap]: [first],
        [proxy]: [first],
      })
    },
  )

  it("change nobody when each holds a host of the other's: both say who holds it", async () => {
    const at = await race((name, host) => ((name === "one") === (host === mailbox) ? 10 : 20))
    expectApart(at)
    expectWhole(at)
    for (const name of names) {
      expect(at.results[name].exitCode).toBe(3)
      const other = name === "one" ? "two" : "one"
      const refused = at.results[name].hosts.filter(({ reason }) => reason?.includes(`(admin@${other}, `))
      expect(refused.map(({ host }) => host)).toEqual(name === "one" ? [ldap, proxy] : [mailbox])
    }
    expect(Object.values(changers(at))).toEqual([[], [], []])
  })

  it("share the fleet without a host in common when both may do without some hosts", async () => {
    const at = await race((name, host) => ((name === "one") === (host === mailbox) ? 10 : 20), {
      maxFailures: 2,
    })
    expectApart(at)
    expectWhole(at)
    expect(outcomesOf(at.results.one)).toEqual(["done", "aborted", "aborted"])
    expect(outcomesOf(at.results.two)).toEqual(["aborted", "done", "done"])
    expect([at.results.one.exitCode, at.results.two.exitCode]).toEqual([1, 1])
  })

  it("change nobody by what was seen while the other was at work: they must look again", async () => {
    const [deployed, over] = [gate(), gate()]
    const at = await race(
      (name, host, command) => {
        if (name === "one" || host !== mailbox) return 10
        return command === "inspect" ? deployed.opened : command === "stage" ? over.opened : 10
      },
      { maxFailures: 3 },
      (fleet) => {
        fleet.host(mailbox).faults.activate = "does-nothing"
      },
      ({ name, event }) => {
        if (name === "one" && "host" in event && event.host === mailbox && event.type === "phase")
          if (event.phase === "deploy" && event.state === "ok") deployed.open()
        if (name === "one" && event.type === "end") over.open()
      },
    )
    expectApart(at)
    expectWhole(at)
    const [own] = at.results.two.hosts
    expect(own).toMatchObject({
      host: mailbox,
      outcome: "aborted",
      reason: expect.stringContaining("run again"),
    })
  })

  it("never work on a host together, whatever delays and failures", async () => {
    const ms = fc.oneof(fc.nat(50), fc.nat(20_000))
    const faults = fc.constantFrom(undefined, "fails" as const, "exits-0-after-failure" as const)
    await fc.assert(
      fc.asyncProperty(
        fc.array(ms, { minLength: 12, maxLength: 60 }),
        fc.nat(3),
        fc.record({ [mailbox]: faults, [ldap]: faults, [proxy]: faults }),
        async (delays, maxFailures, struck) => {
          let turn = 0
          const at = await race(
            () => delays[turn++ % delays.length] ?? 0,
            { maxFailures },
            (fleet) => {
              for (const [host, deploy] of Object.entries(struck))
                if (deploy !== undefined) fleet.host(host).faults.deploy = deploy
            },
          )
          expectApart(at)
          expectWhole(at)
        },
      ),
      { endOnFailure: true, numRuns: Number(process.env["CERTFLEET_RUNS"] ?? 100) },
    )
  }, 180_000)
})
