/** Delta lists: RFC 5280 sections 5.2.4 and 6.3.3 (c). */
import type { Crl } from "../x509/crl.js"
import { hex, sameBytes } from "../x509/derValues.js"
import type { ExtensionName } from "../x509/oids.js"
import { extensionOids } from "../x509/oids.js"
import type { Parsed } from "../x509/parsed.js"

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
    number(delta.extensions.deltaCrlIndicator),
    number(complete.extensions.crlNumber),
    number(delta.extensions.crlNumber),
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

function number(read: Parsed<Uint8Array> | undefined): bigint | undefined {
  return read?.ok === true ? BigInt(`0x${hex(read.value)}`) : undefined
}

/** Both have it and it is the same, or neither has it. */
function sameValue(one: Crl, other: Crl, name: ExtensionName): boolean {
  const [a, b] = [one, other].map(({ extensions }) => extensions.get(extensionOids[name])?.value)
  return a === undefined || b === undefined ? a === b : sameBytes(a, b)
}
