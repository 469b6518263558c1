import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import type { Server } from "node:net"
import { dirname, join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { build } from "esbuild"
import { daemons, installation, type ServingRole, servedPorts } from "../../src/demo/world.js"
import { type CommandResult, hashedKnownHost, runProgram } from "./client.js"
import { here } from "./here.js"
import { type InitialMaterial, makeDeployed, makeHostTree, settle } from "./hostTree.js"
import { writeUsers, zimbraId } from "./hostUsers.js"
import { freePorts, greets } from "./ports.js"
import { relay } from "./relay.js"

/*
 * Real OpenSSH servers on loopback, each in namespaces of its own with its own /opt/zimbra, its own user zimbra and
 * a daemon that serves TLS from what is deployed there. Nothing of this machine changes: users, mounts and processes
 * exist inside the namespaces only, and end with them.
 *
 * Files in a host's .fault folder (see `fault`): verifycrt-fail, verifycrt-hang; deploycrt-fail, -hang, -exit0 (fails, says 0), -exit1
 * (succeeds, says 1); domain-save-fail, domain-key-fail, domain-deploy-empty, domain-deploy-noop, sni-off; disk-full; ldap-down (takes no writes), ldap-unreadable, ldap-stays-down (no restart brings it back); slow (holds the seconds between two writes); restart-takes (holds the seconds
 * of every restart); TOOL-noop, -fail, -hang, -will-not-start (stops, and does not start) for zmproxyctl, zmmtactl, zmmailboxdctl and ldap.
 */

export interface SshdHostSpec {
  readonly name: string
  readonly roles: readonly ServingRole[]
  readonly ldapMaster?: boolean
}

export interface SshdHost extends SshdHostSpec {
  /** Where its sshd listens on 127.0.0.1. */
  readonly port: number
  /** Where its services listen, by their names in fleet.yaml. */
  readonly ports: Readonly<Record<string, number>>
  /** Leads to its sshd where it has a network of its own. */
  readonly socket: string
  /** Its /opt/zimbra as seen from outside. */
  readonly home: string
  /** Writes a file of zimbra's, path relative to its home; folders are made, the mode is 0600. */
  put(path: string, content: string): Promise<void>
  fault(name: string, content?: string): Promise<void>
  clearFaults(): Promise<void>
  /** Brings files and services back to the beginning. */
  reset(): Promise<void>
  /** Makes it serve other material, as if that had been deployed long ago. */
  serve(material: InitialMaterial): Promise<void>
  /** Kills every process of the host at once, then starts it again on the same ports. */
  reboot(): Promise<void>
  /** Kills every process of the host; its ports refuse. */
  powerOff(): Promise<void>
  /** Starts it again, on the same SSH port. */
  powerOn(): Promise<void>
}

export interface SshdFleet {
  readonly hosts: readonly SshdHost[]
  /** Hashed, for each host by name and by address. */
  readonly knownHosts: string
  readonly identityFile: string
  readonly folder: string
  /** Runs one command line through OpenSSH's own client. */
  ssh(host: SshdHost, user: string, command: string, input?: string): Promise<CommandResult>
  stop(): Promise<void>
}

/** Why these tests cannot run here; undefined where they can. */
export function whyNot(): string | undefined {
  if (process.platform !== "linux") return "needs Linux namespaces"
  if (process.getuid?.() !== 0) return "needs root"
  const missing = [
    "/usr/sbin/sshd",
    "/usr/bin/ssh",
    "/usr/bin/ssh-keygen",
    "/usr/bin/openssl",
    "/usr/bin/unshare",
  ]
  return missing.filter((file) => !existsSync(file)).map((file) => `needs ${file}`)[0]
}

/** What a rollout changes, or a test plants. */
const deployedFolders = ["common", "conf", "jetty", "jetty_base", "ldap", "mailboxd", "ssl"]

function daemonOf(role: ServingRole): string {
  const daemon = daemons.find((one) => one.role === role)
  if (daemon === undefined) throw new Error(`no daemon for ${role}`)
  return daemon.name
}

export async function startSshdFleet(options: {
  readonly hosts: readonly SshdHostSpec[]
  readonly initial: InitialMaterial
  /** Zimbra's, and postmaster's; without it sshd takes keys alone. */
  readonly password?: string
  /**
   * Each host has a network of its own, in which its services have their usual ports: nobody else reaches any of them, and
   * its sshd through `socket` alone (and, for `ssh` here, on loopback).
   */
  readonly ownNetworks?: boolean
  /** More lines of sshd_config. */
  readonly sshdLines?: string
}): Promise<SshdFleet> {
  // Not below /tmp: each host has a /tmp of its own.
  const folder = await mkdtemp("/var/tmp/certfleet-sshd-")
  const hosts: Host[] = []
  const relays: Server[] = []
  const stop = async (): Promise<void> => {
    for (const server of relays) server.close()
    await Promise.all(hosts.map((host) => host.powerOff()))
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
  try {
    await chmod(folder, 0o755)
    const daemon = join(folder, "daemon.mjs")
    const template = join(folder, "template")
    await Promise.all([
      writeUsers(folder, options.password),
      bundleDaemon(daemon),
      makeHostTree(template, options.initial),
      runProgram("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "identity")]),
    ])
    const ports = await freePorts(options.hosts.length)
    for (const [index, spec] of options.hosts.entries())
      hosts.push(
        new Host(spec, {
          folder,
          port: ports[index] ?? 0,
          daemon: spec.roles.length > 0 ? daemon : "",
          passwords: options.password !== undefined,
          ownNetwork: options.ownNetworks === true,
          proxied: options.hosts.some(({ roles }) => roles.includes("proxy")),
          sshdLines: options.sshdLines ?? "",
        }),
      )
    if (options.ownNetworks === true)
      for (const { port, socket } of hosts)
        relays.push(await relay({ host: "127.0.0.1", port }, { path: socket }))
    await inBatches(hosts, (host) => host.prepare())
    await inBatches(hosts, (host) => host.powerOn())
    const knownHosts = join(folder, "known_hosts")
    await writeFile(knownHosts, (await Promise.all(hosts.map((host) => host.knownHostLines()))).join(""))
    const identityFile = join(folder, "identity")
    const ssh = (host: SshdHost, user: string, command: string, input = ""): Promise<CommandResult> =>
      runProgram(
        "ssh",
        [
          ...["-F", "none", "-p", String(host.port), "-l", user, "-i", identityFile],
          ...["-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"],
          ...["-o", `UserKnownHostsFile=${knownHosts}`, "-o", "GlobalKnownHostsFile=none"],
          ...["127.0.0.1", command],
        ],
        { input },
      )
    return { hosts, knownHosts, identityFile, folder, ssh, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface HostSettings {
  /** The fleet's. */
  readonly folder: string
  readonly port: number
  readonly daemon: string
  readonly passwords: boolean
  readonly ownNetwork: boolean
  /** Whether a proxy stands in front of the fleet's mailboxes. */
  readonly proxied: boolean
  readonly sshdLines: string
}

class Host implements SshdHost {
  readonly name: string
  readonly roles: readonly ServingRole[]
  readonly ldapMaster: boolean
  readonly port: number
  readonly home: string
  ports: Readonly<Record<string, number>> = {}
  readonly #folder: string
  readonly #template: string
  readonly #daemon: string
  readonly #settings: HostSettings
  #process: ChildProcess | undefined

  constructor(spec: SshdHostSpec, settings: HostSettings) {
    const { folder, port, daemon } = settings
    this.name = spec.name
    this.roles = spec.roles
    this.ldapMaster = spec.ldapMaster ?? false
    this.port = port
    this.#folder = join(folder, spec.name)
    this.#template = join(folder, "template")
    this.home = join(this.#folder, installation.home)
    this.#daemon = daemon
    this.#settings = settings
  }

  get socket(): string {
    return join(this.home, "run/ssh.sock")
  }

  async prepare(): Promise<void> {
    await mkdir(join(this.#folder, "tmp"), { recursive: true })
    await chmod(join(this.#folder, "tmp"), 0o1777)
    await mkdir(join(this.#folder, "opt/root"), { recursive: true })
    await chmod(join(this.#folder, "opt/root"), 0o700)
    await this.#fill()
    await this.#writeServices()
    await Promise.all(
      ["ed25519", "ecdsa"].map((type) =>
        runProgram("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", join(this.#folder, `host_${type}`)]),
      ),
    )
    await writeFile(join(this.#folder, "sshd_config"), this.#sshdConfig())
  }

  async powerOn(): Promise<void> {
    const ports = join(this.home, "run/ports.json")
    await rm(ports, { force: true })
    const boot = join(here, "host/boot.sh")
    this.#process = spawn(
      "setpriv",
      [
        // Dies with this process, whatever ends it, and takes its whole process namespace along.
        ...["--pdeathsig", "KILL", "unshare", "--mount", "--uts", "--pid", "--fork", "--mount-proc"],
        ...(this.#settings.ownNetwork ? ["--net"] : []),
        ...["--kill-child=KILL", "sh", boot, this.#folder, this.name],
      ],
      {
        env: {
          PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
          NODE: process.execPath,
          DAEMON: this.#daemon,
          OWN_NETWORK: this.#settings.ownNetwork ? "yes" : "",
        },
        stdio: ["ignore", "ignore", "inherit"],
      },
    )
    await this.#until(() => greets(this.port))
    if (this.#daemon === "") return
    await this.#until(async () => existsSync(ports))
    this.ports = JSON.parse(await readFile(ports, "utf8")) as Record<string, number>
    await this.#writeServices()
  }

  async powerOff(): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once("exit", resolve))
    child.kill("SIGKILL")
    await gone
    // Process 1 of the namespace is killed by its parent's death, the others by the kernel right after it.
    await this.#until(async () => !(await greets(this.port)))
  }

  async reboot(): Promise<void> {
    await this.powerOff()
    await this.powerOn()
  }

  async put(path: string, content: string): Promise<void> {
    const file = join(this.home, path)
    const made = await mkdir(dirname(file), { recursive: true })
    if (made !== undefined) await chown(made, zimbraId, zimbraId)
    await writeFile(file, content, { mode: 0o600 })
    await chown(file, zimbraId, zimbraId)
  }

  fault(name: string, content = ""): Promise<void> {
    return writeFile(join(this.home, ".fault", name), content)
  }

  async clearFaults(): Promise<void> {
    await rm(join(this.home, ".fault"), { recursive: true })
    await mkdir(join(this.home, ".fault"))
  }

  async reset(): Promise<void> {
    await this.clearFaults()
    await Promise.all(
      deployedFolders.map((name) => rm(join(this.home, name), { recursive: true, force: true })),
    )
    await this.#fill()
    await this.#loadServices()
  }

  async serve(material: InitialMaterial): Promise<void> {
    await mkdir(join(this.home, "ldap"), { recursive: true })
    await makeDeployed(this.home, material)
    await this.#settle()
    await this.#loadServices()
  }

  async #loadServices(): Promise<void> {
    const requests = this.roles.map((role) => join(this.home, "run/requests", `${daemonOf(role)}.start`))
    await Promise.all(requests.map((file) => writeFile(file, "")))
    await this.#until(async () => !requests.some((file) => existsSync(file)))
  }

  async #fill(): Promise<void> {
    await cp(this.#template, this.home, { recursive: true, verbatimSymlinks: true })
    if (this.ldapMaster) await writeFile(join(this.home, "ldap/master"), "")
    await this.#settle()
  }

  async #settle(): Promise<void> {
    const own = ["ldap", "run", ".fault"].map((name) => join(this.home, name)).filter(existsSync)
    await runProgram("chown", ["-hR", `${zimbraId}:${zimbraId}`, ...own])
    await settle(this.home, zimbraId)
  }

  async knownHostLines(): Promise<string> {
    const keys = await Promise.all(
      ["ed25519", "ecdsa"].map((type) => readFile(join(this.#folder, `host_${type}.pub`), "utf8")),
    )
    const [ed25519 = "", ecdsa = ""] = keys
    // By name only the ECDSA key is known, so a client must ask for that type.
    return hashedKnownHost("127.0.0.1", this.port, ed25519) + hashedKnownHost(this.name, this.port, ecdsa)
  }

  async #writeServices(): Promise<void> {
    const own = servedPorts
      .filter(({ role, optional }) => this.roles.includes(role) && optional !== true)
      .map(({ service, role, speaks, port, behindProxy }) => {
        // Where mailbox and proxy share a host, each has its own.
        const isShared = this.roles.includes("proxy") && behindProxy !== undefined
        const name = isShared ? `mailbox ${service}` : service
        const own = { service: name, group: daemonOf(role), protocol: speaks }
        return { ...own, ...this.#portOf(name, port, behindProxy) }
      })
    const { ownNetwork } = this.#settings
    const settings = {
      ...{ uid: zimbraId, services: own },
      ...(ownNetwork ? { relay: { socket: "/opt/zimbra/run/ssh.sock", port: this.port } } : {}),
    }
    await writeFile(join(this.home, "run/services.json"), JSON.stringify(settings))
  }

  #portOf(service: string, usual: number, behindProxy: number | undefined): { port?: number } {
    const { ownNetwork, proxied } = this.#settings
    if (ownNetwork) return { port: proxied ? (behindProxy ?? usual) : usual }
    return this.ports[service] === undefined ? {} : { port: this.ports[service] }
  }

  #sshdConfig(): string {
    return `ListenAddress 127.0.0.1:${this.port}
HostKey ${this.#folder}/host_ed25519
HostKey ${this.#folder}/host_ecdsa
AuthorizedKeysFile ${this.#folder}/../identity.pub
PidFile none
UsePAM no
StrictModes no
AllowUsers root zimbra postmaster
PermitRootLogin prohibit-password
PasswordAuthentication ${this.#settings.passwords ? "yes" : "no"}
KbdInteractiveAuthentication no
MaxStartups 200
Subsystem sftp internal-sftp
${this.#settings.sshdLines}
`
  }

  async #until(ready: () => Promise<boolean>): Promise<void> {
    const limit = performance.now() + 20_000
    while (!(await ready())) {
      if (performance.now() > limit || (this.#process !== undefined && this.#process.exitCode !== null)) {
        const logs = ["sshd.log", "daemon.log"].map((name) =>
          readFile(join(this.#folder, name), "utf8").catch(() => ""),
        )
        throw new Error(`${this.name} did not start or stop: ${(await Promise.all(logs)).join("\n")}`)
      }
      await delay(15)
    }
  }
}

async function bundleDaemon(outfile: string): Promise<void> {
  const entry = join(here, "daemon.ts")
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "error",
  })
}

/** A few at a time: forty processes that start at once are slower than forty that queue. */
async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: 6 }, worker))
}
