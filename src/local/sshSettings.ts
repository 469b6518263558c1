import { homedir } from "node:os"
import { ToolError } from "../errors.js"
import type { Fleet, Server } from "../fleet/types.js"
import type { AskSecret, Files } from "../ports.js"
import type { IdentityKey } from "../remote/credentials.js"
import { keyState } from "../remote/keyState.js"
import { type KnownHosts, parseKnownHosts } from "../remote/knownHosts.js"
import type { Target } from "../remote/session.js"
import type { Ssh2Settings } from "../remote/ssh2.js"
import { sshConfigOf } from "../remote/sshConfig.js"
import { Secret } from "../secret.js"
import { targetOf } from "./sshTargets.js"

/** What of this machine a log-in needs. */
export interface SshMachine {
  readonly files: Pick<Files, "read">
  /** HOME and SSH_AUTH_SOCK. */
  readonly env: Readonly<Record<string, string | undefined>>
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
  /** Reads keys and known hosts, and asks for what only a human knows: before anything else is on the screen. */
  open(targets: readonly Target[], options: SshOptions): Promise<Ssh2Settings>
}

/** Tried in OpenSSH's order when neither fleet.yaml nor ~/.ssh/config names a key. */
const usualKeys = ["~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"]
const usualKnownHosts = ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]
const systemKnownHosts = ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]
const configFiles = ["~/.ssh/config", "/etc/ssh/ssh_config"]

/** How this machine's user logs in to the fleet. */
export async function sshWays(machine: SshMachine, fleet: Fleet): Promise<SshWays> {
  const settings = sshConfigOf(await readExisting(machine, configFiles))
  return {
    target: (server) => targetOf(fleet, server, settings),
    async open(targets, options) {
      const hosts = targets.flatMap(withJumps)
      const keys = new IdentityStore(machine)
      const identities = new Map<string, readonly IdentityKey[]>()
      const lists = new KnownHostsStore(machine)
      const known = new Map<string, KnownHosts>()
      for (const { host } of hosts) {
        identities.set(host, await keys.load(fleet.ssh.identityFile, settings(host).identityFiles))
        known.set(host, await lists.load(fleet.ssh.knownHosts, settings(host).knownHostsFiles))
      }
      const agent = fleet.ssh.agent ? machine.env["SSH_AUTH_SOCK"] : undefined
      if (!agent && options.askPassword !== true && [...identities.values()].every((own) => own.length === 0))
        throw nothingToLogInWith()
      const password = options.askPassword === true ? await machine.ask("Log-in password: ") : undefined
      const sudo = options.askSudoPassword === true ? await machine.ask("sudo password: ") : undefined
      return {
        knownHosts: ({ host }) => known.get(host) ?? parseKnownHosts([]),
        credentials: ({ host }) => ({
          keys: identities.get(host) ?? [],
          ...(agent ? { agent } : {}),
          ...(password === undefined ? {} : { password: async () => password }),
        }),
        ...(sudo === undefined ? {} : { sudoPassword: async () => sudo }),
      }
    },
  }
}

/** Reads each key file once, and asks once for the passphrase of an encrypted one. */
class IdentityStore {
  readonly #machine: SshMachine
  readonly #keys = new Map<string, Promise<IdentityKey | undefined>>()

  constructor(machine: SshMachine) {
    this.#machine = machine
  }

  /** @throws ToolError when a file that fleet.yaml names cannot be read */
  async load(named: string | undefined, configured: readonly string[]): Promise<IdentityKey[]> {
    if (named !== undefined) return [await this.#required(named)]
    const files = configured.length > 0 ? configured : usualKeys
    const keys = await Promise.all(files.map((file) => this.#key(file).catch(() => undefined)))
    return keys.filter((key) => key !== undefined)
  }

  async #required(file: string): Promise<IdentityKey> {
    const key = await this.#key(file)
    if (key !== undefined) return key
    throw new ToolError("config", `${file} is no private key that ssh can use`, {
      hint: "ssh.identityFile in fleet.yaml names the key to log in with",
    })
  }

  #key(file: string): Promise<IdentityKey | undefined> {
    const known = this.#keys.get(file) ?? this.#read(file)
    this.#keys.set(file, known)
    return known
  }

  async #read(file: string): Promise<IdentityKey | undefined> {
    const content = new Secret(await this.#machine.files.read(expand(this.#machine, file)))
    const state = keyState(content.reveal())
    if (state === "unreadable") return undefined
    if (state === "plain") return { file, content }
    // Without a terminal the agent may still hold it.
    if (!this.#machine.interactive) return { file, content }
    const passphrase = await this.#machine.ask(`Passphrase of ${file}: `)
    return { file, content, passphrase: async () => passphrase }
  }
}

/** Reads each list of files once: a fleet of hundreds has as many lines in it as servers that ask for it. */
class KnownHostsStore {
  readonly #machine: SshMachine
  readonly #lists = new Map<string, Promise<KnownHosts>>()

  constructor(machine: SshMachine) {
    this.#machine = machine
  }

  /** @throws ToolError when a file that fleet.yaml names cannot be read */
  load(named: string | undefined, configured: readonly string[]): Promise<KnownHosts> {
    const own = configured.length > 0 ? configured : usualKnownHosts
    const files = named === undefined ? [...own, ...systemKnownHosts] : [named]
    const key = JSON.stringify(files)
    const known = this.#lists.get(key) ?? this.#read(files, named !== undefined)
    this.#lists.set(key, known)
    return known
  }

  async #read(files: readonly string[], required: boolean): Promise<KnownHosts> {
    const read = required
      ? Promise.all(files.map((file) => readHome(this.#machine, file)))
      : readExisting(this.#machine, files)
    return parseKnownHosts(await read)
  }
}

function withJumps(target: Target): Target[] {
  return target.via === undefined ? [target] : [target, ...withJumps(target.via)]
}

function readExisting(machine: SshMachine, files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map((file) => readHome(machine, file).catch(() => "")))
}

async function readHome(machine: SshMachine, file: string): Promise<string> {
  return new TextDecoder().decode(await machine.files.read(expand(machine, file)))
}

function expand({ env }: SshMachine, file: string): string {
  const home = env["HOME"] ?? homedir()
  return file.replace(/^~(?=\/)/, home).replaceAll("%d", home)
}

function nothingToLogInWith(): ToolError {
  return new ToolError("config", "there is nothing to log in with: no SSH agent and no key file", {
    hint: "start an agent (ssh-add), name a key under ssh.identityFile in fleet.yaml, or use --ask-password",
  })
}
