import { dirname, isAbsolute, join } from "node:path"
import { ToolError } from "../errors.js"
import type { Fleet, Server } from "../fleet/types.js"
import type { AskSecret, Files, Processes } from "../ports.js"
import { publicKeysOf } from "../remote/authenticationAgent.js"
import type { Credentials } from "../remote/credentials.js"
import { type KnownHosts, parseKnownHosts } from "../remote/knownHosts.js"
import type { Target } from "../remote/session.js"
import type { Ssh2Settings } from "../remote/ssh2.js"
import { type LocalUser, localUser } from "./sshHome.js"
import { SshHosts } from "./sshHosts.js"
import { type Held, IdentityStore } from "./sshIdentities.js"
import { KnownHostsStore } from "./sshKnownHosts.js"
import { type Way, waysTo } from "./sshTargets.js"

/** What of this machine a log-in needs. */
export interface SshMachine {
  readonly files: Pick<Files, "read" | "list">
  /** For `ssh -G` and ProxyCommand. */
  readonly processes: Processes
  /** HOME, SSH_AUTH_SOCK, SHELL, and what ssh_config names. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** As Node calls it; the one of this process unless given. */
  readonly platform?: string
  /** Rejects where there is no terminal to ask on. */
  readonly ask: AskSecret
  /** Whether somebody sits there: without, an encrypted key is left to the agent. */
  readonly interactive: boolean
}

export interface SshOptions {
  /** Ask for the log-in password. */
  readonly askPassword?: boolean
  readonly askSudoPassword?: boolean
}

export interface SshWays {
  target(server: Server): Target
  /** What of ssh_config cannot be followed: file, line and consequence, a line each. */
  readonly warnings: readonly string[]
  /** Reads keys and known hosts, and asks for what only a human knows: before anything else is on the screen. */
  open(targets: readonly Target[], options: SshOptions): Promise<Ssh2Settings>
}

/** Tried in OpenSSH's order when neither fleet.yaml nor ~/.ssh/config names a key. */
const usualKeys = ["id_ed25519", "id_ecdsa", "id_rsa"]
const usualKnownHosts = ["known_hosts", "known_hosts2"]
const systemKnownHosts = ["ssh_known_hosts", "ssh_known_hosts2"]

/** So many times `ssh -G` runs at once. */
const askedAtOnce = 8

/**
 * How this machine's user logs in to the servers of a fleet.
 *
 * @param servers which; all unless given
 * @throws ToolError `config` for jump hosts that go round in a circle
 */
export async function sshWays(
  machine: SshMachine,
  fleet: Fleet,
  servers: readonly Server[] = fleet.servers,
): Promise<SshWays> {
  const local = localUser(machine.env, machine.platform)
  const hosts = await SshHosts.load(machine, local)
  const ways = new Map<string, Way>()
  const targets = new Map<string, Target>()
  const left = [...servers]
  const worker = async (): Promise<void> => {
    for (let server = left.shift(); server !== undefined; server = left.shift()) {
      const found = await waysTo(fleet, server, (question) => hosts.settings(question), local.localUser)
      for (const way of found) ways.set(keyOf(way.target), way)
      const [own] = found
      if (own !== undefined) targets.set(server.host, own.target)
    }
  }
  await Promise.all(Array.from({ length: askedAtOnce }, worker))
  return {
    target(server) {
      const target = targets.get(server.host)
      if (target === undefined)
        throw new ToolError("config", `${server.host} is none of the servers asked for`)
      return target
    },
    warnings: hosts.warnings,
    open: (wanted, options) => new Opening(machine, fleet, local, ways).settings(wanted, options),
  }
}

/** Without the hosts on the way: a host is let into in the same manner from anywhere. */
function keyOf({ host, address, port, user }: Target): string {
  return JSON.stringify([host, address, port, user])
}

class Opening {
  readonly #machine: SshMachine
  readonly #fleet: Fleet
  readonly #local: LocalUser
  readonly #ways: ReadonlyMap<string, Way>
  readonly #keys: IdentityStore
  readonly #lists: KnownHostsStore
  readonly #agents = new Map<string, Promise<Held>>()

  constructor(machine: SshMachine, fleet: Fleet, local: LocalUser, ways: ReadonlyMap<string, Way>) {
    this.#machine = machine
    this.#fleet = fleet
    this.#local = local
    this.#ways = ways
    this.#keys = new IdentityStore(machine)
    this.#lists = new KnownHostsStore(machine.files)
  }

  async settings(wanted: readonly Target[], options: SshOptions): Promise<Ssh2Settings> {
    const { ask, processes } = this.#machine
    const credentials = new Map<string, Credentials>()
    const known = new Map<string, KnownHosts>()
    for (const target of wanted.flatMap(withJumps)) {
      const key = keyOf(target)
      if (credentials.has(key)) continue
      credentials.set(key, await this.#credentials(this.#ways.get(key)))
      known.set(key, await this.#knownHosts(this.#ways.get(key)))
    }
    const nothing = [...credentials.values()].every(
      ({ agent, keys }) => agent === undefined && keys.length === 0,
    )
    if (nothing && options.askPassword !== true) throw nothingToLogInWith()
    const password = options.askPassword === true ? await ask("Log-in password: ") : undefined
    const sudo = options.askSudoPassword === true ? await ask("sudo password: ") : undefined
    return {
      knownHosts: (target) => known.get(keyOf(target)) ?? parseKnownHosts([]),
      credentials: (target) => ({
        ...(credentials.get(keyOf(target)) ?? { keys: [] }),
        ...(password === undefined ? {} : { password: async () => password }),
      }),
      ...(sudo === undefined ? {} : { sudoPassword: async () => sudo }),
      processes,
    }
  }

  async #credentials(way: Way | undefined): Promise<Credentials> {
    const { identityAgent, identitiesOnly = false, identityFiles } = way?.settings ?? {}
    const own = identityAgent ?? (this.#machine.env["SSH_AUTH_SOCK"] || this.#local.places.agent)
    const agent = this.#fleet.ssh.agent && own !== "none" ? own : undefined
    const held = await this.#held(agent)
    const named = this.#named(this.#fleet.ssh.identityFile)
    const usual = usualKeys.map((name) => join(this.#local.home, ".ssh", name))
    const keys =
      named !== undefined && way?.isJump !== true
        ? [await this.#keys.required(named, held)]
        : identityFiles !== undefined
          ? await this.#keys.found(identityFiles, held, false)
          : await this.#keys.found([...usual, ...(named === undefined ? [] : [named])], held, true)
    return { keys, identitiesOnly, ...(agent === undefined ? {} : { agent }) }
  }

  /** An agent that does not answer holds nothing; a log-in that fails for it says so. */
  #held(agent: string | undefined): Promise<Held> {
    if (agent === undefined) return Promise.resolve(new Set())
    const known =
      this.#agents.get(agent) ??
      publicKeysOf(agent).then(
        (keys) => new Set(keys.map((key) => Buffer.from(key).toString("base64"))),
        () => new Set<string>(),
      )
    this.#agents.set(agent, known)
    return known
  }

  #knownHosts(way: Way | undefined): Promise<KnownHosts> {
    const { knownHostsFiles, globalKnownHostsFiles } = way?.settings ?? {}
    const named = this.#named(this.#fleet.ssh.knownHosts)
    if (named !== undefined && way?.isJump !== true) return this.#lists.load(named, [])
    const own = knownHostsFiles ?? usualKnownHosts.map((name) => join(this.#local.home, ".ssh", name))
    const { systemFolder } = this.#local.places
    const everybodys = globalKnownHostsFiles ?? systemKnownHosts.map((name) => join(systemFolder, name))
    const others = [...own, ...everybodys]
    return this.#lists.load(undefined, named === undefined ? others : [...others, named])
  }

  /** A file that fleet.yaml names goes by fleet.yaml's folder. */
  #named(file: string | undefined): string | undefined {
    if (file === undefined) return undefined
    const path = file.replace(/^~(?=\/)/, this.#local.home).replaceAll("%d", this.#local.home)
    return isAbsolute(path) ? path : join(dirname(this.#fleet.file), path)
  }
}

/** A target, and the hosts on the way to it. */
export function withJumps(target: Target): Target[] {
  return target.via === undefined ? [target] : [target, ...withJumps(target.via)]
}

function nothingToLogInWith(): ToolError {
  return new ToolError("config", "there is nothing to log in with: no SSH agent and no key file", {
    hint: "start an agent (ssh-add), name a key (ssh.identityFile in fleet.yaml, IdentityFile in ~/.ssh/config), or use --ask-password",
  })
}
