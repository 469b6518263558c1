import { homedir } from "node:os"
import { resolve } from "node:path"
import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import type { Credentials, IdentityKey } from "../remote/credentials.js"
import { type KnownHosts, parseKnownHosts } from "../remote/knownHosts.js"
import { Secret } from "../secret.js"
import type { Io } from "./io.js"

/** Tried in OpenSSH's order when fleet.yaml names no key. */
const usualKeys = ["id_ed25519", "id_ecdsa", "id_rsa"]
const usualKnownHosts = ["~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts"]

/**
 * What the fleet's SSH settings come to on this machine.
 *
 * @throws ToolError `not-found` or `unreadable` for a file that fleet.yaml names, `config` when there is nothing to
 * log in with
 */
export async function sshSettings(
  io: Io,
  fleet: Fleet,
): Promise<{ knownHosts: KnownHosts; credentials: Credentials }> {
  const { agent: wantsAgent, identityFile, knownHosts } = fleet.ssh
  const socket = wantsAgent ? io.env["SSH_AUTH_SOCK"] : undefined
  const keys = identityFile === undefined ? await usualIdentities(io) : [await identity(io, identityFile)]
  if (socket === undefined && keys.length === 0)
    throw new ToolError("config", "there is nothing to log in with: no SSH agent and no key file", {
      hint: "start an agent (ssh-add), or name a key under ssh.identityFile in fleet.yaml",
    })
  const texts =
    knownHosts === undefined ? await readExisting(io, usualKnownHosts) : [await readText(io, knownHosts)]
  return {
    knownHosts: parseKnownHosts(texts),
    credentials: { keys, ...(socket === undefined || socket === "" ? {} : { agent: socket }) },
  }
}

async function identity(io: Io, file: string): Promise<IdentityKey> {
  return { file, content: new Secret(await io.files.read(expand(io, file))) }
}

async function usualIdentities(io: Io): Promise<IdentityKey[]> {
  const files = usualKeys.map((name) => `~/.ssh/${name}`)
  const there = await Promise.all(files.map((file) => io.files.exists(expand(io, file))))
  return Promise.all(files.filter((_, at) => there[at] === true).map((file) => identity(io, file)))
}

async function readExisting(io: Io, files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((file) => readText(io, file).catch(() => "")))
  return texts
}

async function readText(io: Io, file: string): Promise<string> {
  return new TextDecoder().decode(await io.files.read(expand(io, file)))
}

function expand(io: Io, file: string): string {
  const home = io.env["HOME"] ?? homedir()
  return resolve(io.cwd, file.replace(/^~(?=\/)/, home))
}
