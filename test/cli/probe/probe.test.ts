import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { createSecureContext, createServer } from "node:tls"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { DemoCa } from "../../../src/demo/ca.js"
import { type Listeners, openListeners } from "../../../src/demo/listeners.js"
import { fingerprint, newCa, realClock, type Served, served, today } from "../../probe/material.js"
import { closedPort } from "../../probe/peers.js"
import { temporaryFolder } from "../folder.js"
import { type RunResult, runCli } from "../testIo.js"

let ca: DemoCa
let material: Served
let listeners: Listeners

beforeAll(async () => {
  ca = await newCa()
  material = await served(ca, ["mail.example.edu", "mx01.example.edu"])
  listeners = await openListeners([
    { service: "smtp", protocol: "smtp" },
    { service: "submission", protocol: "smtp" },
    { service: "smtps", protocol: "smtps" },
  ])
  listeners.load(material)
})
afterAll(() => listeners.close())

function probeCli(argv: readonly string[], { cwd }: { cwd: string }): Promise<RunResult> {
  writeFileSync(join(cwd, "root.pem"), material.root)
  const own =
    argv.length > 1 && argv[1]?.startsWith("-") !== true && !argv.includes("--json")
      ? []
      : ["--trust", "root.pem"]
  return runCli([...argv, ...own], { cwd, now: today, sleep: realClock.sleep })
}

function fleetFolder(names: readonly string[] = [], smtps = listeners.ports["smtps"]): string {
  const cwd = temporaryFolder()
  const { smtp, submission } = listeners.ports
  writeFileSync(
    join(cwd, "fleet.yaml"),
    `certificate:
  commonName: mail.example.edu
  additionalNames: [${names.join(", ")}]
servers:
  - host: mx01.example.edu
    address: 127.0.0.1
    roles: [mta]
    ports: { smtp: ${smtp}, submission: ${submission}, smtps: ${smtps} }
`,
  )
  return cwd
}

describe("certfleet probe, of a CA of one's own", () => {
  const judged = async (cwd: string, ...more: readonly string[]) => {
    const { exitCode, stdout } = await runCli(["probe", ...more], {
      cwd,
      now: today,
      sleep: realClock.sleep,
    })
    return [exitCode, [...new Set(stdout.match(/\[[a-z-]+\]/g))]]
  }
  const privateFolder = (): string => {
    const cwd = fleetFolder()
    const text = readFileSync(join(cwd, "fleet.yaml"), "utf8")
    writeFileSync(join(cwd, "fleet.yaml"), text.replace("certificate:", "certificate:\n  profile: private"))
    return cwd
  }
  const imported = (cwd: string, root: string): void => {
    const folder = join(cwd, "certificates/mail.example.edu/2026-05-01-0123abcd")
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, "commercial_ca.crt"), root)
  }

  it("says whose root it took where none was ever imported", async () => {
    expect(await judged(privateFolder())).toEqual([0, ["[bundle-root-as-delivered]"]])
  })

  it("takes the roots of imported bundles, and no other that a port sends", async () => {
    const known = privateFolder()
    imported(known, material.root)
    expect(await judged(known)).toEqual([0, []])
    const stranger = await newCa()
    const other = privateFolder()
    imported(other, (await served(stranger, ["mail.example.edu"])).root)
    expect(await judged(other)).toEqual([1, ["[chain-root-not-trusted]"]])
  })

  it("goes by a profile that is given, whatever fleet.yaml says", async () => {
    expect(await judged(privateFolder(), "--profile", "public")).toEqual([1, ["[chain-root-not-trusted]"]])
  })
})

describe("certfleet probe", () => {
  it("shows every port of the fleet and finds nothing", async () => {
    const run = await probeCli(["probe"], { cwd: fleetFolder() })
    expect(run.exitCode).toBe(0)
    const lines = run.stdout.split("\n")
    expect(lines[0]).toMatch(/^host +service +port +certificate +days +names +chain +TLS +from, to$/)
    for (const service of ["smtp", "submission", "smtps"])
      expect(
        lines.some((line) =>
          new RegExp(
            `^mx01.example.edu +${service} +\\d+ +${fingerprint(material.cert).slice(0, 16)} +198 +2 +3 +1\\.3 +here, 127\\.0\\.0\\.1$`,
          ).test(line),
        ),
      ).toBe(true)
    expect(run.stdout).toContain("no findings")
  })

  it("exits 1 when another certificate is expected, saying it once for all ports", async () => {
    const cwd = fleetFolder()
    writeFileSync(join(cwd, "commercial.crt"), (await served(ca, ["mail.example.edu"])).cert)
    const run = await probeCli(["probe", "--expect", "commercial.crt"], { cwd })
    expect(run.exitCode).toBe(1)
    expect(run.stdout.match(/served-other-certificate/g)).toHaveLength(1)
    expect(run.stdout).toMatch(/on: mx01.example.edu:\d+ \(smtp\), mx01.example.edu:\d+ \(submission\), /)
  })

  it("exits 0 when the expected certificate is served", async () => {
    const cwd = fleetFolder()
    writeFileSync(join(cwd, "commercial.crt"), `some words\n${material.cert}`)
    expect((await probeCli(["probe", "--expect", "commercial.crt"], { cwd })).exitCode).toBe(0)
  })

  it("exits 1 when a name of the fleet is not covered", async () => {
    const run = await probeCli(["probe"], { cwd: fleetFolder(["imap.example.edu"]) })
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toContain(
      "names that fleet.yaml asks for are missing: imap.example.edu [fleet-name-missing]",
    )
    // The same picture by another name is no further line.
    expect(run.stdout).not.toContain("for mail.example.edu ")
  })

  it("asks each port by every name that users reach it by, and shows where one gets another certificate", async () => {
    const expired = await served(ca, ["mail.example.edu", "mx01.example.edu"], { from: -200, until: -1 })
    const context = (one: Served) =>
      createSecureContext({ key: one.key, cert: `${one.cert}${one.intermediate}${one.root}` })
    const server = createServer({
      SNICallback: (name, done) => done(null, context(name === "mail.example.edu" ? expired : material)),
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const cwd = fleetFolder([], (server.address() as AddressInfo).port)
    const run = await probeCli(["probe"], { cwd })
    server.close()
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toMatch(/smtps for mail\.example\.edu +\d+ +[0-9a-f]{16}/)
    expect(run.stdout).toMatch(/\[expired\]\n +on: mx01\.example\.edu:\d+ \(smtps for mail\.example\.edu\)\n/)
    expect(run.stdout).not.toContain("submission for")
  })

  it("exits 3 when a port cannot be reached, and still shows the others", async () => {
    const run = await probeCli(["probe"], { cwd: fleetFolder([], await closedPort()) })
    expect(run.exitCode).toBe(3)
    expect(run.stdout).toMatch(/smtps +\d+ +- refused/)
    expect(run.stdout).toMatch(/smtp +\d+ +[0-9a-f]{16}/)
    expect(run.stdout).toContain("could not be checked: connection refused [endpoint-unobserved]")
  })

  it("takes endpoints instead of a fleet, and warns by --days", async () => {
    const cwd = temporaryFolder()
    const endpoint = `smtp://127.0.0.1:${listeners.ports["smtp"]}`
    const run = await probeCli(["probe", endpoint, "--days", "365", "--json"], { cwd })
    expect(run.exitCode).toBe(1)
    expect(JSON.parse(run.stdout)).toMatchObject({
      endpoints: [
        {
          host: "127.0.0.1",
          protocol: "smtp",
          ok: true,
          fingerprint: fingerprint(material.cert),
          names: ["mail.example.edu", "mx01.example.edu"],
          daysLeft: 198,
          missingNames: ["127.0.0.1"],
          chainOrdered: true,
          root: "trusted",
          chain: [{ subject: "mail.example.edu" }, {}, { subject: "certfleet demo root G2" }],
        },
      ],
      findings: [{ code: "expires-soon" }, { code: "host-name-mismatch" }],
    })
  })

  it("keeps warnings out of the exit code with --fail-on error", async () => {
    const run = await probeCli(["probe", "--days", "365", "--fail-on", "error"], { cwd: fleetFolder() })
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain("expires-soon")
  })

  it.each([
    [["probe"], "there is no fleet.yaml here"],
    [["probe", "not an endpoint"], "is no endpoint"],
    [["probe", "127.0.0.1:1", "--timeout", "soon"], "--timeout soon"],
    [["probe", "127.0.0.1:1", "--fail-on", "panic"], "--fail-on panic"],
    [["probe", "127.0.0.1:1", "--limit", "mx01"], "--limit chooses servers"],
    [["probe", "127.0.0.1:1", "--expect", "none.crt"], "no such file"],
  ])("%j is a usage error", async (argv, message) => {
    const run = await probeCli(argv, { cwd: temporaryFolder() })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain(message)
  })
})
