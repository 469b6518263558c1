import { ToolError } from "../errors.js"
import { hostKeyFingerprint, hostKeyType, type KnownHosts, type KnownKey, sameKey } from "./knownHosts.js"
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

export interface HostKeyPolicy {
  readonly known: readonly KnownKey[]
  /** What to ask the server for: only the types that known_hosts can answer for, all when it knows none. */
  readonly algorithms: readonly string[]
}

/** What known_hosts says of a target, by its alias, else by the name in fleet.yaml, else by its address. */
export function hostKeyPolicy(target: Target, knownHosts: KnownHosts): HostKeyPolicy {
  const names = target.knownAs === undefined ? [target.host, target.address] : [target.knownAs]
  const known =
    names.map((name) => knownHosts.lookup(name, target.port)).find((keys) => keys.length > 0) ?? []
  const types = new Set(known.filter((entry) => !entry.revoked).map((entry) => entry.type))
  const algorithms = [...types].flatMap((type) => algorithmsOf[type] ?? [])
  return { known, algorithms: algorithms.length > 0 ? algorithms : allHostKeyAlgorithms }
}

/** Why a presented host key must not be trusted; undefined when it may. */
export function refuseHostKey(
  target: Target,
  policy: HostKeyPolicy,
  presented: Uint8Array,
): ToolError | undefined {
  const same = policy.known.filter((entry) => sameKey(entry.key, presented))
  if (same.length > 0 && same.every((entry) => !entry.revoked)) return undefined
  const fingerprint = hostKeyFingerprint(presented)
  const name = target.port === 22 ? target.host : `[${target.host}]:${target.port}`
  if (policy.known.length === 0)
    return new ToolError(
      "ssh-host-key-unknown",
      `${target.host}: its SSH host key is not in known_hosts (${hostKeyType(presented)} ${fingerprint})`,
      {
        hint: `compare the fingerprint on the host itself, then accept it once: ssh -p ${target.port} ${target.user}@${target.host} true`,
      },
    )
  const why = same.length > 0 ? "is marked as revoked" : "differs from the one in known_hosts"
  return new ToolError(
    "ssh-host-key-changed",
    `${target.host}: its SSH host key ${why} (shows ${fingerprint})`,
    {
      hint: `someone may be listening in; if the host was reinstalled: ssh-keygen -R '${name}', then accept the new key by hand`,
    },
  )
}
