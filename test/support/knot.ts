import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes, randomInt } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import type { DnsDoors } from "../../src/dns/ask.js"
import { type DnsServer, type DnsTransport, networkTransport } from "../../src/dns/transport.js"
import type { TsigKey } from "../../src/dns/tsig.js"
import type { Clock } from "../../src/ports.js"
import { Secret } from "../../src/secret.js"
import { freePorts } from "../e2e/ports.js"

/* Knot, an authoritative name server of CZ.NIC's, on loopback with a port and a storage folder of its own. */

export interface KnotZone {
  readonly domain: string
  /** Records in the form of a zone file, without the SOA record. */
  readonly records: string
  /** Knot makes the keys and signs it. */
  readonly isSigned?: boolean
}

export interface KnotOptions {
  readonly zones: readonly KnotZone[]
  /** Its updates, limited to TXT records; of all zones. */
  readonly key?: TsigKey
  /** Where it listens; a free port of 127.0.0.1 unless given. */
  readonly listen?: DnsServer
  /** In front of it, such as `ip netns exec NAME`. */
  readonly wrap?: readonly string[]
}

export interface Knot {
  readonly server: DnsServer
  log(): string
  stop(): Promise<void>
}

/** Why these tests cannot run here; undefined where they can. */
export function whyNoKnot(): string | undefined {
  const programs = ["/usr/sbin/knotd", "/usr/bin/setpriv", "/usr/bin/nsupdate", "/usr/bin/dig"]
  return programs.filter((file) => !existsSync(file)).map((file) => `needs ${file}`)[0]
}

export function newTsigKey(
  algorithm: TsigKey["algorithm"] = "hmac-sha256",
  name = "acme.example.edu",
): TsigKey {
  return { name, algorithm, secret: new Secret(randomBytes(32)) }
}

export function base64Of({ secret }: TsigKey): string {
  return Buffer.from(secret.reveal()).toString("base64")
}

export async function startKnot({ zones, key, listen, wrap = [] }: KnotOptions): Promise<Knot> {
  const folder = await mkdtemp(join(tmpdir(), "certfleet-knot-"))
  const { address, port } = listen ?? { address: "127.0.0.1", port: (await freePorts(1))[0] ?? 0 }
  await mkdir(join(folder, "storage"))
  for (const { domain, records } of zones)
    await writeFile(
      join(folder, `${domain}.zone`),
      `$ORIGIN ${domain}.\n$TTL 60\n@ SOA ns1 hostmaster 1 3600 600 86400 60\n${records}\n`,
    )
  await writeFile(join(folder, "knot.conf"), config(folder, address, port, zones, key), { mode: 0o600 })
  const [program = "", ...args] = [...wrap, "knotd", "-c", join(folder, "knot.conf")]
  const child = spawn("setpriv", ["--pdeathsig", "KILL", program, ...args], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let log = ""
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part: Buffer) => {
      log += part.toString()
    })
  const stop = async (): Promise<void> => {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  const limit = performance.now() + 30_000
  while (
    !log.includes("server started") ||
    zones.some(({ domain }) => !log.includes(`[${domain}.] loaded`))
  ) {
    if (performance.now() > limit || child.exitCode !== null) {
      await stop()
      throw new Error(`Knot did not start: ${log}`)
    }
    await delay(20)
  }
  return { server: { address, port }, log: () => log, stop }
}

function config(
  folder: string,
  address: string,
  port: number,
  zones: readonly KnotZone[],
  key: TsigKey | undefined,
): string {
  const acl =
    key === undefined
      ? ""
      : `key:
  - id: ${key.name}
    algorithm: ${key.algorithm}
    secret: ${base64Of(key)}
acl:
  - id: acme
    key: ${key.name}
    action: update
    update-type: [TXT]
`
  return `server:
  listen: ${address}@${port}
  rundir: ${folder}
  user: root:root
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: ${folder}/storage
  journal-db-max-size: 16M
  kasp-db-max-size: 16M
  timer-db-max-size: 16M
log:
  - target: stderr
    any: info
${acl}policy:
  - id: sign
    algorithm: ecdsap256sha256
    single-type-signing: on
template:
  - id: default
    storage: ${folder}
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
${key === undefined ? "" : "    acl: acme\n"}zone:
${zones.map(({ domain, isSigned = false }) => `  - domain: ${domain}\n${isSigned ? "    dnssec-signing: on\n    dnssec-policy: sign\n" : ""}`).join("")}`
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGKILL")
  await gone
}

/** As the machine's own, but a process's clock is its real one. */
export const realClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
}

export function doorsOf(send: DnsTransport = networkTransport, clock: Clock = realClock): DnsDoors {
  return { send, clock, random: randomInt }
}

/** Port 53 of addresses that are nobody's (RFC 5737) leads to servers of the test; everything else to nowhere. */
export function mapped(servers: Readonly<Record<string, DnsServer>>): DnsTransport {
  const own = new Set(Object.values(servers).map(({ port }) => port))
  return (request) => {
    const { address, port } = request.server
    const server = servers[address] ?? (own.has(port) ? request.server : undefined)
    if (server === undefined) throw Object.assign(new Error("no way"), { code: "ENETUNREACH" })
    return networkTransport({ ...request, server })
  }
}
