import { createHash } from "node:crypto"
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { ProveWay } from "../../src/fleet/types.js"
import { requirePublishedShape } from "../cli/publishedSchema.js"
import { type CommandResult, runProgram, servedFingerprint } from "./client.js"
import { here } from "./here.js"
import type { SshdFleet, SshdHost } from "./sshd.js"
import { isOfZimbraScripts } from "./zimbraScripts.js"

const root = resolve(here, "../..")
export const program: string = join(root, "bin/certfleet.js")

/** The real command line, as a user runs it: the built one, in a process of its own. */
export async function certfleet(args: readonly string[], cwd: string): Promise<CommandResult> {
  const result = await runProgram(process.execPath, [program, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd },
  })
  requirePublishedShape(args, result.stdout)
  return result
}

/** Throws when what is built is older than what is written: such a test would prove nothing. */
export function requireFreshBuild(): void {
  const newest = (folder: string): number =>
    Math.max(
      ...readdirSync(folder, { withFileTypes: true }).map((entry) => {
        const path = join(folder, entry.name)
        return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs
      }),
    )
  if (newest(join(root, "src")) > statSync(join(root, "dist/cli.js")).mtimeMs)
    throw new Error("dist is older than src: npm run build")
}

export interface FleetFileOptions {
  readonly user?: string
  readonly knownHosts?: string
  /** Names no key to log in with. */
  readonly keyless?: boolean
  /** Seconds. */
  readonly probeTimeout?: number
  /** Seconds. */
  readonly stepTimeout?: number
  /** Seconds. */
  readonly connectTimeout?: number
  /** From where the ports of a server are looked at, by its place in the fleet; auto unless given. */
  readonly prove?: (index: number) => ProveWay
}

/** As much of a fleet as fleet.yaml needs to know. */
export interface ReachableFleet extends Pick<SshdFleet, "identityFile" | "knownHosts"> {
  readonly hosts: readonly Pick<SshdHost, "name" | "roles" | "ldapMaster" | "port" | "ports">[]
}

/** fleet.yaml for these servers, with the ports they really listen on. */
export function fleetYaml(fleet: ReachableFleet, options: FleetFileOptions = {}): string {
  const servers = fleet.hosts.map(({ name, roles, ldapMaster, port, ports }, index) =>
    JSON.stringify({
      host: name,
      address: "127.0.0.1",
      sshPort: port,
      roles,
      ...(ldapMaster === true ? { ldapMaster } : {}),
      ...(options.prove === undefined ? {} : { prove: options.prove(index) }),
      ports,
    }),
  )
  return `certificate:
  commonName: mail.example.edu
servers:
${servers.map((server) => `  - ${server}\n`).join("")}ssh:
  user: ${options.user ?? "root"}
${options.keyless === true ? "" : `  identityFile: ${fleet.identityFile}\n`}  agent: false
  knownHosts: ${options.knownHosts ?? fleet.knownHosts}
  connectTimeout: ${options.connectTimeout ?? 10}
rollout:
  probeTimeout: ${options.probeTimeout ?? 15}
  stepTimeout: ${options.stepTimeout ?? 60}
`
}

/** A folder as import leaves it. */
export async function deliveryFolder(
  folder: string,
  material: { readonly key: string; readonly cert: string; readonly chain: string },
): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, "commercial.key"), material.key, { mode: 0o600 })
  await writeFile(join(folder, "commercial.crt"), material.cert)
  await writeFile(join(folder, "commercial_ca.crt"), material.chain)
  return folder
}

const starttls: Readonly<Record<string, string>> = {
  smtp: "smtp",
  submission: "smtp",
  lmtp: "lmtp",
  imap: "imap",
  pop3: "pop3",
  ldap: "ldap",
}

/** What openssl's own client gets on every port of a host: `service fingerprint`. */
export async function servedBy(host: SshdHost): Promise<Record<string, string>> {
  const seen: Record<string, string> = {}
  for (const [service, port] of Object.entries(host.ports))
    seen[service] = await servedFingerprint(port, starttls[service])
  return seen
}

/** Every port of every host, each with this certificate: what `servedBy` must give for all. */
export async function allServe(hosts: readonly SshdHost[], fingerprint: string): Promise<string[]> {
  const wrong: string[] = []
  await Promise.all(
    hosts.map(async (host) => {
      for (const [service, seen] of Object.entries(await servedBy(host)))
        if (seen !== fingerprint) wrong.push(`${host.name} ${service} serves ${seen.slice(0, 16)}`)
    }),
  )
  return wrong
}

/** A host's /opt/zimbra without what comes and goes by itself: path → kind, mode, owner, content. */
export function snapshot(host: SshdHost): Map<string, string> {
  const found = new Map<string, string>()
  walk(host.home, "", (path, full) => {
    if (/^(run|\.fault|ssl\/certfleet)(\/|$)/.test(path) || isOfZimbraScripts(path)) return false
    const { mode, uid, gid } = lstatSync(full)
    found.set(path, `${mode.toString(8)} ${uid}:${gid} ${contentOf(full)}`)
    return true
  })
  return found
}

/** Every file and folder of a host's /opt/zimbra, certfleet's own included: path, mode, owner, content. */
export function everything(host: SshdHost): string[] {
  const found: string[] = []
  walk(host.home, "", (path, full) => {
    if (/^(run|\.fault)(\/|$)/.test(path)) return false
    const { mode, uid, gid } = lstatSync(full)
    found.push(`${path} ${mode.toString(8)} ${uid}:${gid} ${contentOf(full)}`)
    return true
  })
  return found.sort()
}

/** Files below a folder that hold the text, by their paths relative to it. */
export function filesHolding(folder: string, text: string): string[] {
  const found: string[] = []
  walk(folder, "", (path, full) => {
    const stats = lstatSync(full)
    if (stats.isFile() && readFileSync(full).includes(text)) found.push(path)
    return true
  })
  return found.sort()
}

/** A line of base64 from the middle of a PEM key: whoever holds the key holds this. */
export function keyLine(pem: string): string {
  return pem.split("\n")[2] ?? ""
}

function walk(folder: string, prefix: string, visit: (path: string, full: string) => boolean): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`
    const full = join(folder, entry.name)
    if (visit(path, full) && entry.isDirectory()) walk(full, path, visit)
  }
}

function contentOf(full: string): string {
  const stats = lstatSync(full)
  if (stats.isSymbolicLink()) return `-> ${readlinkSync(full)}`
  return stats.isFile() ? createHash("sha256").update(readFileSync(full)).digest("hex") : "folder"
}
