import { ToolError } from "../errors.js"
import { byHand } from "./byHand.js"
import { hostKeyFingerprint, hostKeyType, type KnownHosts, type KnownKey, listedName } from "./knownHosts.js"
import { quoteWord } from "./quote.js"
import type { Target } from "./session.js"

/** Signature algorithms to offer for each kind of key; an RSA key is never used with SHA-1. */
const algorithmsOf: Readonly<Record<string, readonly string[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
}

export const allHostKeyAlgorithms: readonly string[] = Object.values(algorithmsOf).flat()
const allTypes = Object.keys(algorithmsOf)

export interface HostKeyPolicy {
  /** What to ask the server for, the preferred first. */
  readonly algorithms: readonly string[]
  /** Why a presented host key must not be trusted; undefined when it may. */
  refuse(presented: Uint8Array): ToolError | undefined
  /**
   * After a refusal, when the server showed a kind of key of which known_hosts lists none for this host but lists
   * another kind: a policy that asks only for the kinds listed.
   */
  stricter(): HostKeyPolicy | undefined
  /** Whether the server has shown a key at all. */
  judged(): boolean
}

/**
 * What known_hosts says of a target, by its alias, else by the name in fleet.yaml, else by its address. The server is
 * asked first for a kind of key that is listed for it, then for the kinds that the list has at all: to know all that is
 * listed for one host, each hashed name would have to be tried, for each host of a fleet. The other kinds come last: a
 * server that has nothing else shall show its key, and be refused for it.
 */
export function hostKeyPolicy(target: Target, knownHosts: KnownHosts): HostKeyPolicy {
  const names = namesOf(target)
  let first: string | undefined
  const name = names.find((candidate) => {
    first = knownHosts.firstType(candidate, portOf(target), allTypes)
    return first !== undefined
  })
  if (first === undefined || name === undefined)
    return policyOf(target, knownHosts, { names, trusted: names }, allHostKeyAlgorithms)
  const types = new Set([first, ...allTypes.filter((type) => knownHosts.types.has(type)), ...allTypes])
  return policyOf(target, knownHosts, { names, trusted: [name] }, algorithmsFor(types))
}

/** Why no key that a host shows will be trusted, which known_hosts alone says; undefined where it lists one. */
export function unlisted(target: Target, knownHosts: KnownHosts): ToolError | undefined {
  const [names, port] = [namesOf(target), portOf(target)]
  if (names.some((name) => knownHosts.firstType(name, port, allTypes) !== undefined)) return undefined
  const aside = asideOf(authorityOf(names, port, knownHosts), knownHosts)
  return new ToolError(
    "ssh-host-key-unknown",
    `${target.host}: its SSH host key is not in known_hosts${aside}`,
    {
      hint: `compare its fingerprint on the host itself, then accept it once: ${acceptance(target, knownHosts)}`,
    },
  )
}

function namesOf({ address, host, knownAs }: Target): string[] {
  return knownAs === undefined ? [...new Set([host, address])] : [knownAs]
}

/** As for ssh, an alias is listed without a port, whatever the port; ssh writes no port where it is 22. */
function portOf(target: Target): number {
  return target.knownAs === undefined ? target.port : 22
}

interface ListedAs {
  /** All that known_hosts may list the host under: a key that is revoked for any of them is refused. */
  readonly names: readonly string[]
  /** Whose lines vouch for a key: the first name that has one. */
  readonly trusted: readonly string[]
}

function policyOf(
  target: Target,
  knownHosts: KnownHosts,
  listedAs: ListedAs,
  algorithms: readonly string[],
): HostKeyPolicy {
  const { names, trusted } = listedAs
  const port = portOf(target)
  let refused: string | undefined
  let judged = false
  const linesOf = (of: readonly string[], key: Uint8Array): KnownKey[] =>
    of.flatMap((name) => knownHosts.linesOf(name, port, key))
  const keysOf = (name: string): KnownKey[] => knownHosts.lookup(name, port).filter(({ revoked }) => !revoked)
  return {
    algorithms,
    judged: () => judged,
    refuse(presented) {
      judged = true
      if (linesOf(names, presented).some(({ revoked }) => revoked)) return withdrawn(target, presented)
      if (linesOf(trusted, presented).length > 0) return undefined
      const name = trusted.find((candidate) => keysOf(candidate).length > 0)
      if (name === undefined)
        return unknown(target, presented, authorityOf(names, port, knownHosts), knownHosts)
      refused = hostKeyType(presented)
      return changed(target, presented, { name: listedName(name, port), file: keysOf(name)[0]?.file })
    },
    stricter() {
      if (refused === undefined) return undefined
      const types = new Set(trusted.flatMap(keysOf).map(({ type }) => type))
      const narrower = algorithmsFor(types)
      if (types.has(refused) || narrower.length === 0) return undefined
      return policyOf(target, knownHosts, listedAs, narrower)
    },
  }
}

function algorithmsFor(types: Iterable<string>): string[] {
  return [...types].flatMap((type) => algorithmsOf[type] ?? [])
}

function authorityOf(names: readonly string[], port: number, knownHosts: KnownHosts): string | undefined {
  return names.map((name) => knownHosts.authority(name, port)).find((place) => place !== undefined)
}

function unknown(
  target: Target,
  presented: Uint8Array,
  authority: string | undefined,
  knownHosts: KnownHosts,
): ToolError {
  // Else ssh would show the host's certificate and accept it by the authority, without writing its key down.
  const bare = authority === undefined ? "" : `-o HostKeyAlgorithms=${hostKeyType(presented)} `
  const shown = `${hostKeyType(presented)} ${hostKeyFingerprint(presented)}`
  return new ToolError(
    "ssh-host-key-unknown",
    `${target.host}: its SSH host key is not in known_hosts (${shown})${asideOf(authority, knownHosts)}`,
    {
      hint: `compare the fingerprint on the host itself, then accept it once: ${acceptance(target, knownHosts, bare)}`,
    },
  )
}

function asideOf(authority: string | undefined, { unread }: KnownHosts): string {
  const why =
    authority === undefined
      ? []
      : [
          `; the certificate authority of ${authority} does not count, as host certificates are not checked here`,
        ]
  return [...why, ...unread.map((one) => `; ${one}`)].join("")
}

/** The call of ssh that writes a host's key down. */
function acceptance(target: Target, { files: [file] }: KnownHosts, more = ""): string {
  // ssh splits the value at blanks, unless it has quotes of its own.
  const list = file?.includes(" ") === true ? `"${file}"` : file
  const into = list === undefined ? "" : `-o ${quoteWord(`UserKnownHostsFile=${list}`)} `
  const alias = target.knownAs === undefined ? "" : `-o HostKeyAlias=${quoteWord(target.knownAs)} `
  return byHand(target, into + alias + more)
}

function withdrawn(target: Target, presented: Uint8Array): ToolError {
  return new ToolError(
    "ssh-host-key-changed",
    `${target.host}: its SSH host key is marked as revoked (shows ${hostKeyFingerprint(presented)})`,
    {
      hint: "known_hosts has an @revoked line for this key: whoever shows it may not be the host; give the host a new key, then accept that by hand",
    },
  )
}

function changed(
  target: Target,
  presented: Uint8Array,
  listed: { readonly name: string; readonly file: string | undefined },
): ToolError {
  const file = listed.file === undefined ? "" : `-f ${quoteWord(listed.file)} `
  return new ToolError(
    "ssh-host-key-changed",
    `${target.host}: its SSH host key differs from the one in known_hosts (shows ${hostKeyFingerprint(presented)})`,
    {
      hint: `someone may be listening in; if the host was reinstalled: ssh-keygen ${file}-R '${listed.name}', then accept the new key by hand`,
    },
  )
}
