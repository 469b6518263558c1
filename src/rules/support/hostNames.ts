/** Taking host names apart the way the naming rules need it. */
import { parseIp } from "../../x509/ipAddress.js"
import { reservedFor } from "../../x509/reservedIp.js"
import type { Domains } from "../context.js"

/** The names of which some label fits. */
export function labelsOfAll(
  names: readonly string[],
  broken: (label: string, index: number, labels: readonly string[]) => boolean,
): readonly string[] {
  return names.filter((name) => name.split(".").some(broken))
}

/** The label that its owner registered under a public suffix: `example` of `www.example.edu`. */
export function registrableLabel(name: string, domains: Domains): string | undefined {
  const rest = beforeSuffix(name, domains)
  return rest?.at(-1)
}

/** The labels left of the registered name. */
export function subdomainLabels(name: string, domains: Domains): readonly string[] {
  return beforeSuffix(name, domains)?.slice(0, -1) ?? []
}

function beforeSuffix(name: string, domains: Domains): readonly string[] | undefined {
  const suffix = domains.publicSuffix(name) ?? name.slice(name.lastIndexOf(".") + 1)
  if (name.length <= suffix.length + 1) return undefined
  return name.slice(0, -suffix.length - 1).split(".")
}

const zones = { "in-addr.arpa": 4, "ip6.arpa": 32 } as const
type Zone = keyof typeof zones

function zoneOf(name: string): Zone | undefined {
  const lower = `.${name.toLowerCase()}`
  if (lower.endsWith(".in-addr.arpa")) return "in-addr.arpa"
  return lower.endsWith(".ip6.arpa") ? "ip6.arpa" : undefined
}

/** Whether the name lies in a zone of reverse lookups (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export function isReverseZone(name: string): boolean {
  return zoneOf(name) !== undefined
}

/** What is wrong with a name in a reverse zone: no whole address there, or a reserved one. */
export function reverseZoneProblem(name: string): "malformed" | "reserved" | undefined {
  const zone = zoneOf(name)
  if (zone === undefined) return undefined
  const labels = name.toLowerCase().split(".").slice(0, -2)
  const count = zones[zone]
  if (labels.length < count) return "malformed"
  const address = addressOf(zone, labels.slice(-count).reverse())
  if (address === undefined) return "malformed"
  return reservedFor(address) === undefined ? undefined : "reserved"
}

function addressOf(zone: Zone, parts: readonly string[]): Uint8Array | undefined {
  if (zone === "in-addr.arpa") return parseIp(parts.join("."))
  if (!parts.every((part) => /^[0-9a-f]$/.test(part))) return undefined
  const groups = Array.from({ length: 8 }, (_, index) => parts.slice(index * 4, index * 4 + 4).join(""))
  return parseIp(groups.join(":"))
}
