import { createHash, X509Certificate } from "node:crypto"
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connect } from "node:tls"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { parse, stringify } from "yaml"
import { type AcmeCa, startAcmeCa } from "../../src/demo/acme/server.js"
import { createDemoCa, type DemoCa } from "../../src/demo/ca.js"
import { type DemoFleet, demoCommonName } from "../../src/demo/demoFleet.js"
import { systemClock } from "../../src/local/clock.js"
import { requirePublishedShape } from "../cli/publishedSchema.js"
import { certfleet, requireFreshBuild } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { startDomainFleet } from "./domainFleet.js"

const art = { domain: "art.example.edu", names: ["mail.art.example.edu", "webmail.art.example.edu"] }
const law = { domain: "law.example.edu", names: ["mail.law.example.edu"] }
const domains = [art, law].map((one) => ({ ...one, services: ["imaps"] }))

let ca: DemoCa
let acme: AcmeCa
let fleet: DemoFleet
let cwd = ""

beforeEach(async () => {
  requireFreshBuild()
  cwd = await mkdtemp(join(tmpdir(), "certfleet-e2e-"))
  ca = await createDemoCa(systemClock)
  acme = await startAcmeCa(ca, systemClock)
  writeFileSync(join(cwd, "acme.pem"), acme.certificate)
  const issuer = { acme: { directory: acme.directory, caCertificates: "acme.pem" } }
  // Nobody listens there: no question leaves this machine.
  const dns = { resolver: "127.0.0.1:9" }
  fleet = await startDomainFleet(cwd, { ca, domains }, { certificate: { issuer }, dns })
})
afterEach(async () => {
  await fleet.close()
  await acme.close()
  await rm(cwd, { recursive: true, force: true })
})

const run = (...argv: string[]): Promise<CommandResult> => certfleet(argv, cwd)
const trusting = ["--trust", "root.pem"]

async function succeed(...argv: string[]): Promise<CommandResult> {
  const ended = await run(...argv)
  expect({ argv, status: ended.status, stderr: ended.stderr }).toMatchObject({ status: 0 })
  return ended
}

/** What Node's own client gets from the proxies' imaps when it asks for a name. */
async function served(name: string): Promise<string[]> {
  const proxies = fleet.hosts.filter(({ entry }) => entry.roles.some((role) => role === "proxy"))
  const prints = proxies.map(
    ({ listeners }) =>
      new Promise<string>((resolve, reject) => {
        const port = listeners.ports["imaps"] ?? 0
        const to = { host: "127.0.0.1", port, servername: name, rejectUnauthorized: false }
        const socket = connect(to, () => {
          resolve(printOf(socket.getPeerX509Certificate()?.raw ?? new Uint8Array()))
          socket.destroy()
        })
        socket.once("error", reject)
      }),
  )
  return [...new Set(await Promise.all(prints))]
}

const printOf = (der: Uint8Array): string => createHash("sha256").update(der).digest("hex")
const leafOf = (pem: string): string => printOf(new X509Certificate(pem).raw)
const newest = (): string => [...acme.ledger.certificates.values()].at(-1)?.fingerprint ?? ""

/** A certificate with nine days left, imported and rolled out by command; resolves to its fingerprint. */
async function rolledOutLongAgo(one: typeof art): Promise<string> {
  const print = await importedLongAgo(one)
  await succeed("rollout", "--domain", one.domain)
  return print
}

async function importedLongAgo({ domain }: typeof art): Promise<string> {
  await succeed("csr", "--domain", domain, "--out", domain)
  const issued = await ca.issue(readFileSync(join(cwd, domain, "commercial.csr"), "utf8"), {
    ...{ from: -190, until: 9 },
  })
  writeFileSync(join(cwd, `${domain}.pem`), `${issued.leaf}${issued.intermediate}`)
  const key = ["--key-file", join(domain, "commercial.key")]
  await succeed("import", `${domain}.pem`, ...key, "--domain", domain, ...trusting)
  return leafOf(issued.leaf)
}

function journalOf({ names }: typeof art): { readonly type: string; readonly replaces?: string }[] {
  const file = join(cwd, "certificates", names[0] ?? "", "renewals.jsonl")
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
}

describe("certificates of domains, ordered and renewed by command at an ACME server", () => {
  it("are ordered, rolled out and then not due; who has none is told how to get the first", async () => {
    const none = await run("renew", "--domain", art.domain, ...trusting)
    expect([none.status, none.stderr]).toEqual([
      3,
      expect.stringMatching(
        /no port shows a certificate of art\.example\.edu's own[\s\S]*certfleet renew --force --domain art\.example\.edu gets/,
      ),
    ])
    const ordered = await succeed("order", "--domain", art.domain, ...trusting)
    const next = /next: certfleet (rollout .*) --dry-run( --domain art\.example\.edu)/.exec(ordered.stdout)
    await succeed(...`${next?.[1]}${next?.[2]}`.split(" "))
    for (const name of art.names) expect(await served(name)).toEqual([newest()])
    expect(await served(demoCommonName)).toEqual([leafOf(fleet.old)])
    // The journal of the rollout is enough: nobody is asked.
    await fleet.close()
    const { stdout } = await succeed("renew", "--domain", art.domain, "--json", ...trusting)
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "not-due", replaces: newest() })
    expect(acme.ledger.orders.size).toBe(1)
    expect(readdirSync(join(cwd, "certificates"))).toEqual(["mail.art.example.edu"])
  }, 60_000)

  it("are renewed when due, known by the journal of their rollout or by what their names are served, and the fleet's is left alone", async () => {
    const before = [await rolledOutLongAgo(art), await rolledOutLongAgo(law)]
    // As on a machine that has never rolled it out.
    await rm(join(cwd, "certificates", "mail.art.example.edu"), { recursive: true })
    await succeed("renew", "--domains", ...trusting)
    const made = [...acme.ledger.certificates.values()].map(({ fingerprint }) => fingerprint)
    expect(made).toHaveLength(2)
    for (const name of art.names) expect(await served(name)).toEqual([made[0]])
    expect(await served("mail.law.example.edu")).toEqual([made[1]])
    expect(await served(demoCommonName)).toEqual([leafOf(fleet.old)])
    expect([art, law].map((one) => journalOf(one).find(({ type }) => type === "begun")?.replaces)).toEqual(
      before,
    )
    expect(existsSync(join(cwd, "certificates", demoCommonName))).toBe(false)
    const quiet = await succeed("renew", "--domains", ...trusting)
    expect([quiet.stdout, quiet.stderr]).toEqual(["", ""])
    expect(acme.ledger.orders.size).toBe(2)
  }, 60_000)

  it("are not ordered where the rollout could not begin, which this machine knows", async () => {
    const before = await rolledOutLongAgo(law)
    const yaml = readFileSync(join(cwd, "fleet.yaml"), "utf8")
    const known = readFileSync(join(cwd, "known_hosts"), "utf8")
    const put = (name: string, text: string, mode = 0o600): void => {
      writeFileSync(join(cwd, name), text)
      chmodSync(join(cwd, name), mode)
    }
    const hooks = [{ name: "drain", when: "before activate", run: ["./drain"], per: "fleet" }]
    put("fleet.yaml", stringify({ ...parse(yaml), hooks, notify: ["./tell"] }))
    const renew = (): Promise<CommandResult> => run("renew", "--domain", law.domain, ...trusting)
    const missing = await renew()
    expect([missing.status, missing.stderr]).toEqual([
      ...[2, expect.stringMatching(/order at the CA.*hook .* cannot be run: there is no program .*drain\n/)],
    ])
    put("drain", "#!/bin/sh\n")
    expect(await renew()).toMatchObject({ status: 2, stderr: expect.stringContaining("is not executable") })
    put("drain", "#!/bin/sh\n", 0o755)
    put("known_hosts", "\n")
    const strange = await renew()
    expect([strange.status, strange.stderr]).toEqual([
      ...[3, expect.stringMatching(/its SSH host key is not in known_hosts[\s\S]*accept it once: ssh /)],
    ])
    expect([acme.ledger.orders.size, await served("mail.law.example.edu")]).toEqual([0, [before]])
    put("known_hosts", known)
    expect(await renew()).toMatchObject({
      ...{ status: 0, stderr: expect.stringMatching(/warning: notify: \.\/tell: no such program; nobody/) },
    })
    expect(await served("mail.law.example.edu")).toEqual([newest()])
  }, 60_000)

  it("are renewed for the others where one domain fails, in one document with --json, and the exit code is the worst", async () => {
    await importedLongAgo(art)
    const before = await rolledOutLongAgo(law)
    const ended = await run("renew", "--domains", "--json", ...trusting)
    expect([ended.status, ended.stderr]).toEqual([
      3,
      expect.stringContaining("domain art.example.edu: exit code 3"),
    ])
    requirePublishedShape(["renew", "--domains", "--json"], ended.stdout)
    expect(JSON.parse(ended.stdout)).toMatchObject({
      ...{ version: 1, exitCode: 3 },
      domains: [
        { domain: art.domain, exitCode: 3, result: { outcome: "stopped", stage: "due" }, error: null },
        { domain: law.domain, exitCode: 0, result: { outcome: "renewed", replaces: before }, error: null },
      ],
    })
    expect(await served("mail.law.example.edu")).toEqual([newest()])
    const odd = await run("renew", "--domains", "--domain", art.domain)
    expect([odd.status, odd.stderr]).toEqual([2, expect.stringContaining("--domains goes with no --domain")])
  }, 60_000)

  it("are none to renew where a domain never had one, which is no failure as long as the ports were seen", async () => {
    const first = (domain: string): string =>
      `certfleet: ${domain} has no certificate of its own yet (certfleet renew --force --domain ${domain} gets the first one)\n`
    const none = await succeed("renew", "--domains", ...trusting)
    expect([none.stdout, none.stderr]).toEqual(["", `${first(art.domain)}${first(law.domain)}`])
    const { stdout } = await succeed("renew", "--domains", "--json", "-q", ...trusting)
    requirePublishedShape(["renew", "--domains", "--json"], stdout)
    expect(JSON.parse(stdout).domains.map((one: { result: object }) => one.result)).toMatchObject([
      { outcome: "none", exitCode: 0 },
      { outcome: "none", exitCode: 0 },
    ])
    await fleet.close()
    expect((await run("renew", "--domains", ...trusting)).status).toBe(3)
    expect(acme.ledger.orders.size).toBe(0)
  }, 60_000)
})
