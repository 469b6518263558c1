/** Delta lists: RFC 5280 sections 5.2.4 and 6.3.3 (c). */
import type { Crl } from "../x509/crl.js"
import { numberIn, sameValue } from "./crlNumber.js"

/** Whether the list is a delta to another one: it says nothing by itself. */
export function isDelta(crl: Crl): boolean {
  return crl.extensions.has("deltaCrlIndicator")
}

/** Whether the moment lies between thisUpdate and nextUpdate. */
export function isCurrent({ thisUpdate, nextUpdate }: Crl, at: Date): boolean {
  return thisUpdate <= at && nextUpdate !== undefined && at <= nextUpdate
}

/** Whether the delta brings the complete list up to date. */
export function applies(delta: Crl, complete: Crl): boolean {
  const [base, from, to] = [
    numberIn(delta.extensions.deltaCrlIndicator),
    numberIn(complete.extensions.crlNumber),
    numberIn(delta.extensions.crlNumber),
  ]
  if (base === undefined || from === undefined || to === undefined) return false
  return (
    delta.issuer.key === complete.issuer.key &&
    sameValue(delta, complete, "issuingDistributionPoint") &&
    sameValue(delta, complete, "authorityKeyIdentifier") &&
    base <= from &&
    from < to
  )
}
