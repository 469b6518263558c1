import { ToolError } from "../errors.js"
import { type AskOptions, ask, type DnsDoors, serverName } from "./ask.js"
import { canonical, MalformedMessage } from "./domainName.js"
import type { DnsMessage, DnsRecord } from "./message.js"
import { codeName, type RecordType } from "./recordTypes.js"
import type { DnsServer } from "./transport.js"

/** Who is asked for names. */
export interface Resolver {
  /** One after the other, until one answers. */
  readonly servers: readonly DnsServer[]
  /** Whether its word that it has validated an answer (AD) counts: it validates, and nobody is on the way to it. */
  readonly isTrusted: boolean
}

/** A way to look names up. */
export interface Dns extends DnsDoors {
  readonly resolver: Resolver
  /** Milliseconds for one try at one server; those of `ask` unless given. */
  readonly timeoutMs?: number
}

export function timeLimitOf({ timeoutMs }: Dns): Pick<AskOptions, "timeoutMs"> {
  return timeoutMs === undefined ? {} : { timeoutMs }
}

/** Records of the types that a record's own type says. */
export type RecordOf<T extends RecordType> = Extract<DnsRecord, { readonly type: T }>

/** What came of a question. That nobody could answer it is never "there is none". */
export type LookUp<T extends RecordType> =
  | ({ readonly kind: "found"; readonly records: readonly [RecordOf<T>, ...RecordOf<T>[]] } & Way)
  /** `exists`: the name is there, without such a record. */
  | ({ readonly kind: "none"; readonly exists: boolean } & Way)
  | { readonly kind: "failed"; readonly problem: string }

interface Way {
  /** The name in the end, where the first was an alias. */
  readonly name: string
  /** Names that aliases led to, in order. */
  readonly aliases: readonly string[]
  /** Validated by a resolver that is trusted, all the way. */
  readonly isSecure: boolean
}

/** As many as well-known resolvers follow. */
export const maxAliases = 11

/**
 * Looks records up through a resolver, along aliases.
 *
 * @throws ToolError `cancelled` only
 */
export async function lookUp<T extends RecordType>(
  dns: Dns,
  name: string,
  type: T,
  signal?: AbortSignal,
): Promise<LookUp<T>> {
  const aliases: string[] = []
  let isSecure = dns.resolver.isTrusted
  let current = canonical(name)
  for (;;) {
    const asked = await byResolver(dns, current, type, signal)
    if ("problem" in asked) return { kind: "failed", ...asked }
    isSecure &&= asked.isAuthenticated
    const before = aliases.length
    if (type !== "CNAME") aliases.push(...aliasesIn(asked, current))
    current = aliases.at(-1) ?? current
    const way = { name: current, aliases, isSecure }
    const [first, ...others] = asked.answers.filter(
      (one): one is RecordOf<T> => one.type === type && one.name === current,
    )
    if (first !== undefined) return { kind: "found", records: [first, ...others], ...way }
    if (aliases.length > maxAliases) return { kind: "failed", problem: `${name}: aliases without end` }
    // A server that knows the alias alone leaves the rest to whoever asks.
    if (aliases.length === before || asked.code !== 0)
      return { kind: "none", exists: asked.code === 0, ...way }
    if (asked.authority.some((one) => one.type === "SOA")) return { kind: "none", exists: true, ...way }
  }
}

function aliasesIn({ answers }: DnsMessage, start: string): string[] {
  const targets = new Map(answers.flatMap((one) => (one.type === "CNAME" ? [[one.name, one.target]] : [])))
  const found: string[] = []
  for (let next = targets.get(start); next !== undefined; next = targets.get(next)) {
    if (found.length > maxAliases) break
    found.push(next)
  }
  return found
}

/** The first answer that says something about the name. */
async function byResolver(
  dns: Dns,
  name: string,
  type: RecordType,
  signal: AbortSignal | undefined,
): Promise<DnsMessage | { readonly problem: string }> {
  const options: AskOptions = { recursion: true, tries: 2, signal, ...timeLimitOf(dns) }
  const problems: string[] = []
  for (const server of dns.resolver.servers) {
    try {
      const answer = await ask(dns, server, { name, type }, options)
      // Only NOERROR and NXDOMAIN say anything about the name.
      if (answer.code === 0 || answer.code === 3) return answer
      problems.push(`${serverName(server)} answers ${codeName(answer.code)} to ${name} ${type}`)
    } catch (error) {
      problems.push(problemOf(error))
    }
  }
  return { problem: problems.join("; ") || "no resolver is set up" }
}

/** @throws what is no answer to a question: `cancelled`, or a fault of this code */
function problemOf(error: unknown): string {
  if (error instanceof MalformedMessage) return error.message
  if (error instanceof ToolError && error.code === "dns-unanswered") return error.message
  throw error
}
