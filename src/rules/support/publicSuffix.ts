import { suffixList } from "../../x509/suffixList.js"

/** Several rules ask for each name of a certificate, one rule after the other: so many are remembered. */
const most = 1000
/** RFC 1035 section 2.3.4, written with dots: what is longer is no name. */
const longest = 253
const known = new Map<string, string | undefined>()

/** The ICANN part of the public suffix list: `edu`, `co.uk`; undefined when the top-level domain is not on it. */
export function publicSuffix(name: string): string | undefined {
  if (known.has(name)) return known.get(name)
  if (name.length > longest) return lookUp(name)
  if (known.size >= most) known.clear()
  const suffix = lookUp(name)
  known.set(name, suffix)
  return suffix
}

function lookUp(name: string): string | undefined {
  const found = suffixList().parse(name, { allowPrivateDomains: false, validateHostname: false })
  return found.isIcann === true ? (found.publicSuffix ?? undefined) : undefined
}
