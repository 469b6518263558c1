import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer, type Server } from "node:net"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { systemClock } from "../../../src/local/clock.js"
import { type EmbeddedFleet, embeddedFleet } from "../../status/embeddedFleet.js"
import { type RunResult, runCli } from "../testIo.js"

let fleet: EmbeddedFleet
let silent: Server
let interruption: AbortController

beforeEach(async () => {
  fleet = await embeddedFleet()
  interruption = new AbortController()
  silent = createServer((socket) => {
    socket.on("error", () => undefined)
    interruption.abort()
  })
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done))
  const file = join(fleet.folder, "fleet.yaml")
  const parsed = parse(readFileSync(file, "utf8"))
  for (const server of parsed.servers)
    if (server.host.startsWith("mx01")) server.ports.smtp = (silent.address() as AddressInfo).port
  const notify = ["sh", "-c", `cat > ${join(fleet.folder, "told")}`]
  writeFileSync(file, JSON.stringify({ ...parsed, notify }))
})
afterEach(async () => {
  silent.close()
  await fleet.close()
})

/** Interrupted once a port has accepted the connection, and says nothing. */
function interrupted(...argv: string[]): Promise<RunResult> {
  const own = ["--trust", "root.pem", "--no-farms", "--expect", "expected.pem", "--timeout", "60", "--no-ssh"]
  return runCli(["status", ...own, ...argv], {
    ...{ cwd: fleet.folder, now: systemClock.now(), sleep: systemClock.sleep },
    interrupt: interruption.signal,
  })
}

describe("an interrupted look", () => {
  it("calls no server unreachable that it did not come to, and says of which nothing is known", async () => {
    const { exitCode, stdout, stderr } = await interrupted("--json")
    const { servers, unknown, findings, totals } = JSON.parse(stdout)
    const hosts: string[] = servers.map(({ host }: { host: string }) => host)
    expect(exitCode).toBe(130)
    expect(unknown).toContain("mx01.example.edu")
    expect([...hosts, ...unknown].map((host) => host.split(".")[0]).sort()).toEqual([
      "ldap01",
      "mbs01",
      "mx01",
      "prx01",
    ])
    expect(servers.filter(({ verdict }: { verdict: string }) => verdict !== "current")).toEqual([])
    expect([findings, totals.servers]).toEqual([[], hosts.length])
    expect(stderr).toBe(`certfleet: error: interrupted: nothing is known of ${unknown.join(", ")}\n`)
  })

  it("prints no server that nothing is known of", async () => {
    const { exitCode, stdout } = await interrupted("--limit", "mx01.example.edu")
    expect([exitCode, stdout]).toEqual([130, ""])
  })

  it("writes no metrics, no page and no calendar, and tells nobody", async () => {
    const files = {
      "--prometheus": "m.prom",
      "--html": "page.html",
      "--ical": "c.ics",
      "--reporter-file": "json=r.json",
    }
    const { exitCode } = await interrupted(...Object.entries(files).flat())
    expect(exitCode).toBe(130)
    for (const name of ["m.prom", "page.html", "c.ics", "r.json", "told"])
      expect([name, existsSync(join(fleet.folder, name))]).toEqual([name, false])
  })

  it("is UNKNOWN to Nagios", async () => {
    const { exitCode, stdout } = await interrupted("--reporter", "nagios")
    expect([exitCode, stdout]).toEqual([
      3,
      expect.stringMatching(/^CERTFLEET UNKNOWN - interrupted: [^|]+\n$/),
    ])
  })

  it("serves no metrics", async () => {
    const { exitCode, stderr } = await interrupted("--listen", "0")
    expect([exitCode, stderr]).toEqual([130, ""])
  })
})
