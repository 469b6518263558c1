import { createHash, createHmac, timingSafeEqual } from "node:crypto"

/** One key that known_hosts vouches for, as raw SSH wire bytes. */
export interface KnownKey {
  readonly type: string
  readonly key: Uint8Array
  readonly revoked: boolean
}

export interface KnownHosts {
  /** Every key listed for a host and port; empty when the host is unknown. */
  lookup(host: string, port: number): readonly KnownKey[]
}

interface Line {
  readonly patterns: readonly string[]
  readonly entry: KnownKey
}

/**
 * Reads known_hosts files (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): plain, wildcard, negated and hashed
 * names, `[host]:port`, `@revoked`. `@cert-authority` lines are passed over: host certificates are not
 * checked here, so such a line vouches for nothing.
 */
export function parseKnownHosts(texts: readonly string[]): KnownHosts {
  const lines = texts.flatMap((text) => text.split(/\r?\n/)).flatMap(parseLine)
  return {
    lookup(host, port) {
      const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`
      return lines.filter((line) => matches(line.patterns, name)).map((line) => line.entry)
    },
  }
}

/** The fingerprint as ssh-keygen and ssh print it: `SHA256:` and unpadded base64. */
export function hostKeyFingerprint(key: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`
}

/** The type named in the key's own bytes, e.g. `ssh-ed25519`. */
export function hostKeyType(key: Uint8Array): string {
  const length = new DataView(key.buffer, key.byteOffset, key.byteLength).getUint32(0)
  return Buffer.from(key.subarray(4, 4 + length)).toString("latin1")
}

export function sameKey(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}

function parseLine(text: string): Line[] {
  const words = text.trim().split(/\s+/)
  const marker = words[0]?.startsWith("@") ? words.shift() : undefined
  const [patterns, type, base64] = words
  if (patterns === undefined || patterns.startsWith("#") || type === undefined || base64 === undefined)
    return []
  if (marker !== undefined && marker !== "@revoked") return []
  const key = Buffer.from(base64, "base64")
  if (key.byteLength < 8) return []
  return [{ patterns: patterns.split(","), entry: { type, key, revoked: marker === "@revoked" } }]
}

function matches(patterns: readonly string[], name: string): boolean {
  const positive = patterns.filter((pattern) => !pattern.startsWith("!"))
  const negative = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1))
  if (negative.some((pattern) => matchesOne(pattern, name))) return false
  return positive.some((pattern) => matchesOne(pattern, name))
}

function matchesOne(pattern: string, name: string): boolean {
  if (pattern.startsWith("|1|")) return matchesHash(pattern, name)
  const expression = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
  return new RegExp(`^${expression}$`).test(name)
}

function matchesHash(pattern: string, name: string): boolean {
  const [, , salt, hash] = pattern.split("|")
  if (salt === undefined || hash === undefined) return false
  const wanted = Buffer.from(hash, "base64")
  const got = createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest()
  return wanted.byteLength === got.byteLength && timingSafeEqual(wanted, got)
}
