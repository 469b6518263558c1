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
  /** Secondary servers that it notifies, and that may transfer its zones. */
  readonly secondaries?: readonly DnsServer[]
  /** Makes it a secondary of this one: it has no zone files. */
  readonly primary?: DnsServer
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

export async function startKnot(options: KnotOptions): Promise<Knot> {
  const { listen, primary, zones } = options
  const folder = await mkdtemp(join(tmpdir(), "certfleet-knot-"))
  const { address, port } = listen ?? { address: "127.0.0.1", port: (await freePorts(1))[0] ?? 0 }
  await mkdir(join(folder, "storage"))
  for (const { domain, records } of primary === undefined ? zones : [])
    await writeFile(
      join(folder, `${domain}.zone`),
      `$ORIGIN ${domain}.\n$TTL 60\n@ SOA ns1 hostmaster 1 3600 600 86400 60\n${records}\n`,
    )
  await writeFile(join(folder, "knot.conf"), config(folder, { address, port }, options), { mode: 0o600 })
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "knotd", "-c", join(folder, "knot.conf")], {
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
  const done = primary === undefined ? "loaded" : "zone stored to journal"
  const isReady = (): boolean =>
    log.includes("server started") && zones.every(({ domain }) => log.includes(`[${domain}.] ${done}`))
  while (!isReady()) {
    if (performance.now() > limit || child.exitCode !== null) {
      await stop()
      throw new Error(`Knot did not start: ${log}`)
    }
    await delay(20)
  }
  return { server: { address, port }, log: () => log, stop }
}

function config(folder: string, { address, port }: DnsServer, options: KnotOptions): string {
  const { key, primary, secondaries = [], zones } = options
  const others = [...secondaries, ...(primary === undefined ? [] : [primary])]
  const acls = [
    ...(key === undefined ? [] : [["acme", `key: ${key.name}`, "action: update", "update-type: [TXT]"]]),
    ...others.map((one, nth) => [
      `other${nth}`,
      // On one machine a server may come from the address that it asks.
      `address: [${one.address}, ${address}]`,
      "action: [transfer, notify]",
    ]),
  ]
  const remotes = others.map((one, nth) => [`other${nth}`, `address: ${one.address}@${one.port}`])
  const ids = (list: readonly (readonly string[])[]): string => `[${list.map(([id]) => id).join(", ")}]`
  const section = (name: string, list: readonly (readonly string[])[]): string =>
    list.length === 0
      ? ""
      : `${name}:\n${list.map(([id, ...lines]) => `  - id: ${id}\n${lines.map((line) => `    ${line}\n`).join("")}`).join("")}`
  const role = primary === undefined ? "notify" : "master"
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
${section("key", key === undefined ? [] : [[key.name, `algorithm: ${key.algorithm}`, `secret: ${base64Of(key)}`]])}${section("remote", remotes)}${section("acl", acls)}policy:
  - id: sign
    algorithm: ecdsap256sha256
    single-type-signing: on
template:
  - id: default
    storage: ${folder}
    zonefile-sync: -1
    zonefile-load: ${primary === undefined ? "difference-no-serial" : "none"}
    journal-content: all
${acls.length === 0 ? "" : `    acl: ${ids(acls)}\n`}${remotes.length === 0 ? "" : `    ${role}: ${ids(remotes)}\n`}zone:
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
