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

/** A name that known_hosts is searched for. */
interface Listed {
  readonly name: string
  readonly port: number
}

/**
 * What known_hosts says of a target, by its alias, else by the name in fleet.yaml, else by its address. The server is
 * asked first for a kind of key that is listed for it, then for the kinds that the list has at all, then for any, so
 * that it shows one that can be judged. To know all that is listed for one host, each hashed name would have to be
 * tried, for each host of a fleet.
 */
export function hostKeyPolicy(target: Target, knownHosts: KnownHosts): HostKeyPolicy {
  const names = listedNames(target)
  let first: string | undefined
  const found = names.find(({ name, port }) => {
    first = knownHosts.firstType(name, port, allTypes)
    return first !== undefined
  })
  const lookups = { target, knownHosts, names, accepted: found === undefined ? names : [found] }
  if (first === undefined) return policyOf(lookups, allHostKeyAlgorithms)
  const rest = allTypes.filter((type) => type !== first)
  const [anywhere, nowhere] = [true, false].map((there) =>
    rest.filter((type) => knownHosts.types.has(type) === there),
  )
  return policyOf(lookups, algorithmsFor([first, ...(anywhere ?? []), ...(nowhere ?? [])]))
}

/** As OpenSSH looks them up: an alias stands for the host whatever its port. */
function listedNames({ host, address, port, knownAs }: Target): Listed[] {
  if (knownAs !== undefined) return [{ name: knownAs, port: 22 }]
  return [...new Set([host, address])].map((name) => ({ name, port }))
}

interface Lookups {
  readonly target: Target
  readonly knownHosts: KnownHosts
  /** All names of the target: a key revoked for one of them is not accepted. */
  readonly names: readonly Listed[]
  /** Those whose keys are accepted. */
  readonly accepted: readonly Listed[]
}

function policyOf(lookups: Lookups, algorithms: readonly string[]): HostKeyPolicy {
  const { target, knownHosts, names, accepted } = lookups
  let refused: string | undefined
  const listed = (): KnownKey[] =>
    accepted.flatMap(({ name, port }) => knownHosts.lookup(name, port)).filter(({ revoked }) => !revoked)
  const linesOf = (of: readonly Listed[], key: Uint8Array): KnownKey[] =>
    of.flatMap(({ name, port }) => knownHosts.linesOf(name, port, key))
  const differs = (presented: Uint8Array, why: string): ToolError =>
    changed(target, accepted[0] ?? { name: target.host, port: target.port }, presented, why)
  return {
    algorithms,
    refuse(presented) {
      if (linesOf(names, presented).some(({ revoked }) => revoked))
        return differs(presented, "is marked as revoked")
      if (linesOf(accepted, presented).length > 0) return undefined
      if (listed().length === 0) return unknown(target, presented)
      refused = hostKeyType(presented)
      return differs(presented, "differs from the one in known_hosts")
    },
    stricter() {
      if (refused === undefined) return undefined
      const types = new Set(listed().map(({ type }) => type))
      const narrower = algorithmsFor(types)
      return types.has(refused) || narrower.length === 0 ? undefined : policyOf(lookups, narrower)
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

function changed(
  target: Target,
  { name: bare, port }: Listed,
  presented: Uint8Array,
  why: string,
): ToolError {
  const name = port === 22 ? bare : `[${bare}]:${port}`
  return new ToolError(
    "ssh-host-key-changed",
    `${target.host}: its SSH host key ${why} (shows ${hostKeyFingerprint(presented)})`,
    {
      hint: `someone may be listening in; if the host was reinstalled: ssh-keygen -R '${name}', then accept the new key by hand`,
    },
  )
}
