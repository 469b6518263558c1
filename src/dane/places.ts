/** Where senders of mail look for TLSA records of a fleet: RFC 7672 section 2.2. */

import { parentOf } from "../dns/domainName.js"
import { type Dns, lookUp } from "../dns/lookUp.js"
import { endpointsOf } from "../fleet/endpoints.js"
import { namesOf } from "../fleet/names.js"
import type { Fleet } from "../fleet/types.js"
import { isPublicSuffix } from "../path/publicSuffix.js"

/** A port of a mail exchanger. */
export interface MailPlace {
  /** The exchanger's name, as its MX record or fleet.yaml has it. */
  readonly mx: string
  readonly port: number
  /** Domains whose mail goes there. */
  readonly domains: readonly string[]
}

export interface MailPlaces {
  readonly places: readonly MailPlace[]
  /** Exchangers of these domains that are no names of the fleet: somebody else's, not looked at. */
  readonly foreign: readonly { readonly domain: string; readonly mx: string }[]
  /** Lookups that failed. */
  readonly problems: readonly string[]
}

/**
 * Every mail exchanger of the fleet and each of its ports. Where no MX record leads to the fleet, its MTAs are taken.
 *
 * @throws ToolError `cancelled`
 */
export async function mailPlaces(fleet: Fleet, dns: Dns, signal?: AbortSignal): Promise<MailPlaces> {
  const own = ownNames(fleet)
  const ports = [...new Set(mtaEndpoints(fleet).map(({ port }) => port))]
  const domainsOf = new Map<string, string[]>()
  const [foreign, problems]: [{ domain: string; mx: string }[], string[]] = [[], []]
  const domains = mailDomains(fleet, own)
  const looks = await Promise.all(domains.map((domain) => lookUp(dns, domain, "MX", signal)))
  for (const [index, domain] of domains.entries()) {
    const look = looks[index]
    if (look?.kind === "failed") problems.push(look.problem)
    if (look?.kind !== "found") continue
    // RFC 7505: a domain that takes no mail at all has an empty exchanger.
    for (const { exchange: mx } of look.records.filter(({ exchange }) => exchange !== ""))
      if (own.has(mx)) domainsOf.set(mx, [...(domainsOf.get(mx) ?? []), domain])
      else foreign.push({ domain, mx })
  }
  if (domainsOf.size === 0) for (const { host } of mtaEndpoints(fleet)) domainsOf.set(host, [])
  const places = [...domainsOf].flatMap(([mx, all]) => ports.map((port) => ({ mx, port, domains: all })))
  return { places, foreign, problems }
}

function mtaEndpoints(fleet: Fleet) {
  return endpointsOf(fleet).filter(({ role }) => role === "mta")
}

/** Names of the certificate and of servers, without wildcards; lower case. */
function ownNames(fleet: Fleet): ReadonlySet<string> {
  const names = namesOf(fleet).names.flatMap(({ entry }) => (entry.kind === "dns" ? [entry.value] : []))
  return new Set([...names, ...fleet.servers.map(({ host }) => host)].filter((name) => !name.startsWith("*")))
}

/** What fleet.yaml names; else everything above its names that somebody may have registered. */
function mailDomains({ dns }: Fleet, own: ReadonlySet<string>): readonly string[] {
  if (dns.mailDomains.length > 0) return dns.mailDomains
  const domains = new Set<string>()
  for (const name of own)
    for (let at = parentOf(name); at !== undefined && at !== "" && !isPublicSuffix(at); at = parentOf(at))
      domains.add(at)
  return [...domains].sort()
}
