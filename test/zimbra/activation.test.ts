import { describe, expect, it } from "vitest"
import { activationsFor, waveOf } from "../../src/zimbra/activation.js"

const lines = (...given: Parameters<typeof activationsFor>): string[] =>
  activationsFor(...given).map(({ argv }) => argv.join(" "))

describe("how services take up a new certificate", () => {
  it.each([
    ["ldap", ["bin/ldap restart"]],
    ["mailbox", ["bin/zmmailboxdctl restart"]],
    ["mta", ["bin/zmmtactl reload"]],
    ["proxy", ["bin/zmproxyctl reload"]],
    ["dns", []],
  ] as const)("of the role %s", (role, commands) => {
    expect(lines([role], "services")).toEqual(commands)
    expect(lines([role], "full")).toEqual(["bin/zmcontrol restart"])
    expect(lines([role], "none")).toEqual([])
  })

  it("begins with LDAP on a server of several roles", () => {
    expect(lines(["proxy", "mta", "mailbox", "ldap"], "services")).toEqual([
      "bin/ldap restart",
      "bin/zmmailboxdctl restart",
      "bin/zmmtactl reload",
      "bin/zmproxyctl reload",
    ])
  })
})

describe("the wave of a server", () => {
  it.each([
    [["ldap"], false, 0],
    [["ldap", "mailbox"], true, 1],
    [["mailbox", "mta"], false, 2],
  ] as const)("of %j, LDAP master %s, is %i", (roles, master, wave) => {
    expect(waveOf(roles, master)).toBe(wave)
  })
})
