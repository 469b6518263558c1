import { execFile } from "node:child_process"
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs"
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { directoryOf } from "../../src/demo/directory.js"
import { domainCertificates } from "../../src/demo/domainWorld.js"
import { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { installPair } from "../../src/demo/installPair.js"
import { certmgrRunsAs, daemons, servedPorts } from "../../src/demo/world.js"
import { makeHostTree, settle } from "../e2e/hostTree.js"
import { zimbraId } from "../e2e/hostUsers.js"
import { newCa, realClock, type Served, served } from "../probe/material.js"
import { deployedFiles, facts } from "../zimbra/facts.js"

const { user, home } = facts
const isRoot = process.getuid?.() === 0
let old: Served
let renewed: Served

beforeAll(async () => {
  const ca = await newCa(Date.now)
  old = await served(ca, ["mail.example.edu"])
  renewed = await served(ca, ["mail.example.edu"])
})

describe("the stand-ins", () => {
  it("read none of the product's tables", () => {
    const root = resolve(import.meta.dirname, "../..")
    const demo = readdirSync(join(root, "src/demo"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `src/demo/${name}`)
    const trees = ["hostTree", "hostUsers", "sshd", "daemon"].map((name) => `test/e2e/${name}.ts`)
    const readers = [...demo, ...trees].filter((file) =>
      /from "[^"]*\/zimbra\//.test(readFileSync(join(root, file), "utf8")),
    )
    expect(demo.length).toBeGreaterThan(30)
    expect(readers).toEqual([])
    const servers = demo.filter((file) => file.startsWith("src/demo/acme/"))
    const clients = servers.filter((file) =>
      /from "(\.\.\/)+(acme|issuance)\//.test(readFileSync(join(root, file), "utf8")),
    )
    expect([servers.length > 4, clients]).toEqual([true, []])
  })

  it("serve on every port", () => {
    expect(servedPorts).toEqual(facts.ports)
  })

  it("keep each port of mailboxes and proxies in LDAP's attribute for it", () => {
    // The stand-ins' proxies do not serve the admin console.
    for (const { role, service, attribute } of facts.portAttributes.filter(
      ({ wants }) => wants === undefined,
    )) {
      const installed = { host: "x", roles: [role], ldapMaster: false, ports: { [service]: 12345 } }
      const { servers } = directoryOf([installed], { domain: "example.edu", names: [], version: "10.1.0" })
      const moved = Object.entries(servers[0]?.attributes ?? {}).filter(([, [value]]) => value === "12345")
      expect(moved.map(([name]) => name)).toEqual([attribute])
    }
  })

  it.each(facts.releases)("run zmcertmgr as $certmgr on $line", async ({ line, certmgr }) => {
    expect(certmgrRunsAs(line)).toBe(certmgr)
    const host = embedded()
    host.version = line
    const run = async (as: string): Promise<string> =>
      (await host.run(as, [`${home}/bin/zmcertmgr`, "savecrt", "comm"])).stdout
    expect(await run(certmgr)).toContain("done.")
    expect(await run(certmgr === "root" ? user : "root")).toMatch(
      /no longer runs as root|must be run as user root/,
    )
  })

  it("have a tool for domains' certificates that exits 0 whatever happens, and writes where only zimbra reads", async () => {
    const host = embedded()
    const { tool, folder, mode, attributes } = facts.domains
    host.files.write(`${home}/ssl/crt`, renewed.cert)
    const save = (...files: string[]) =>
      host.run(user, [`${home}/${tool}`, "savecrt", "art.example.edu", ...files])
    expect(await save(`${home}/ssl/crt`, `${home}/missing`)).toMatchObject({
      ...{ status: 0, stdout: `ERROR: Private key file ${home}/missing does not exist.\n` },
    })
    // No such domain in LDAP.
    expect(await save(`${home}/ssl/crt`, `${home}/ssl/crt`)).toMatchObject({
      status: 0,
      stdout: attributes.map((name) => `** Saving domain config key ${name}...failed.\n`).join(""),
    })
    expect(domainCertificates).toEqual({ folder, mode: Number.parseInt(mode, 8) })
    expect((await host.run(user, [`${home}/${tool}`, "deploycrts"])).status).toBe(1)
    expect((await host.run("root", [`${home}/${tool}`, "deploycrts"])).stdout).toContain(
      "must be run as user zimbra",
    )
  })

  it("have the tool that takes up a certificate for each role", () => {
    expect(daemons.map(({ role, tool }) => [role, `bin/${tool}`])).toEqual(
      facts.activate.map(({ role, run }) => [role, run.split(" ")[0]]),
    )
  })
})

describe("a host in memory", () => {
  it("has the owners and modes that zmfixperms leaves", () => {
    const { files } = embedded()
    for (const { path, kind, owner, mode } of facts.owners) {
      const at = path === "" ? home : `${home}/${path}`
      const file = files.file(at)
      const seen =
        kind === "file"
          ? [file?.owner, file?.mode.toString(8)]
          : [files.isFolder(at) ? files.ownerOfFolder(at) : "none", mode]
      expect([path, ...seen]).toEqual([path, owner, mode])
    }
    for (const [link, to] of Object.entries(facts.links))
      expect(files.read(`${home}/${link}/etc/keystore`)).toBe(files.read(`${home}/${to}/etc/keystore`))
  })

  it("writes what deploycrt writes, in its order", async () => {
    const host = embedded()
    for (const [name, content] of [
      ["crt", renewed.cert],
      ["ca", renewed.chain],
    ] as const)
      host.files.write(`${home}/ssl/${name}`, content)
    host.files.write(`${home}/${facts.key}`, renewed.key)
    const written = vi.spyOn(host.files, "write")
    const argv = [`${home}/bin/zmcertmgr`, "deploycrt", "comm", `${home}/ssl/crt`, `${home}/ssl/ca`]
    expect((await host.run(user, argv)).status).toBe(0)
    const paths = written.mock.calls.map(([path]) => path.slice(home.length + 1))
    const rebuilt = paths.filter((path) => path.startsWith("conf/ca/"))
    expect(rebuilt).not.toEqual([])
    expect(paths).toEqual([...deployedFiles, ...rebuilt])
    expect(host.files.text(`${home}/${facts.certificate}`)).toBe(renewed.cert + renewed.chain)
  })
})

describe("a host tree on disk", () => {
  let tree: string
  beforeEach(async () => {
    tree = await mkdtemp(join(tmpdir(), "certfleet-tree-"))
    await makeHostTree(tree, { key: old.key, crt: old.cert, ca: old.chain })
  })
  afterEach(() => rm(tree, { recursive: true }))

  it.skipIf(!isRoot)("has the owners and modes that zmfixperms leaves (skipped unless root)", async () => {
    await settle(tree, zimbraId)
    const ids = { root: 0, zimbra: zimbraId }
    const seen = facts.owners.map(({ path, kind }) => {
      const [first = "", ...rest] = path.split("/")
      const to = facts.links[first]
      const stats = lstatSync(join(tree, to ?? first, ...rest))
      const own = kind === "file" ? stats.isFile() : stats.isDirectory()
      return [path, own, stats.uid, stats.gid, (stats.mode & 0o7777).toString(8)]
    })
    expect(seen).toEqual(
      facts.owners.map(({ path, owner, mode }) => [path, true, ids[owner], ids[owner], mode]),
    )
    for (const [link, to] of Object.entries(facts.links)) {
      expect(readlinkSync(join(tree, link))).toBe(join(home, to))
      expect(lstatSync(join(tree, link)).uid).toBe(0)
    }
  })

  it("has a zmcertmgr that writes what deploycrt writes, in its order", async () => {
    for (const [link, to] of Object.entries(facts.links)) {
      await rm(join(tree, link))
      await symlink(to, join(tree, link))
    }
    const tool = join(tree, "bin/zmcertmgr")
    await writeFile(tool, (await readFile(tool, "utf8")).replace(`home=${home}\n`, `home=${tree}\n`))
    // File times are a few milliseconds coarse: a pause after each file sets them apart.
    await writeFile(join(tree, ".fault/slow"), "0.03")
    if (isRoot) await writeFile(join(tree, ".fault/release-8.6"), "")
    await mkdir(join(tree, "ssl/staged"))
    await writeFile(join(tree, "ssl/staged/crt"), renewed.cert)
    await writeFile(join(tree, "ssl/staged/ca"), renewed.chain)
    await writeFile(join(tree, facts.key), renewed.key)
    const before = Date.now()
    await promisify(execFile)(tool, [
      ...["deploycrt", "comm", "-localonly"],
      ...[join(tree, "ssl/staged/crt"), join(tree, "ssl/staged/ca")],
    ])
    const rebuilt = readdirSync(join(tree, "conf/ca")).map((name) => `conf/ca/${name}`)
    expect(rebuilt.length).toBeGreaterThan(1)
    const when = (path: string): number => statSync(join(tree, path)).mtimeMs
    expect(deployedFiles.filter((path) => when(path) < before - 20)).toEqual([])
    expect(deployedFiles.toSorted((a, b) => when(a) - when(b))).toEqual(deployedFiles)
    const last = deployedFiles.at(-1) ?? ""
    expect(rebuilt.filter((path) => when(path) < when(last))).toEqual([])
  })
})

function embedded(): EmbeddedHost {
  const host = new EmbeddedHost(
    { name: "mbs01.example.edu", home, user, clock: realClock, services: [], ldapMaster: true },
    { load: () => undefined, stop: () => undefined, start: () => undefined },
  )
  installPair(host, { key: old.key, certificate: old.cert, chain: old.chain })
  return host
}
