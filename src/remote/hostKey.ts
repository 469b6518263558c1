import { ToolError } from "../errors.js"
import { hostKeyFingerprint, hostKeyType, type KnownHosts, type KnownKey } from "./knownHosts.js"
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
}

/**
 * What known_hosts says of a target, by its alias, else by the name in fleet.yaml, else by its address. The server is
 * asked first for a kind of key that is listed for it, then for the kinds that the list has at all: to know all that is
 * listed for one host, each hashed name would have to be tried, for each host of a fleet.
 */
export function hostKeyPolicy(target: Target, knownHosts: KnownHosts): HostKeyPolicy {
  const names = target.knownAs === undefined ? [...new Set([target.host, target.address])] : [target.knownAs]
  let first: string | undefined
  const name = names.find((candidate) => {
    first = knownHosts.firstType(candidate, target.port, allTypes)
    return first !== undefined
  })
  if (first === undefined || name === undefined)
    return policyOf(target, knownHosts, names, allHostKeyAlgorithms)
  const types = [first, ...allTypes.filter((type) => type !== first && knownHosts.types.has(type))]
  return policyOf(target, knownHosts, [name], algorithmsFor(types))
}

function policyOf(
  target: Target,
  knownHosts: KnownHosts,
  names: readonly string[],
  algorithms: readonly string[],
): HostKeyPolicy {
  let refused: string | undefined
  const listed = (): KnownKey[] =>
    names.flatMap((name) => knownHosts.lookup(name, target.port)).filter(({ revoked }) => !revoked)
  return {
    algorithms,
    refuse(presented) {
      const same = names.flatMap((name) => knownHosts.linesOf(name, target.port, presented))
      if (same.length > 0 && same.every((entry) => !entry.revoked)) return undefined
      if (same.length > 0) return changed(target, presented, "is marked as revoked")
      if (listed().length === 0) return unknown(target, presented)
      refused = hostKeyType(presented)
      return changed(target, presented, "differs from the one in known_hosts")
    },
    stricter() {
      if (refused === undefined) return undefined
      const types = new Set(listed().map(({ type }) => type))
      const narrower = algorithmsFor(types)
      if (types.has(refused) || narrower.length === 0) return undefined
      return policyOf(target, knownHosts, names, narrower)
    },
  }
}

function algorithmsFor(types: Iterable<string>): string[] {
  return [...types].flatMap((type) => algorithmsOf[type] ?? [])
}

function unknown(target: Target, presented: Uint8Array): ToolError {
  return new ToolError(
    "ssh-host-key-unknown",
    `${target.host}: its SSH host key is not in known_hosts (${hostKeyType(presented)} ${hostKeyFingerprint(presented)})`,
    {
      hint: `compare the fingerprint on the host itself, then accept it once: ssh -p ${target.port} ${target.user}@${target.host} true`,
    },
  )
}

function changed(target: Target, presented: Uint8Array, why: string): ToolError {
  const name = target.port === 22 ? target.host : `[${target.host}]:${target.port}`
  return new ToolError(
    "ssh-host-key-changed",
    `${target.host}: its SSH host key ${why} (shows ${hostKeyFingerprint(presented)})`,
    {
      hint: `someone may be listening in; if the host was reinstalled: ssh-keygen -R '${name}', then accept the new key by hand`,
    },
  )
}
