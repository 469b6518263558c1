import { createHash, createHmac, timingSafeEqual } from "node:crypto"

/** One key that known_hosts vouches for, as raw SSH wire bytes. */
export interface KnownKey {
  readonly type: string
  readonly key: Uint8Array
  readonly revoked: boolean
  /** The file whose line it is, where that has a name. */
  readonly file?: string
}

/** A known_hosts file. */
export interface KnownHostsFile {
  readonly file: string
  readonly text: string
  /** Why it was not read, although it is there. */
  readonly unread?: string
}

export interface KnownHosts {
  /** Every key listed for a host and port; empty when the host is unknown. Tries each hashed name. */
  lookup(host: string, port: number): readonly KnownKey[]
  /** The first of the types of which a key is listed that is not revoked: stops at the first name that matches. */
  firstType(host: string, port: number, types: readonly string[]): string | undefined
  /** The lines that list just this key for a host and port. */
  linesOf(host: string, port: number, key: Uint8Array): readonly KnownKey[]
  /** The types of which any host's key is listed. */
  readonly types: ReadonlySet<string>
  /** Where a certificate authority is listed for a host (`@cert-authority`), whose certificates are not checked here. */
  authority(host: string, port: number): string | undefined
  /** The files, in order, where they have names. */
  readonly files: readonly string[]
  /** Why some of them were not read. */
  readonly unread: readonly string[]
}

interface Line {
  readonly entry: KnownKey
  readonly isAuthority: boolean
  /** `FILE line N`. */
  readonly place: string
  matches(name: string): boolean
}

/**
 * Reads known_hosts files (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): plain, wildcard, negated and hashed
 * names, `[host]:port`, `@revoked`. `@cert-authority` lines vouch for nothing: host certificates are not checked here.
 */
export function parseKnownHosts(sources: readonly (string | KnownHostsFile)[]): KnownHosts {
  const parsed = sources.map((source) => (typeof source === "string" ? { text: source } : source))
  const all = parsed.flatMap(({ text, ...named }) =>
    text.split(/\r?\n/).flatMap((line, index) => parseLine(line, { line: index + 1, ...named })),
  )
  const [lines, authorities] = [false, true].map((wanted) =>
    all.filter(({ isAuthority }) => isAuthority === wanted),
  ) as [Line[], Line[]]
  const byKey = grouped(lines, ({ entry }) => textOf(entry.key))
  const byType = grouped(
    lines.filter(({ entry }) => !entry.revoked),
    ({ entry }) => entry.type,
  )
  const entriesOf = (of: readonly Line[], host: string, port: number): KnownKey[] => {
    const name = listedName(host, port)
    return of.filter((line) => line.matches(name)).map(({ entry }) => entry)
  }
  return {
    types: new Set(byType.keys()),
    files: parsed.flatMap((source) => ("file" in source ? [source.file] : [])),
    unread: parsed.flatMap((source) =>
      "unread" in source && source.unread !== undefined ? [source.unread] : [],
    ),
    authority(host, port) {
      const name = listedName(host, port)
      return authorities.find((line) => line.matches(name))?.place
    },
    lookup: (host, port) => entriesOf(lines, host, port),
    linesOf: (host, port, key) => entriesOf(byKey.get(textOf(key)) ?? [], host, port),
    firstType(host, port, types) {
      const name = listedName(host, port)
      return types.find((type) => byType.get(type)?.some((line) => line.matches(name)))
    },
  }
}

/** How known_hosts writes a host and port. */
export function listedName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1")
}

function grouped(lines: readonly Line[], by: (line: Line) => string): Map<string, Line[]> {
  const groups = new Map<string, Line[]>()
  for (const line of lines) {
    const group = groups.get(by(line))
    if (group === undefined) groups.set(by(line), [line])
    else group.push(line)
  }
  return groups
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

function parseLine(text: string, { file, line }: { file?: string; line: number }): Line[] {
  const words = text.trim().split(/\s+/)
  const marker = words[0]?.startsWith("@") ? words.shift() : undefined
  const [patterns, type, base64] = words
  if (patterns === undefined || patterns.startsWith("#") || type === undefined || base64 === undefined)
    return []
  const isAuthority = marker === "@cert-authority"
  if (marker !== undefined && marker !== "@revoked" && !isAuthority) return []
  const key = Buffer.from(base64, "base64")
  if (key.byteLength < 8) return []
  const entry = { type, key, revoked: marker === "@revoked", ...(file === undefined ? {} : { file }) }
  const place = file === undefined ? `line ${line}` : `${file} line ${line}`
  return [{ entry, isAuthority, place, matches: matcherOf(patterns.split(",")) }]
}

type Matcher = (name: string) => boolean

function matcherOf(patterns: readonly string[]): Matcher {
  const positive = patterns.filter((pattern) => !pattern.startsWith("!")).map(matcherOfOne)
  const negative = patterns
    .filter((pattern) => pattern.startsWith("!"))
    .map((pattern) => matcherOfOne(pattern.slice(1)))
  const any = (matchers: readonly Matcher[], name: string): boolean =>
    matchers.some((matches) => matches(name))
  return (name) => any(positive, name) && !any(negative, name)
}

function matcherOfOne(pattern: string): Matcher {
  if (pattern.startsWith("|1|")) return hashMatcher(pattern)
  const text = pattern.toLowerCase()
  if (!/[*?]/.test(text)) return (name) => name === text
  const expression = text
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
  const whole = new RegExp(`^${expression}$`)
  return (name) => whole.test(name)
}

/** A hash stands for one name: once that is found, the others need not be hashed to know that they are not it. */
function hashMatcher(pattern: string): Matcher {
  const [, , salt = "", hash = ""] = pattern.split("|")
  const key = Buffer.from(salt, "base64")
  const wanted = Buffer.from(hash, "base64")
  let found: string | undefined
  return (name) => {
    if (found !== undefined) return found === name
    const got = createHmac("sha1", key).update(name).digest()
    if (wanted.byteLength !== got.byteLength || !timingSafeEqual(wanted, got)) return false
    found = name
    return true
  }
}
