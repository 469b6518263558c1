import { suffixList } from "../../x509/suffixList.js"

/** The ICANN part of the public suffix list: `edu`, `co.uk`; undefined when the top-level domain is not on it. */
export function publicSuffix(name: string): string | undefined {
  const found = suffixList().parse(name, { allowPrivateDomains: false, validateHostname: false })
  return found.isIcann === true ? (found.publicSuffix ?? undefined) : undefined
}
