import { beforeAll, describe, expect, it } from "vitest"
import type { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Payload, RolloutSettings } from "../../src/rollout/plan.js"
import { type JournalEntry, journalSink, readJournal } from "../../src/rollout/record/journal.js"
import { type Resumption, resumedHost, resumptionOf } from "../../src/rollout/record/resume.js"
import { rollbackOf } from "../../src/rollout/record/rollback.js"
import { expectDefined, type FaultScene, faultScene } from "../support/faultScene.js"
import { oldAndRenewed } from "../support/threeServers.js"

const master = "ldap01.example.edu"
const proxy = "prx01.example.edu"
let pairs: { readonly old: Payload; readonly renewed: Payload }

beforeAll(async () => {
  pairs = await oldAndRenewed()
})

interface LdapScene extends FaultScene {
  readonly ldap: EmbeddedHost
  readonly lines: string[]
  entries(): JournalEntry[]
  run(settings?: Partial<RolloutSettings>, resumption?: Resumption): Promise<RolloutResult>
}

function scene(): LdapScene {
  const made = faultScene(pairs)
  const { fleet, renewed } = made
  const ldap = fleet.host(master)
  const lines: string[] = []
  const append = async (line: string): Promise<void> => void lines.push(line)
  return {
    ...made,
    ldap,
    lines,
    entries: () => readJournal(`${lines.join("\n")}\n`).entries,
    async run(settings = {}, resumption) {
      const sink = journalSink({ append, close: async () => undefined }, fleet.clock, lines.length + 1)
      const plan = fleet.plan(renewed, settings)
      return runRollout(plan, fleet.ports({ sink }), resumption)
    },
  }
}

function goDown(ldap: EmbeddedHost): void {
  ldap.faults.ldap = "down"
  ldap.stopServices("ldap")
}

function recover({ faults }: EmbeddedHost): void {
  delete faults.ldap
}

/** Each strikes once, right before the command that it is named after. */
function rightBefore(host: EmbeddedHost, strikes: Readonly<Record<string, () => void>>): void {
  const open = new Map(Object.entries(strikes))
  host.faults.onCommand = (command, when) => {
    const strike = when === "before" ? open.get(command) : undefined
    open.delete(command)
    strike?.()
  }
}

function expectEnd(
  at: LdapScene,
  result: RolloutResult,
  exitCode: number,
  outcomes: readonly [mailbox: string, ldap: string, proxy: string],
): void {
  expect(result.hosts.map(({ outcome }) => outcome)).toEqual(outcomes)
  expect(result.exitCode).toBe(exitCode)
  expectDefined(at, result)
  const { entries, missing } = readJournal(`${at.lines.join("\n")}\n`)
  expect(missing).toBeUndefined()
  expect(resumptionOf(entries) === undefined).toBe(!outcomes.includes("stuck"))
  for (const plan of at.fleet.plan(at.renewed).hosts) {
    const { state } = resumedHost({ entries, attempt: 2, undoing: undefined }, plan)
    const own = result.hosts.find(({ host }) => host === plan.host)?.outcome
    // Whoever is stuck is taken up again.
    expect([plan.host, state.outcome]).toEqual([plan.host, own === "stuck" ? undefined : own])
  }
}

/** The pair that LDAP holds for its server: a later deploy without files would bring it back. */
function copyOf({ ldap, old, renewed }: LdapScene): string {
  const is = ({ certificate, key }: Payload): boolean =>
    ldap.ldapCopy?.cert.startsWith(Buffer.from(certificate).toString()) === true &&
    ldap.ldapCopy.key === key.revealText()
  return is(old) ? "old" : is(renewed) ? "new" : "mixed"
}

const restartsOf = (host: EmbeddedHost): string[] =>
  [...host.runs.keys()].filter((id) => /\/(undo-)?(restart|reload)-/.test(id))

describe("an LDAP server that does not come back after its restart", () => {
  it.each([0, 1, 2, 3])(
    "is left to a human, and nobody else is restarted, whatever the budget (%i)",
    async (maxFailures) => {
      const at = scene()
      rightBefore(at.ldap, { "restart-ldap": () => goDown(at.ldap) })
      expectEnd(at, await at.run({ maxFailures }), 5, ["rolled-back", "stuck", "rolled-back"])
      for (const [name, host] of at.fleet.hosts)
        if (name !== master) expect([name, ...restartsOf(host)]).toEqual([name])
      recover(at.ldap)
      const again = await at.run({}, rollbackOf(at.entries()))
      expect(again.exitCode).toBe(0)
      expectDefined(at, again, "old")
      expect(copyOf(at)).toBe("old")
    },
  )

  it("is put back with everybody else when it starts with the old certificate, LDAP's copy too", async () => {
    const at = scene()
    rightBefore(at.ldap, {
      "restart-ldap": () => goDown(at.ldap),
      "undo-restart-ldap": () => recover(at.ldap),
    })
    expectEnd(at, await at.run(), 4, ["rolled-back", "rolled-back", "rolled-back"])
    expect(copyOf(at)).toBe("old")
  })

  it("is put back alone within the budget: the others go on when it is healthy again", async () => {
    const at = scene()
    rightBefore(at.ldap, {
      "restart-ldap": () => goDown(at.ldap),
      "undo-restart-ldap": () => recover(at.ldap),
    })
    expectEnd(at, await at.run({ maxFailures: 1 }), 1, ["done", "rolled-back", "done"])
    expect(copyOf(at)).toBe("old")
  })
})

describe("LDAP that is down while deploycrt writes to it", () => {
  it("gets the new pair once it is back after its restart", async () => {
    const at = scene()
    rightBefore(at.ldap, { deploycrt: () => goDown(at.ldap), "restart-ldap": () => recover(at.ldap) })
    expectEnd(at, await at.run(), 0, ["done", "done", "done"])
    expect(copyOf(at)).toBe("new")
  })

  it("is left to a human when it stays down, with its old files", async () => {
    const at = scene()
    rightBefore(at.ldap, { deploycrt: () => goDown(at.ldap) })
    expectEnd(at, await at.run(), 5, ["rolled-back", "stuck", "rolled-back"])
    expect(copyOf(at)).toBe("old")
    expect(at.ldap.files.text("/opt/zimbra/conf/slapd.key")).toBe(at.old.key.revealText())
  })

  it("calls everybody back when the write never ends, although the next one does not either", async () => {
    const at = scene()
    at.ldap.faults.ldap = "hangs"
    expectEnd(at, await at.run(), 4, ["rolled-back", "rolled-back", "rolled-back"])
    expect(copyOf(at)).toBe("old")
  })

  it("was down before: nobody is changed, unless that is allowed", async () => {
    const at = scene()
    goDown(at.ldap)
    const refused = await at.run()
    expect(refused.exitCode).toBe(3)
    expect(new Set(refused.hosts.map(({ outcome }) => outcome))).toEqual(new Set(["aborted"]))
    const allowed = scene()
    goDown(allowed.ldap)
    rightBefore(allowed.ldap, { "restart-ldap": () => recover(allowed.ldap) })
    expectEnd(allowed, await allowed.run({ allowDown: true }), 0, ["done", "done", "done"])
    expect(copyOf(allowed)).toBe("new")
  })
})

describe("LDAP that is down while its host is restored", () => {
  const withRestart = (strikes: (at: LdapScene) => Readonly<Record<string, () => void>>): LdapScene => {
    const at = scene()
    at.fleet.host(proxy).faults.activate = "does-nothing"
    rightBefore(at.ldap, strikes(at))
    return at
  }

  it("gets the old pair once it is back after its restart", async () => {
    const at = withRestart(({ ldap }) => ({
      restore: () => goDown(ldap),
      "undo-restart-ldap": () => recover(ldap),
    }))
    expectEnd(at, await at.run(), 4, ["rolled-back", "rolled-back", "rolled-back"])
    expect(copyOf(at)).toBe("old")
  })

  it("is left to a human when it stays down, and so is who would have to be restarted without it", async () => {
    const at = withRestart(({ ldap }) => ({ restore: () => goDown(ldap) }))
    const restarts: string[] = []
    const mailbox = at.fleet.host("mbs01.example.edu")
    mailbox.faults.onCommand = (command) => void restarts.push(command)
    const result = await at.run()
    // The proxy was put back at once, while LDAP was still well.
    expectEnd(at, result, 5, ["stuck", "stuck", "rolled-back"])
    expect(restarts.filter((command) => command.startsWith("undo-"))).toEqual([])
    expect([...new Set(at.fleet.served(mailbox.name).values())]).toEqual([at.renewed.fingerprint])
    expect(result.hosts[0]?.reason).toContain("nobody is restarted while LDAP on ldap01.example.edu is stuck")
    expect(at.ldap.files.text("/opt/zimbra/conf/slapd.key")).toBe(at.old.key.revealText())
  })

  it("gets the old pair when it comes back by itself, and nothing was restarted", async () => {
    const at = scene()
    at.fleet.host(proxy).faults.deploy = "fails"
    rightBefore(at.ldap, {
      restore: () => {
        goDown(at.ldap)
        void at.fleet.clock.sleep(20_000).then(() => {
          recover(at.ldap)
          return at.ldap.run("zimbra", ["/opt/zimbra/bin/ldap", "start"])
        })
      },
    })
    expectEnd(at, await at.run(), 4, ["rolled-back", "rolled-back", "rolled-back"])
    expect(copyOf(at)).toBe("old")
  })
})
