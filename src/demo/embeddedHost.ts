import { randomUUID } from "node:crypto"
import { connect } from "node:net"
import type { Duplex } from "node:stream"
import type { Clock } from "../ports.js"
import type { ExecResult } from "../remote/session.js"
import type { Directory, DomainValues } from "./directory.js"
import type { DetachedRun, HostFaults, LoadedPair, Machine } from "./host.js"
import { HostFiles } from "./hostFiles.js"
import { hostScripts } from "./hostScripts.js"
import { splitWords } from "./words.js"
import { folders, links, releases } from "./world.js"
import { programs } from "./zimbraPrograms.js"

/** What a host's daemons load their certificate into: real listeners in the demo, a note in tests. */
export interface ServiceFront {
  /** What a daemon does at its start; throws when it would refuse the key or the certificate. */
  load(pair: LoadedPair, services: readonly string[]): void
  /** The same for whoever asks for one of these names (SNI); nobody else is told. */
  loadNames?(pairs: ReadonlyMap<string, LoadedPair>, services: readonly string[]): void
  /** Ports that nobody listens on any more, and that somebody does again. */
  stop(services: readonly string[]): void
  start(services: readonly string[]): void
}

export interface EmbeddedHostOptions {
  readonly name: string
  readonly home: string
  readonly user: string
  readonly clock: Clock
  /** Service → which daemon's files it serves. */
  readonly services: readonly { readonly service: string; readonly role: string }[]
  readonly ldapMaster?: boolean
  readonly version?: string
  /** How long deploycrt and a restart take, milliseconds. */
  readonly times?: { readonly deploy: number; readonly restart: number }
  /** Asked whenever somebody reads LDAP: not every server is up when the first one is made. */
  readonly directory?: () => Directory
  /** What LDAP holds for domains, where hosts share one. */
  readonly domainValues?: DomainValues
}

/**
 * A Zimbra host without a machine: files in memory, Zimbra's commands as ZIMBRA facts describe them, and
 * certfleet's own scripts known by name. Command lines come in as a log-in shell would get them.
 */
export class EmbeddedHost implements Machine {
  readonly name: string
  readonly home: string
  readonly user: string
  readonly clock: Clock
  readonly services: EmbeddedHostOptions["services"]
  readonly ldapMaster: boolean
  version: string
  readonly times: { readonly deploy: number; readonly restart: number }
  readonly files = new HostFiles()
  readonly faults: HostFaults = {}
  /** Detached steps by folder and name. */
  readonly runs = new Map<string, DetachedRun>()
  /** The pair that LDAP holds for this server: the master's, and before 8.7 everybody's. */
  ldapCopy: { cert: string; key: string } | undefined
  readonly domainValues: DomainValues
  bootId = randomUUID()
  readonly #front: ServiceFront
  readonly #directory: (() => Directory) | undefined

  constructor(options: EmbeddedHostOptions, front: ServiceFront) {
    this.name = options.name
    this.home = options.home
    this.user = options.user
    this.clock = options.clock
    this.services = options.services
    this.ldapMaster = options.ldapMaster ?? false
    this.version = options.version ?? releases.present
    this.times = options.times ?? { deploy: 0, restart: 0 }
    this.#front = front
    this.#directory = options.directory
    this.domainValues = options.domainValues ?? new Map()
    for (const { path, owner } of folders) this.files.makeFolder(this.#at(path), owner)
    for (const { path, to } of links) this.files.link(this.#at(path), this.#at(to))
    for (const tool of Object.keys(programs))
      this.files.write(`${this.home}/${tool}`, "#!/usr/bin/perl\n", 0o755)
  }

  get directory(): Directory | undefined {
    return this.#directory?.()
  }

  /** Runs a command line as its log-in shell would. */
  async runLine(loginUser: string, line: string, stdin: Uint8Array): Promise<ExecResult> {
    const { user, argv: sent } = unwrap(loginUser, splitWords(line))
    const [, , , script, word = ""] = sent
    if (script !== "framed") return this.#runNamed(user, sent, stdin)
    // As its text does: the word on both streams, then the command in its place.
    const { stdout, stderr, ...end } = await this.#runNamed(user, sent.slice(5), stdin)
    return { ...end, stdout: `${word}\n${stdout}`, stderr: `${word}\n${stderr}` }
  }

  async #runNamed(user: string, argv: readonly string[], stdin: Uint8Array): Promise<ExecResult> {
    const name = argv[0] === "/bin/sh" ? (argv[3] ?? "sh") : (argv[0]?.split("/").at(-1) ?? "")
    await this.faults.onCommand?.(commandName(name, argv), "before")
    const result = await this.run(user, argv, stdin)
    await this.faults.onCommand?.(commandName(name, argv), "after")
    return result
  }

  /** Runs argv as a user: one of certfleet's scripts, or one of Zimbra's programs. */
  async run(
    user: string,
    argv: readonly string[],
    stdin: Uint8Array = new Uint8Array(),
  ): Promise<ExecResult> {
    const [program = "", flag, , name = ""] = argv
    const script = program === "/bin/sh" && flag === "-c" ? hostScripts[name] : undefined
    if (script !== undefined) return script({ host: this, user, args: argv.slice(4), stdin })
    // sudo is tried with it.
    if (program === "true") return { status: 0, signal: undefined, stdout: "", stderr: "" }
    const work = program.startsWith(`${this.home}/`)
      ? programs[program.slice(this.home.length + 1)]
      : undefined
    if (work !== undefined) return work({ host: this, user, args: argv.slice(1), stdin })
    return { status: 127, signal: undefined, stdout: "", stderr: `sh: ${program}: not found\n` }
  }

  /** Its own ports, under any of its own names, are those of this machine's loopback. */
  connect({ address, port }: { readonly address: string; readonly port: number }): Promise<Duplex> {
    if (![this.name, "localhost", "127.0.0.1"].includes(address))
      return Promise.reject(new Error(`${address}: unknown host`))
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, noDelay: true })
      socket.once("error", reject).once("connect", () => resolve(socket))
    })
  }

  /** Lets daemons take up what is in their files, as at their start. */
  loadServices(pair: LoadedPair, role: string): void {
    const services = this.#servicesOf(role)
    if (services.length === 0) return
    this.#front.load(pair, services)
    this.#front.start(services)
  }

  loadNames(pairs: ReadonlyMap<string, LoadedPair>, role: string): void {
    this.#front.loadNames?.(pairs, this.#servicesOf(role))
  }

  /** A daemon ends, and its ports refuse. */
  stopServices(role: string): void {
    this.#front.stop(this.#servicesOf(role))
  }

  /** Power off and on: detached runs are gone, files stay. */
  reboot(): void {
    this.bootId = randomUUID()
    for (const run of this.runs.values()) run.kill()
  }

  #at(path: string): string {
    return path === "" ? this.home : `${this.home}/${path}`
  }

  #servicesOf(role: string): string[] {
    return this.services.filter((entry) => entry.role === role).map(({ service }) => service)
  }
}

/** `su - USER -c LINE` and `sudo … -u USER -- ARGV`, as become.ts writes them; everything else runs as who logged in. */
function unwrap(loginUser: string, words: readonly string[]): { user: string; argv: readonly string[] } {
  if (words[0] === "su" && words[1] === "-" && words[3] === "-c")
    return { user: words[2] ?? "", argv: splitWords(words[4] ?? "") }
  const dashes = words[0] === "sudo" ? words.indexOf("--") : -1
  if (dashes > 0) return { user: words[words.indexOf("-u") + 1] ?? "", argv: words.slice(dashes + 1) }
  return { user: loginUser, argv: words }
}

/** A detached step goes by its own name. */
function commandName(name: string, argv: readonly string[]): string {
  return name === "detach" ? (argv[5] ?? name) : name
}
