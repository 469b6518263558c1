/** What a browser refuses beyond RFC 5280 section 6: each clause was asked of Chromium, which reads names and identifiers strictly. */
import type { Name } from "../x509/name.js"
import { breach, verdict } from "./clause.js"

/** What a PrintableString holds for Chromium, which lets an asterisk pass. */
const printable = /^[A-Za-z0-9 '()*+,\-./:=?]*$/

/** X.680 section 41.4: a certificate with another character in a PrintableString is not even read. */
export const hasPrintableNames = verdict(({ subject, issuer }) => {
  const isOdd = ({ rdns }: Name): boolean =>
    rdns.flat().some(({ type, value }) => type === "PrintableString" && !printable.test(value))
  const where = isOdd(subject) ? "subject" : isOdd(issuer) ? "issuer" : undefined
  return (
    where &&
    breach(
      "printable-string-alphabet",
      `a PrintableString of its ${where} holds characters that the type does not have, and Chrome does not read it`,
      "X.680 section 41.4",
    )
  )
})

/** RFC 5280 section 4.2.1.1: the issuer's name and serial number come together. */
export const hasWholeAuthority = verdict(({ extensions }) => {
  const authority = extensions.authorityKeyIdentifier
  if (authority?.ok !== true) return undefined
  const { issuer, serial } = authority.value
  return (issuer === undefined) === (serial === undefined)
    ? undefined
    : breach(
        "aki-incomplete",
        "its authorityKeyIdentifier names the issuer without the serial number or the reverse, and Chrome does not read it",
        "RFC 5280 section 4.2.1.1",
      )
})
