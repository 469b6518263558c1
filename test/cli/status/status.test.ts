import { spawnSync } from "node:child_process"
import { createSocket } from "node:dgram"
import { once } from "node:events"
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { parse } from "yaml"
import manifest from "../../../package.json" with { type: "json" }
import { systemClock } from "../../../src/local/clock.js"
import { statusPage } from "../../../src/report/page/statusPage.js"
import { writePem } from "../../../src/x509/pem.js"
import { leaf } from "../../path/graph.js"
import { journalSample } from "../../report/page/sample.js"
import { type EmbeddedFleet, embeddedFleet, install, putFile } from "../../status/embeddedFleet.js"
import { keyPair } from "../../x509/factory.js"
import { temporaryFolder } from "../folder.js"
import { type RunOptions, type RunResult, runCli } from "../testIo.js"

const hasPromtool = spawnSync("promtool", ["--version"]).status === 0
let fleet: EmbeddedFleet

beforeEach(async () => {
  fleet = await embeddedFleet()
})
afterEach(() => fleet.close())

function status(...argv: string[]): Promise<RunResult> {
  return statusWith({}, ...argv)
}

function statusWith(own: Partial<RunOptions>, ...argv: string[]): Promise<RunResult> {
  return runCli(["status", "--trust", "root.pem", "--no-farms", ...argv], {
    cwd: fleet.folder,
    now: systemClock.now(),
    sleep: systemClock.sleep,
    ...own,
  })
}

/** What a journal begins with, as far as anybody but a resumed rollout reads it. */
function startOf(certificate: string): object {
  return {
    ...{
      rollout: "20260501T000000Z-ab",
      holder: "a@b",
      certificate,
      commonName: "mail.example.edu",
      hosts: [],
    },
    ...{
      restart: "services",
      resumed: false,
      maxFailures: 0,
      localOnly: false,
      rolling: false,
      canaries: [],
    },
  }
}

interface Server {
  readonly host: string
  readonly verdict: string
  readonly reasons: readonly { readonly verdict: string; readonly text: string }[]
}

async function verdicts(
  ...argv: string[]
): Promise<{ exitCode: number; servers: Record<string, string>; json: { servers: Server[] } }> {
  const { exitCode, stdout } = await status("--json", "--expect", "expected.pem", ...argv)
  const json = JSON.parse(stdout)
  const servers = json.servers.map(({ host, verdict }: Server) => [host.split(".")[0], verdict])
  return { exitCode, servers: Object.fromEntries(servers), json }
}

const current = { ldap01: "current", mbs01: "current", prx01: "current", mx01: "current" }

describe("certfleet status", () => {
  it("calls every server current that serves and holds what it ought to", async () => {
    expect(await verdicts()).toMatchObject({ exitCode: 0, servers: current })
  })

  it("tells an unreachable port, and ends with 3", async () => {
    await fleet.host("mx01").listeners.close()
    const { exitCode, servers } = await verdicts()
    expect([exitCode, servers]).toEqual([3, { ...current, mx01: "unreachable" }])
  })

  it("tells an expired certificate", async () => {
    install(fleet.host("prx01"), await fleet.issue({ from: -100, until: -1 }))
    const { exitCode, servers } = await verdicts()
    expect([exitCode, servers]).toEqual([1, { ...current, prx01: "expired" }])
  })

  it("tells a certificate that lacks a name of the fleet", async () => {
    install(fleet.host("prx01"), await fleet.issue(undefined, ["mail.example.edu"]))
    const { exitCode, servers } = await verdicts()
    expect([exitCode, servers]).toEqual([1, { ...current, prx01: "name-mismatch" }])
  })

  it("tells a chain that no client can follow", async () => {
    const { issued, key } = fleet.pair
    fleet.host("mx01").listeners.load({ key, cert: issued.leaf, chain: "" })
    const { exitCode, servers } = await verdicts()
    expect([exitCode, servers]).toEqual([1, { ...current, mx01: "chain-broken" }])
  })

  it("tells files that differ among the services of a server", async () => {
    putFile(fleet.host("mbs01"), "conf/smtpd.crt", await fleet.issue())
    const { exitCode, servers, json } = await verdicts()
    expect([exitCode, servers]).toEqual([1, { ...current, mbs01: "half-deployed" }])
    const text = json.servers.find(({ host }) => host.startsWith("mbs01"))?.reasons[0]?.text
    expect(text).toMatch(
      /^conf\/smtpd\.crt holds [0-9a-f]{16}, ssl\/zimbra\/commercial\/commercial\.crt [0-9a-f]{16}$/,
    )
  })

  it("tells a server whose new files no service has loaded", async () => {
    const mx = fleet.host("mx01")
    const served = mx.listeners
    const next = await fleet.issue()
    served.freeze()
    install(mx, next)
    const { exitCode, servers } = await verdicts()
    expect([exitCode, servers]).toEqual([1, { ...current, mx01: "not-restarted" }])
  })

  it("tells LDAP that would bring an older certificate back, as a warning", async () => {
    const other = await fleet.issue()
    fleet.host("ldap01").host.ldapCopy = { cert: other.issued.leaf, key: other.key }
    const { exitCode, servers } = await verdicts()
    expect([exitCode, servers]).toEqual([0, { ...current, ldap01: "ldap-stale" }])
    expect((await verdicts("--fail-on", "warning")).exitCode).toBe(1)
  })

  it("tells another certificate than the expected one", async () => {
    install(fleet.host("prx01"), await fleet.issue())
    const { exitCode, servers } = await verdicts()
    expect([exitCode, servers]).toEqual([1, { ...current, prx01: "other-certificate" }])
  })

  it("tells what expires soon, as a warning", async () => {
    const { exitCode, servers } = await verdicts("--days", "200")
    expect(exitCode).toBe(0)
    expect(new Set(Object.values(servers))).toEqual(new Set(["expiring"]))
  })

  it("gives a server the heaviest of several verdicts, and all reasons", async () => {
    const mbs = fleet.host("mbs01")
    install(mbs, await fleet.issue({ from: -100, until: -1 }))
    putFile(mbs, "conf/nginx.crt", fleet.pair)
    const { json } = await verdicts()
    const server = json.servers.find(({ host }) => host.startsWith("mbs01"))
    expect(server?.verdict).toBe("expired")
    expect(new Set(server?.reasons.map(({ verdict }) => verdict))).toEqual(
      new Set(["expired", "half-deployed", "other-certificate"]),
    )
  })

  it("ends with 3 where nobody can log in, and says which server was not looked at", async () => {
    await fleet.host("prx01").ssh.close()
    const { exitCode, stdout } = await status("--expect", "expected.pem")
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(/^prx01\.example\.edu +current .* not looked at$/m)
  })

  it("asks the ports alone with --no-ssh", async () => {
    putFile(fleet.host("mbs01"), "conf/smtpd.crt", await fleet.issue())
    expect(await verdicts("--no-ssh")).toMatchObject({ exitCode: 0, servers: current })
  })

  it("writes metrics for everybody to read, with the date of an expired certificate", async () => {
    install(fleet.host("prx01"), await fleet.issue({ from: -100, until: -1 }))
    await status("--prometheus", "certfleet.prom", "--expect", "expected.pem")
    const text = readFileSync(join(fleet.folder, "certfleet.prom"), "utf8")
    const dates = [
      ...text.matchAll(
        /^certfleet_cert_not_after\w+\{host="prx01[^}]*port="\d+",chain_position="0".* (\d+)$/gm,
      ),
    ]
    expect(dates).toHaveLength(4)
    expect(dates.every(([, date]) => Number(date) * 1000 < systemClock.now())).toBe(true)
    expect(text).toMatch(/^certfleet_cert_expected\{host="prx01\.example\.edu".*\} 0$/m)
  })

  it("shows what it saw, and writes the other files, where one cannot be written", async () => {
    const asked = ["--html", "/proc/page.html", "--prometheus", "beside.prom"]
    const { exitCode, stdout, stderr } = await status(...asked, "--expect", "expected.pem")
    expect([exitCode, stdout]).toEqual([3, expect.stringMatching(/^prx01\.example\.edu +current/m)])
    expect(stderr).toContain("/proc/page.html: its folder takes no new file")
    expect(readFileSync(join(fleet.folder, "beside.prom"), "utf8")).toContain("certfleet_")
  })

  it.skipIf(!hasPromtool)(
    "writes metrics that promtool has no remark about (skipped without promtool)",
    async () => {
      await status("--prometheus", "certfleet.prom", "--expect", "expected.pem")
      const input = readFileSync(join(fleet.folder, "certfleet.prom"))
      const {
        status: code,
        stdout,
        stderr,
      } = spawnSync("promtool", ["check", "metrics"], { input, encoding: "utf8" })
      expect([code, stdout, stderr]).toEqual([0, "", ""])
    },
  )

  it("says what to do about a root that is not trusted, and about farms that are not reached", async () => {
    const { stderr } = await runCli(["status", "--no-ssh", "--expect", "expected.pem"], { cwd: fleet.folder })
    expect(stderr).toBe(
      `certfleet: hint: for a CA of your own: --trust FILE with its root; CERTFLEET_TRUST says it to every command
certfleet: hint: --no-farms leaves out the names of the farms, which this machine does not reach
`,
    )
  })

  it("says what to do about a certificate that signed itself", async () => {
    const own = leaf("mail.example.edu>mail.example.edu", { keyLabel: "own", signerLabel: "own" })
    const cert = writePem("CERTIFICATE", own.der)
    const key = keyPair("own").privateKey.export({ type: "pkcs8", format: "pem" }).toString()
    install(fleet.host("prx01"), { key, issued: { leaf: cert, intermediate: "", root: cert } })
    const { stderr } = await status("--no-ssh", "--expect", "expected.pem")
    expect(stderr).toContain("name it with --trust where clients know it; CERTFLEET_TRUST says it")
  })

  it("speaks to Nagios in one line and by its exit codes", async () => {
    const good = await status("--reporter", "nagios", "--expect", "expected.pem")
    expect([good.exitCode, good.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^CERTFLEET OK - 16 ports serve the certificate, 99 days left \| days_min=99;14;7;0 ports_ok=16;;;0;16\n$/,
      ),
    ])
    install(fleet.host("prx01"), await fleet.issue())
    const bad = await status("--reporter", "nagios", "--expect", "expected.pem")
    expect([bad.exitCode, bad.stdout.split("\n")[0]]).toEqual([
      2,
      expect.stringMatching(/^CERTFLEET CRITICAL - 1 other-certificate, /),
    ])
  })

  it.each([["--days", "x"], ["--no-such-flag"], ["--fleet", "missing.yaml"]])(
    "is UNKNOWN to Nagios where it cannot look: %s",
    async (...argv) => {
      const wrong = await status("--reporter", "nagios", ...argv)
      expect([wrong.exitCode, wrong.stdout]).toEqual([3, expect.stringMatching(/^CERTFLEET UNKNOWN - .+\n$/)])
    },
  )

  it("tells the notifier of fleet.yaml, and only warns where that fails", async () => {
    const heard = join(fleet.folder, "heard.json")
    appendFileSync(join(fleet.folder, "fleet.yaml"), `notify: [sh, -c, "cat > ${heard}; exit 1"]\n`)
    const { exitCode, stderr } = await status("--expect", "expected.pem", "--no-ssh")
    expect(exitCode).toBe(0)
    expect(stderr).toContain("certfleet: warning: notify: sh exited with 1\n")
    const message = JSON.parse(readFileSync(heard, "utf8"))
    expect(message).toMatchObject({ event: "status", exitCode: 0, result: { version: 1 } })
  })

  it("tells what the running installation has and fleet.yaml lacks", async () => {
    const same = await status("--expect", "expected.pem", "--discover")
    expect([same.exitCode, same.stdout]).toEqual([
      0,
      expect.stringContaining("\nfleet.yaml has what the installation has\n"),
    ])
    const file = join(fleet.folder, "fleet.yaml")
    const parsed = parse(readFileSync(file, "utf8"))
    const without = parsed.servers.filter(({ host }: { host: string }) => !host.startsWith("mx01"))
    const farms = parsed.farms.filter(({ name }: { name: string }) => name !== "zimbra-mx")
    writeFileSync(file, JSON.stringify({ ...parsed, servers: without, farms }))
    const { stdout } = await status("--expect", "expected.pem", "--discover", "--json")
    const { differences } = JSON.parse(stdout)
    expect(differences).toContainEqual({
      ...{ kind: "server", only: "installation", host: "mx01.example.edu", roles: ["mta"] },
    })
  })

  it("tells what ports serve where no server can be asked about the installation", async () => {
    const file = join(fleet.folder, "fleet.yaml")
    const parsed = parse(readFileSync(file, "utf8"))
    const known = join(fleet.folder, "nobody")
    writeFileSync(known, "")
    writeFileSync(file, JSON.stringify({ ...parsed, ssh: { ...parsed.ssh, knownHosts: known } }))
    const { exitCode, stdout } = await status("--expect", "expected.pem", "--discover", "--json")
    const { servers, unreadOfInstallation, findings } = JSON.parse(stdout)
    expect(exitCode).toBe(3)
    expect(servers.map(({ verdict }: Server) => verdict)).toEqual(Object.values(current))
    expect(unreadOfInstallation).toHaveLength(1)
    const codes = findings.map(({ code }: { code: string }) => code)
    expect(codes).toContain("discovered-incomplete")
  })

  it.each([
    ["--json", []],
    ["--html", ["page.html"]],
    ["--reporter", ["json"]],
    ["--reporter-file", ["json=r.json"]],
    ["--watch", []],
    ["--deadline", ["600"]],
    ["--resolve", []],
  ] as const)("serves metrics alone: --listen does not go with %s", async (flag, words) => {
    const { exitCode, stderr } = await status("--listen", "0", flag, ...words)
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining(`--listen and ${flag} exclude each other`),
    ])
  })

  it("leads on to --expect where the rollout was one of another folder", async () => {
    const { stderr } = await status("--no-ssh")
    expect(stderr).toContain(
      "from certificates/mail.example.edu nothing is in use; after one from another folder, --expect FOLDER/commercial.crt",
    )
  })

  it("refuses a resolver's port that there is not", async () => {
    const { exitCode, stderr } = await status("--no-ssh", "--resolver", "192.0.2.1:99999")
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("192.0.2.1:99999 is no address")])
  })

  it("ends with 3 where the resolver did not answer: nobody knows where the names lead", async () => {
    const looked = ["--expect", "expected.pem", "--no-ssh"]
    expect((await status(...looked)).exitCode).toBe(0)
    const { exitCode, stdout } = await status(...looked, "--resolver", `127.0.0.1:${await closedUdpPort()}`)
    expect([exitCode, stdout]).toEqual([3, expect.stringContaining("no answer")])
  })

  it("checks a deadline without --watch, too", async () => {
    const { exitCode, stderr } = await status("--deadline", "soon")
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--deadline soon")])
  })

  it("knows no other reporter", async () => {
    expect((await status("--reporter", "zabbix")).exitCode).toBe(2)
  })

  it("watches until every server is current", async () => {
    const mx = fleet.host("mx01")
    install(mx, await fleet.issue())
    const pause = 2_345
    const sleep: typeof systemClock.sleep = (ms, signal) => {
      if (ms !== pause) return systemClock.sleep(ms, signal)
      install(mx, fleet.pair)
      return Promise.resolve()
    }
    const watching = ["--expect", "expected.pem", "--watch", "--interval", String(pause / 1000)]
    const { exitCode, stderr } = await statusWith({ sleep }, ...watching)
    expect(exitCode).toBe(0)
    expect(stderr.match(/\d of 4 current/g)).toEqual(["3 of 4 current", "4 of 4 current"])
  })

  it("expects what was rolled out last from beside fleet.yaml, unless it was put back", async () => {
    const rollouts = join(fleet.folder, "certificates/mail.example.edu/2026-05-01-ab/rollouts")
    mkdirSync(rollouts, { recursive: true })
    const other = "ab".repeat(32)
    const journal = (exitCode: number): string =>
      [
        { seq: 1, time: "2026-05-01T00:00:00.000Z", type: "start", ...startOf(other) },
        { seq: 2, time: "2026-05-01T00:01:00.000Z", type: "end", exitCode },
      ]
        .map((entry) => `${JSON.stringify(entry)}\n`)
        .join("")
    writeFileSync(join(rollouts, "20260501T000000Z-ab.jsonl"), journal(0))
    const elsewhere = { cwd: temporaryFolder() }
    const own = [
      "--no-ssh",
      "--json",
      "--trust",
      join(fleet.folder, "root.pem"),
      "-f",
      join(fleet.folder, "fleet.yaml"),
    ]
    const done = await statusWith(elsewhere, ...own)
    expect([done.exitCode, JSON.parse(done.stdout).expected]).toEqual([1, other])
    writeFileSync(join(rollouts, "20260501T000000Z-ab.jsonl"), journal(4))
    expect(JSON.parse((await statusWith(elsewhere, ...own)).stdout).expected).toBeUndefined()
  })

  it("writes the dates of renewal as a calendar, an event each, no line longer than 75 octets", async () => {
    await status("--no-ssh", "--expect", "expected.pem", "--ical", "renew.ics")
    const text = readFileSync(join(fleet.folder, "renew.ics"), "utf8")
    const lines = text.split("\r\n")
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual(["BEGIN:VCALENDAR", "END:VCALENDAR", ""])
    expect(lines.filter((line) => line.length > 75)).toEqual([])
    const days = [...text.matchAll(/DTSTART;VALUE=DATE:(\d{8})/g)].map(([, day]) => day)
    expect(days.length).toBeGreaterThan(3)
    expect(days).toEqual(days.toSorted())
    expect(text.replaceAll("\r\n ", "")).toContain("SUMMARY:Renew the certificate of mail.example.edu")
  })

  it("writes a page of what --json prints, and no key with it", async () => {
    install(fleet.host("prx01"), await fleet.issue())
    const { stdout, exitCode } = await status("--expect", "expected.pem", "--json", "--html", "fleet.html")
    expect(exitCode).toBe(1)
    const page = readFileSync(join(fleet.folder, "fleet.html"), "utf8")
    expect(page).toBe(statusPage(JSON.parse(stdout), manifest.version))
    const { servers, certificates, totals } = JSON.parse(stdout)
    expect(servers).toHaveLength(4)
    expect(totals).toMatchObject({ servers: 4, current: 3, ports: 16, portsAnswering: 16, daysLeft: 99 })
    expect(certificates.map(({ ports, places }: Record<string, number>) => [ports, places])).toEqual([
      [12, 3],
      [4, 1],
    ])
    const places = certificates[0].chain.map(({ place }: { place: string }) => place)
    expect(places).toEqual(["sent", "sent", "sent"])
    expect(page).not.toMatch(/PRIVATE KEY/)
    for (const line of fleet.pair.key.split("\n").slice(1, -2)) expect(page + stdout).not.toContain(line)
  })

  it("shows the rollout of a journal, and says so where there is none in it", async () => {
    writeFileSync(
      join(fleet.folder, "course.jsonl"),
      journalSample()
        .map((entry) => `${JSON.stringify(entry)}\n`)
        .join(""),
    )
    const shown = await status("--no-ssh", "--json", "--journal", "course.jsonl", "--html", "fleet.html")
    expect(JSON.parse(shown.stdout).rollout).toMatchObject({ exitCode: 5, runs: [{ kind: "rollout" }] })
    expect(readFileSync(join(fleet.folder, "fleet.html"), "utf8")).toContain("Last rollout")
    const wrong = await status("--no-ssh", "--journal", "expected.pem")
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining("expected.pem is no journal")])
  })

  it("shows which names are covered, and when to renew", async () => {
    const { stdout } = await status("--expect", "expected.pem", "--names", "--calendar")
    expect(stdout).toMatch(/^imap\.example\.edu +exact +farm zimbra-proxy$/m)
    expect(stdout).toMatch(/^ {2}now: \d+ rollouts a year/m)
  })
})

/** One that was free a moment ago. */
async function closedUdpPort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1")
  await once(socket, "listening")
  const { port } = socket.address()
  socket.close()
  return port
}
