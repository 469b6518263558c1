import { reservedFor } from "./reservedIp.js"
import type { SanEntry } from "./sanEntry.js"
import { suffixList } from "./suffixList.js"

/** Why a CA that browsers trust may not sign a name (BR 7.1.2.7.12 and 4.2.2). */
export type PublicNameProblem =
  | { readonly kind: "single-label" }
  | { readonly kind: "internal"; readonly tld: string }
  | { readonly kind: "unknown-tld"; readonly tld: string }
  | { readonly kind: "arpa" }
  | { readonly kind: "reserved-ip"; readonly purpose: string }
  | { readonly kind: "underscore" }
  | { readonly kind: "reserved-hyphens"; readonly label: string }
  | { readonly kind: "public-suffix"; readonly suffix: string }

// Set aside by RFC 2606, 6761, 6762, 7686, 9476 or ICANN, or in wide internal use and therefore never delegated.
const internalTlds = new Set(
  "alt corp example home internal intranet invalid lan local localdomain localhost mail onion private test".split(
    " ",
  ),
)

/** Everything that keeps the name out of a public certificate; empty when nothing does. */
export function publicNameProblems(entry: SanEntry): PublicNameProblem[] {
  if (entry.kind === "ip") {
    const purpose = reservedFor(entry.octets)
    return purpose === undefined ? [] : [{ kind: "reserved-ip", purpose }]
  }
  const wildcard = entry.value.startsWith("*.")
  const name = wildcard ? entry.value.slice(2) : entry.value
  const labels = name.split(".")
  const hyphens = labels.find((label) => /^..--/.test(label) && !label.startsWith("xn--"))
  return [
    ...domainProblems(name, labels, wildcard),
    ...(name.includes("_") ? [{ kind: "underscore" } as const] : []),
    ...(hyphens === undefined ? [] : [{ kind: "reserved-hyphens", label: hyphens } as const]),
  ]
}

/** The ICANN part of the public suffix list decides, as BR 3.2.2.6 recommends. */
function domainProblems(name: string, labels: readonly string[], wildcard: boolean): PublicNameProblem[] {
  const tld = labels.at(-1) ?? ""
  if (labels.length === 1 && !wildcard) return [{ kind: "single-label" }]
  if (internalTlds.has(tld)) return [{ kind: "internal", tld }]
  if (tld === "arpa") return [{ kind: "arpa" }]
  const { publicSuffix, isIcann } = suffixList().parse(name, {
    allowPrivateDomains: false,
    validateHostname: false,
  })
  if (isIcann !== true) return [{ kind: "unknown-tld", tld }]
  return wildcard && publicSuffix === name ? [{ kind: "public-suffix", suffix: name }] : []
}
