import { ToolError } from "../errors.js"
import { canonical, parentOf } from "./domainName.js"
import { type Dns, type LookUp, lookUp, maxAliases } from "./lookUp.js"
import type { RecordType } from "./recordTypes.js"
import type { DnsServer } from "./transport.js"

/** A name server of a zone, with all its addresses. */
export interface NameServer {
  readonly name: string
  readonly addresses: readonly DnsServer[]
}

export interface Authority {
  /** The zone's apex. */
  readonly zone: string
  /** Of its SOA record: where updates go, unless it is told otherwise. */
  readonly primary: string
  readonly servers: readonly NameServer[]
}

const port = 53

/** Where a resolver has answered, and nothing is there. */
const unknownDomain = "does the domain exist, and does the resolver know of it?"

/** A lookup that must have worked. @throws ToolError `dns-unanswered` */
function requireAnswer<T extends RecordType>(
  found: LookUp<T>,
): Exclude<LookUp<T>, { readonly kind: "failed" }> {
  if (found.kind !== "failed") return found
  throw new ToolError("dns-unanswered", found.problem, { hint: "is the resolver up?" })
}

/**
 * The zone that a name is in: the nearest name upwards with a SOA record. The name need not exist.
 *
 * @throws ToolError `dns-unanswered`, `cancelled`
 */
export async function zoneOf(
  dns: Dns,
  name: string,
  signal?: AbortSignal,
): Promise<{ readonly zone: string; readonly primary: string }> {
  for (let at: string | undefined = canonical(name); at !== undefined; at = parentOf(at)) {
    const found = requireAnswer(await lookUp(dns, at, "SOA", signal))
    // Where an alias stands there is no zone; its target's is another.
    if (found.kind === "found" && found.aliases.length === 0)
      return { zone: at, primary: found.records[0].primary }
  }
  throw new ToolError("dns-unanswered", `no zone is found for ${name}`, { hint: unknownDomain })
}

/**
 * Every authoritative server of the zone that a name is in, with all addresses.
 *
 * @throws ToolError `dns-unanswered` where one of them cannot be found: it would be left out in silence
 */
export async function authorityOf(dns: Dns, name: string, signal?: AbortSignal): Promise<Authority> {
  const { zone, primary } = await zoneOf(dns, name, signal)
  const found = requireAnswer(await lookUp(dns, zone, "NS", signal))
  if (found.kind === "none")
    throw new ToolError("dns-unanswered", `${zone} has no name servers`, { hint: unknownDomain })
  const servers: NameServer[] = []
  for (const { target } of found.records)
    servers.push({ name: target, addresses: await addressesOf(dns, target, signal) })
  // Nobody to ask is not "all have it".
  if (servers.every(({ addresses }) => addresses.length === 0))
    throw new ToolError("dns-unanswered", `no name server of ${zone} has an address`, {
      hint: "give its name servers A or AAAA records",
    })
  return { zone, primary, servers }
}

/**
 * IPv4 and IPv6 addresses of a name server; none where it has none.
 *
 * @throws ToolError `dns-unanswered`, `cancelled`
 */
export async function addressesOf(
  dns: Dns,
  name: string,
  signal?: AbortSignal,
): Promise<readonly DnsServer[]> {
  const [four, six] = [
    requireAnswer(await lookUp(dns, name, "A", signal)),
    requireAnswer(await lookUp(dns, name, "AAAA", signal)),
  ]
  return [four, six].flatMap((one) =>
    one.kind === "found" ? one.records.map(({ address }) => ({ address, port })) : [],
  )
}

/**
 * The name that an alias leads to in the end; the name itself where it is none.
 *
 * @throws ToolError `dns-unanswered`, `cancelled`; `config` for aliases that go round in a circle or have no end
 */
export async function aliasTarget(dns: Dns, name: string, signal?: AbortSignal): Promise<string> {
  const seen: string[] = [canonical(name)]
  for (;;) {
    const at = seen.at(-1) ?? ""
    const found = requireAnswer(await lookUp(dns, at, "CNAME", signal))
    if (found.kind === "none") return at
    const { target } = found.records[0]
    if (seen.includes(target))
      throw new ToolError("config", `${name}: its CNAME records go round in a circle`, {
        hint: `mend them: ${[...seen, target].join(" → ")}`,
      })
    seen.push(target)
    if (seen.length > maxAliases + 1)
      throw new ToolError("config", `${name}: its CNAME records have no end: ${maxAliases} were followed`, {
        hint: "make it lead to its target in fewer steps: no resolver of a CA follows more",
      })
  }
}
