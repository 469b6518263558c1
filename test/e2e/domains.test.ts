import { spawnSync } from "node:child_process"
import { createHash, X509Certificate } from "node:crypto"
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connect } from "node:tls"
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { parse, stringify } from "yaml"
import { createDemoCa, type DemoCa } from "../../src/demo/ca.js"
import { type DemoFleet, demoCommonName } from "../../src/demo/demoFleet.js"
import { systemClock } from "../../src/local/clock.js"
import type { RolloutJson } from "../../src/report/rolloutJson.js"
import type { StatusJson } from "../../src/report/status/json.js"
import { certfleet, filesHolding, keyLine, requireFreshBuild } from "./certfleet.js"
import { startDomainFleet } from "./domainFleet.js"

const art = "art.example.edu"
const names = ["mail.art.example.edu", "webmail.art.example.edu"] as const
const domains = [
  { domain: art, names: [...names], services: ["imaps", "pop3s"] },
  { domain: "law.example.edu", names: ["mail.law.example.edu"], services: ["imaps"] },
]

const hasPromtool = spawnSync("promtool", ["--version"]).status === 0

let ca: DemoCa
let fleet: DemoFleet
let cwd = ""

beforeAll(async () => {
  requireFreshBuild()
  ca = await createDemoCa(systemClock)
})

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "certfleet-e2e-"))
  fleet = await startDomainFleet(cwd, { ca, domains })
})
afterEach(async () => {
  await fleet.close()
  await rm(cwd, { recursive: true, force: true })
})

const proxies = () => fleet.hosts.filter(({ entry }) => entry.roles.some((role) => role === "proxy"))

/** What Node's own client gets from each proxy on a port when it asks for a name. */
async function served(name: string, service = "imaps"): Promise<string[]> {
  const prints = await Promise.all(
    proxies().map(
      ({ listeners }) =>
        new Promise<string>((resolve, reject) => {
          const port = listeners.ports[service] ?? 0
          const socket = connect(
            { host: "127.0.0.1", port, servername: name, rejectUnauthorized: false },
            () => {
              resolve(fingerprintOf(socket.getPeerX509Certificate()?.raw))
              socket.destroy()
            },
          )
          socket.once("error", reject)
        }),
    ),
  )
  return [...new Set(prints)]
}

function fingerprintOf(der: Uint8Array | undefined): string {
  return createHash("sha256")
    .update(der ?? "")
    .digest("hex")
}

function leafOf(pem: string): string {
  return fingerprintOf(new X509Certificate(pem).raw)
}

async function run(...argv: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return certfleet(argv, cwd)
}

/** A request, a certificate for it, and its import, by command; resolves to the leaf's fingerprint. */
async function imported(domain: string, folder: string, ...more: string[]): Promise<string> {
  const csr = await run("csr", "--domain", domain, "--out", folder)
  expect(csr).toMatchObject({ status: 0 })
  const issued = await ca.issue(readFileSync(join(cwd, folder, "commercial.csr"), "utf8"))
  writeFileSync(join(cwd, `${folder}.pem`), `${issued.leaf}${issued.intermediate}`)
  const key = join(folder, "commercial.key")
  const words = [
    "import",
    `${folder}.pem`,
    "--key-file",
    key,
    "--domain",
    domain,
    "--trust",
    "root.pem",
    ...more,
  ]
  expect(await run(...words)).toMatchObject({ status: 0 })
  return leafOf(issued.leaf)
}

function inLdap(domain = art): (string | undefined)[] {
  const values = fleet.hosts[0]?.host.domainValues.get(domain)
  return ["zimbraSSLCertificate", "zimbraSSLPrivateKey"].map((attribute) => values?.get(attribute))
}

function keysOnHosts(): string[] {
  return proxies().flatMap(({ host }) =>
    host.files.under(host.home).filter((path) => /\/stage\.|\/lock\//.test(path)),
  )
}

/** Two of one day are told apart by their fingerprints: which comes last is chance. */
const later = ["--out", "certificates/mail.art.example.edu/9999-12-31-later"]

const shared = (): string => leafOf(fleet.old)

describe("certificates of domains, over the embedded fleet", () => {
  it("go from request to proxies by command, are proven by each name, renewed, and taken back", async () => {
    const first = await imported(art, "request1")
    expect(readdirSync(join(cwd, "certificates"))).toEqual(["mail.art.example.edu"])
    const rollout = await run("rollout", "--domain", art, "--json")
    expect({ status: rollout.status, stderr: rollout.stderr }).toMatchObject({ status: 0 })
    const { hosts } = JSON.parse(rollout.stdout) as RolloutJson
    const proxyNames = proxies().map(({ entry }) => entry.host)
    expect(hosts.map(({ host, outcome, ports, portsProven }) => [host, outcome, ports, portsProven])).toEqual(
      proxyNames.map((host) => [host, "done", 4, 4]),
    )
    expect(hosts[0]?.proofs?.map(({ service, name }) => `${service} ${name}`)).toEqual(
      ["imaps", "pop3s"].flatMap((service) => names.map((name) => `${service} ${name}`)),
    )
    for (const name of names) {
      expect(await served(name)).toEqual([first])
      expect(await served(name, "pop3s")).toEqual([first])
    }
    expect(await served(demoCommonName)).toEqual([shared()])
    expect(await served("mail.law.example.edu")).toEqual([shared()])
    expect(keysOnHosts()).toEqual([])

    const [values] = [inLdap()]
    const second = await imported(art, "request2", ...later)
    expect((await run("rollout", "--domain", art)).status).toBe(0)
    expect(await served("mail.art.example.edu")).toEqual([second])
    const again = await run("rollout", "--domain", art, "--json")
    const unchanged = (JSON.parse(again.stdout) as RolloutJson).hosts.map(({ outcome }) => outcome)
    expect(unchanged).toEqual(["unchanged", "unchanged"])

    // The last one changed nothing: the one before it is what is taken back.
    expect(await run("rollback", "--domain", art)).toMatchObject({ status: 0 })
    expect(await served("mail.art.example.edu")).toEqual([first])
    expect(inLdap()).toEqual(values)
  }, 60_000)

  it.each([
    [
      "nginx says done and keeps what it had",
      (): void => {
        for (const { listeners } of proxies()) listeners.freeze()
      },
    ],
    ["deploycrts says done for empty certificates", (): void => empty()],
  ])(
    "bring LDAP's old values and the old files back where the proof fails: %s",
    async (_, befall) => {
      const first = await imported(art, "request1")
      expect((await run("rollout", "--domain", art)).status).toBe(0)
      const before = [inLdap(), ...proxies().map(({ host }) => filesOf(host.files.snapshot(host.home)))]
      await imported(art, "request2", ...later)
      setTimeouts()
      befall()
      const failed = await run("rollout", "--domain", art)
      expect({ status: failed.status, stderr: failed.stderr }).toMatchObject({ status: 4 })
      expect([inLdap(), ...proxies().map(({ host }) => filesOf(host.files.snapshot(host.home)))]).toEqual(
        before,
      )
      for (const name of names) expect(await served(name)).toEqual([first])
      expect(keysOnHosts()).toEqual([])
    },
    60_000,
  )

  it("are neither rolled out nor taken back for some proxies alone, and leave another domain what it got since", async () => {
    const first = await imported(art, "request1")
    const part = await run("rollout", "--domain", art, "--limit", "prx01")
    expect([part.status, part.stderr]).toEqual([
      2,
      expect.stringMatching(/--limit leaves out prx02\S*: LDAP holds one certificate of art\.example\.edu/),
    ])
    expect(inLdap()).toEqual([undefined, undefined])
    expect((await run("rollout", "--domain", art)).status).toBe(0)
    const law = await imported("law.example.edu", "law")
    expect((await run("rollout", "--domain", "law.example.edu")).status).toBe(0)
    const back = await run("rollback", "--domain", art, "--limit", "prx02")
    expect([back.status, back.stderr]).toEqual([2, expect.stringContaining("--limit leaves out prx01")])
    expect(await served("mail.art.example.edu")).toEqual([first])
    const whole = await run("rollback", "--domain", art, "--limit", "proxy")
    expect({ status: whole.status, stderr: whole.stderr }).toMatchObject({ status: 0 })
    expect(await served("mail.art.example.edu")).toEqual([shared()])
    expect(await served("mail.law.example.edu")).toEqual([law])
  }, 60_000)

  it("are rolled out for all domains, one after the other, and none is begun without a certificate", async () => {
    const artLeaf = await imported(art, "art")
    const missing = await run("rollout", "--domains")
    expect([missing.status, missing.stderr]).toEqual([
      2,
      expect.stringContaining("there is no imported certificate in certificates/mail.law.example.edu"),
    ])
    expect(await served("mail.art.example.edu")).toEqual([shared()])
    const lawLeaf = await imported("law.example.edu", "law")
    const all = await run("rollout", "--domains")
    expect({ status: all.status, stderr: all.stderr }).toMatchObject({ status: 0 })
    expect(await served("mail.art.example.edu")).toEqual([artLeaf])
    expect(await served("mail.law.example.edu")).toEqual([lawLeaf])
    const dry = await run("rollout", "--domain", art, "--dry-run")
    expect(dry.stdout).toContain(
      "/opt/zimbra/libexec/zmdomaincertmgr savecrt art.example.edu STAGING/commercial.crt",
    )
  }, 60_000)

  it("are looked at by status: by each name, beside what was rolled out last for the domain", async () => {
    const leaf = await imported(art, "request1")
    expect((await run("rollout", "--domain", art)).status).toBe(0)
    const words = ["status", "--no-ssh", "--no-farms", "--trust", "root.pem", "--json"]
    const all = await run(...words)
    const { domains: seen } = JSON.parse(all.stdout) as StatusJson
    expect(seen?.map(({ domain, expected }) => [domain, expected])).toEqual([
      [art, leaf],
      ["law.example.edu", undefined],
    ])
    const [own, other] = seen ?? []
    expect(own?.servers.map(({ verdict, ports }) => [verdict, ports.length])).toEqual([
      ["current", 4],
      ["current", 4],
    ])
    expect(own?.servers[0]?.ports.map(({ service, sni }) => `${service} ${sni}`)).toContain(
      `pop3s ${names[1]}`,
    )
    expect(other?.servers[0]?.verdict).toBe("name-mismatch")
    const alone = await run("status", "--domain", art, "--no-ssh", "--trust", "root.pem")
    expect({ status: alone.status, stdout: alone.stdout }).toMatchObject({ status: 0 })
    expect(alone.stdout).toMatch(/^prx01\.example\.edu +current/m)
    // What is served by a name is not what was rolled out for it.
    for (const { host } of proxies()) {
      host.domainValues.clear()
      await host.run("zimbra", ["/opt/zimbra/bin/zmproxyctl", "restart"])
    }
    const after = await run("status", "--domain", art, "--no-ssh", "--trust", "root.pem", "--json")
    const { servers } = JSON.parse(after.stdout) as StatusJson
    expect(after.status).toBe(1)
    expect(servers.flatMap(({ reasons }) => reasons.map(({ verdict }) => verdict))).toContain(
      "other-certificate",
    )
  }, 60_000)

  it("are in metrics, in a plugin's line and on the page of status, each by its name", async () => {
    const leaf = await imported(art, "request1")
    expect((await run("rollout", "--domain", art)).status).toBe(0)
    const words = ["status", "--no-ssh", "--no-farms", "--trust", "root.pem", "--expect", "old.pem"]
    writeFileSync(join(cwd, "old.pem"), fleet.old)
    const line = await run(
      ...words,
      "--reporter",
      "nagios",
      "--prometheus",
      "fleet.prom",
      "--html",
      "fleet.html",
    )
    // The fleet's old one has its common name alone, and by the names of the domain without one its proxies serve that.
    expect(line.status).toBe(2)
    const [first, ...more] = line.stdout.trimEnd().split("\n")
    expect(first).toMatch(
      /^CERTFLEET CRITICAL - 9 name-mismatch, \d+ days left \| days_min=\d+;14;7;0 ports_ok=\d+;;;0;\d+ days_min_art\.example\.edu=\d+;14;7;0 ports_ok_art\.example\.edu=8;;;0;8 days_min_law\.example\.edu=\d+;14;7;0 ports_ok_law\.example\.edu=0;;;0;2$/,
    )
    expect(
      more.filter((text) => text.includes(" for law.")).map((text) => text.split(": ").slice(0, 2)),
    ).toEqual([
      ["prx01.example.edu for law.example.edu", "name-mismatch"],
      ["prx02.example.edu for law.example.edu", "name-mismatch"],
    ])
    const metrics = readFileSync(join(cwd, "fleet.prom"), "utf8")
    const own = `host="prx01.example.edu",service="imaps",port="\\d+",domain="art.example.edu",sni="webmail.art.example.edu"`
    for (const sample of [
      `certfleet_probe_success\\{${own}\\} 1`,
      `certfleet_cert_expected\\{${own}\\} 1`,
      `certfleet_cert_not_after_timestamp_seconds\\{${own},chain_position="0",cn="mail.art.example.edu"\\} \\d+`,
      `certfleet_cert_info\\{${own},fingerprint_sha256="${leaf}",.*\\} 1`,
      `certfleet_findings\\{severity="error",domain="law.example.edu"\\} [1-9]\\d*`,
      `certfleet_findings\\{severity="error"\\} [1-9]\\d*`,
    ])
      expect(metrics).toMatch(new RegExp(`^${sample}$`, "m"))
    expect(metrics).not.toMatch(/^certfleet_cert_expected.*domain="law/m)
    const alone = await run(
      "status",
      "--domain",
      art,
      "--no-ssh",
      "--trust",
      "root.pem",
      "--reporter",
      "prometheus",
    )
    const series = alone.stdout.match(/^certfleet_probe_success\{.*\} 1$/gm)
    expect([new Set(series).size, series?.every((one) => one.includes(`domain="${art}"`))]).toEqual([8, true])
    for (const input of [metrics, alone.stdout])
      if (hasPromtool) {
        const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
          input,
          encoding: "utf8",
        })
        expect([status, stdout, stderr]).toEqual([0, "", ""])
      }
    const page = readFileSync(join(cwd, "fleet.html"), "utf8")
    expect(page).toContain('<section id="domains"')
    expect(page).toContain(leaf)
  }, 60_000)

  it("never become the fleet's, nor the fleet's theirs", async () => {
    await imported(art, "request1")
    const folder = `certificates/mail.art.example.edu/${readdirSync(join(cwd, "certificates/mail.art.example.edu"))[0]}`
    const astray = await run("rollout", folder, "--dry-run")
    expect([astray.status, astray.stderr]).toEqual([
      2,
      expect.stringMatching(
        /the certificate of mail\.art\.example\.edu is for the domain art\.example\.edu[\s\S]*--domain art/,
      ),
    ])
    const unknown = await run("rollout", "--domain", "arts.example.edu")
    expect(unknown.stderr).toContain("did you mean art.example.edu?")
  })

  it("leave their keys nowhere but where they belong", async () => {
    await imported(art, "request1")
    expect((await run("rollout", "--domain", art, "--events", "events.jsonl")).status).toBe(0)
    const key = readFileSync(join(cwd, "request1/commercial.key"), "utf8")
    const holding = filesHolding(cwd, keyLine(key))
    expect(holding.map((path) => path.split("/").at(-1))).toEqual(["commercial.key", "commercial.key"])
    for (const path of holding) expect(statSync(join(cwd, path)).mode & 0o777).toBe(0o600)
  })
})

/** deploycrts writes empty certificates from now on. */
function empty(): void {
  for (const { host } of proxies()) host.faults.domainDeploy = "empty"
}

/** A proof that fails does so soon. */
function setTimeouts(): void {
  const file = join(cwd, "fleet.yaml")
  const text = parse(readFileSync(file, "utf8")) as { rollout: object }
  writeFileSync(file, stringify({ ...text, rollout: { ...text.rollout, probeTimeout: 2 } }))
}

/** Without what comes and goes by itself. */
function filesOf(snapshot: ReadonlyMap<string, string>): [string, string][] {
  return [...snapshot].filter(([path]) => !/\/ssl\/certfleet\/|\/conf\/nginx\//.test(path))
}
