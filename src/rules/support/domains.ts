import { parse } from "tldts"
import { isALabel } from "../../x509/idn.js"
import type { Domains } from "../context.js"

/** The public suffix list and IDNA2008; heavy, so load it only when there are names to judge. */
export const domains: Domains = {
  publicSuffix: (name) => {
    const { publicSuffix, isIcann } = parse(name, { allowPrivateDomains: false, validateHostname: false })
    return isIcann === true ? (publicSuffix ?? undefined) : undefined
  },
  isALabel,
}
