import { describe, expect, it } from "vitest"
import { loadFleet } from "../../src/fleet/load.js"
import { type ByHand, byHand } from "../../src/rollout/manual.js"
import { type HostPlan, planHosts } from "../../src/rollout/plan.js"

const { fleet } = loadFleet(
  `
certificate: { commonName: mail.example.edu }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: ldap01.example.edu, roles: [ldap], ldapMaster: true }
  - { host: ldap02.example.edu, roles: [ldap] }
`,
  "fleet.yaml",
)
if (fleet === undefined) throw new Error("the fleet of this test is broken")
const plans = planHosts(fleet, { restart: "services" })

function on(host: string, localOnly: boolean, certmgr: "owner" | "root" = "owner"): ByHand {
  const plan = plans.find((one): one is HostPlan => one.host === host)
  if (plan === undefined) throw new Error(`no plan for ${host}`)
  return byHand(plan, { rollout: "20261123T120000Z-000001", localOnly, certmgr })
}

const commandsOn = (host: string, localOnly: boolean): readonly string[] => on(host, localOnly).commands

const savecrt = "/opt/zimbra/bin/zmcertmgr savecrt comm"

describe("what a human runs on a host that is stuck", () => {
  it.each([
    ["the LDAP master", "ldap01.example.edu", false, true],
    ["the LDAP master, while LDAP was to be left alone", "ldap01.example.edu", true, false],
    ["an LDAP replica", "ldap02.example.edu", false, false],
    ["a mail store", "mbs01.example.edu", false, false],
    ["a mail store, while LDAP was to be left alone", "mbs01.example.edu", true, false],
  ])("brings LDAP's copy in step only where there is one to bring: %s", (_, host, localOnly, saves) => {
    expect(commandsOn(host, localOnly).includes(savecrt)).toBe(saves)
  })

  it("is run as root before 8.7, when every server's pair is in LDAP: only zmcertmgr itself, zimbra does the rest", () => {
    const { user, commands } = on("mbs01.example.edu", false, "root")
    expect(user).toBe("root")
    expect(commands.filter((command) => !command.startsWith("su - zimbra -c "))).toEqual([savecrt])
    expect(on("mbs01.example.edu", false).user).toBe("zimbra")
  })

  it("puts the backup back first, then LDAP, then restarts, and clears away at last", () => {
    const [restore, save, restart, clear, ...more] = commandsOn("ldap01.example.edu", false)
    expect(restore).toMatch(/sha256sum -c backup\.sha256.* && tar --overwrite -xpf .*\/backup\.tar$/)
    expect(save).toBe(savecrt)
    expect(restart).toMatch(/^\/opt\/zimbra\/bin\/ldap restart/)
    expect(clear).toMatch(
      /^rm -rf \/opt\/zimbra\/ssl\/certfleet\/stage\..* \/opt\/zimbra\/ssl\/certfleet\/lock$/,
    )
    expect(more).toEqual([])
  })
})
