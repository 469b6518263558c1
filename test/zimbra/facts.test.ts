import { describe, expect, it } from "vitest"
import { activationsFor } from "../../src/zimbra/activation.js"
import { zimbraCommands } from "../../src/zimbra/commands.js"
import { domainCertificate, domainCommands } from "../../src/zimbra/domainCommands.js"
import {
  deployed,
  deployPaths,
  emptiedFolders,
  liveCertificate,
  liveChain,
  liveKey,
  ownedByUser,
} from "../../src/zimbra/files.js"
import { serverSettings } from "../../src/zimbra/serverSettings.js"
import { roles, services } from "../../src/zimbra/services.js"
import { certmgrUser, ecdsaSince } from "../../src/zimbra/version.js"
import { facts } from "./facts.js"

const { user, home } = facts

describe("the product's tables", () => {
  it("hold the paths that deploycrt writes, in its order", () => {
    expect(deployed).toEqual(facts.deployed.map(({ path, content }) => ({ path, content })))
    expect([liveKey, liveCertificate, liveChain]).toEqual([facts.key, facts.certificate, facts.chain])
  })

  it("hand every one of these paths to the scripts that look, back up and restore", () => {
    const commands = zimbraCommands({ user, home }, "ID")
    const paths = facts.deployed.map(({ path }) => path)
    for (const { argv } of [commands.preflight(), commands.inspect(), commands.backup(false)])
      expect(argv.slice(-paths.length)).toEqual(paths)
    const emptied = facts.deployed.filter(({ content }) => content === "folder").map(({ path }) => path)
    expect(emptiedFolders).toEqual(emptied)
    expect(commands.restore(1).argv.slice(-emptied.length)).toEqual(emptied)
  })

  it("name no path in the text of a script", () => {
    const commands = zimbraCommands({ user, home }, "ID")
    const words = [
      commands.preflight(),
      commands.inspect(),
      commands.backup(false),
      commands.installKey("STAGING"),
    ]
    for (const { argv } of words)
      expect(argv[2]).not.toMatch(/\b(opt\/|ssl\/|conf\/|commercial|cacerts|keystore|jetty)/)
  })

  it("know who owns what after zmfixperms", () => {
    const isOwned = (path: string): boolean =>
      ownedByUser.some((own) => path === own || path.startsWith(`${own}/`))
    for (const { path, owner } of facts.owners)
      expect([path, isOwned(path)]).toEqual([path, owner === "zimbra"])
    expect(deployPaths.filter((path) => !isOwned(path))).toEqual([])
  })

  it.each(facts.releases)(
    "run zmcertmgr as $certmgr on $line, and all else as zimbra",
    ({ line, certmgr }) => {
      const commands = zimbraCommands({ user, home }, "ID", certmgrUser(line))
      const byCertmgr = [
        commands.verify("STAGING"),
        commands.deploy("STAGING", { localOnly: false, attempt: 1 }).wait(1),
        commands.saveToLdap("savecrt", 1).wait(1),
      ]
      expect(byCertmgr.map((command) => command.user)).toEqual([certmgr, certmgr, certmgr])
      const others = [
        commands.preflight(),
        commands.inspect(),
        commands.backup(false),
        commands.installKey("STAGING"),
        commands.restore(1).wait(1),
        ...activationsFor(roles, "services").map((one) => commands.activate(one, 1).wait(1)),
      ]
      expect(new Set(others.map((command) => command.user))).toEqual(new Set([user]))
    },
  )

  it("run the tool for domains' certificates, as zimbra, and know its folder", () => {
    const commands = domainCommands({ user, home }, "ID", "art.example.edu")
    const { tool, folder } = facts.domains
    const save = commands.save("STAGING", 1)
    expect(save.argv.slice(0, 3)).toEqual([`${home}/${tool}`, "savecrt", "art.example.edu"])
    expect(commands.deploy(1).argv).toEqual([`${home}/${tool}`, "deploycrts"])
    expect(commands.backup().argv.at(-1)).toBe(folder)
    expect(domainCertificate("art.example.edu")).toBe(`${folder}/art.example.edu.crt`)
    const all = [commands.preflight(), commands.inspect(), commands.ldap(), commands.saveOld(), save.wait(1)]
    expect(new Set(all.map((command) => command.user))).toEqual(new Set([user]))
  })

  it("know the first releases that take an ECDSA key", () => {
    expect(ecdsaSince).toEqual(facts.ecdsaSince)
  })

  it("activate what each role runs, in the order of one host", () => {
    const run = activationsFor(roles, "services").map(({ argv }) => argv.join(" "))
    expect(run).toEqual(facts.activate.map((one) => one.run))
    for (const one of facts.activate)
      expect(activationsFor([one.role], "services").map(({ argv }) => argv.join(" "))).toEqual([one.run])
    expect(activationsFor(roles, "full").map(({ argv }) => argv.join(" "))).toEqual([facts.activateAll])
  })

  it("hold every port that serves the certificate", () => {
    expect(
      services.map(({ name, protocol, ...rest }) => ({ service: name, speaks: protocol, ...rest })),
    ).toEqual(facts.ports)
  })

  it("know in which attribute LDAP keeps each port of mailboxes and proxies", () => {
    for (const { role, service, attribute, wants } of facts.portAttributes) {
      const attributes = new Map([
        ["zimbraServiceEnabled", [role]],
        [attribute, ["12345"]],
        ...(wants === undefined ? [] : [[wants, ["TRUE"]] as const]),
      ])
      const found = serverSettings({ name: "x", attributes }).ports.filter(({ port }) => port === 12345)
      expect(found).toEqual([{ role, service, port: 12345 }])
    }
    const inLdap = services.filter(({ role }) => role === "mailbox" || role === "proxy")
    expect(facts.portAttributes.map(({ role, service }) => [role, service])).toEqual(
      inLdap.map(({ role, name }) => [role, name]),
    )
  })
})
