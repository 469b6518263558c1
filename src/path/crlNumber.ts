/** The numbers of revocation lists, and which lists an issuer has replaced: RFC 5280 section 5.2.3. */
import type { Crl } from "../x509/crl.js"
import { hex, sameBytes } from "../x509/derValues.js"
import { type ExtensionName, extensionOids } from "../x509/oids.js"
import type { Parsed } from "../x509/parsed.js"
import type { PublicKey } from "../x509/publicKey.js"

/** A complete list that may be used, as it is after its delta. */
export interface NumberedList {
  readonly crl: Crl
  /** Whose signature it bears: another key has numbers of its own. */
  readonly key: PublicKey
  /** Its own number, or its delta's; undefined for a list that has none. */
  readonly number: bigint | undefined
}

/** Whether the same issuer has signed a later list for the same scope, which says what holds now. */
export function isSuperseded(one: NumberedList, usable: readonly NumberedList[]): boolean {
  const { crl, key, number } = one
  return (
    number !== undefined &&
    usable.some(
      (other) =>
        other.number !== undefined &&
        other.number > number &&
        other.crl.issuer.key === crl.issuer.key &&
        sameValue(other.crl, crl, "issuingDistributionPoint") &&
        sameBytes(other.key.der, key.der),
    )
  )
}

export function numberIn(read: Parsed<Uint8Array> | undefined): bigint | undefined {
  return read?.ok === true ? BigInt(`0x${hex(read.value)}`) : undefined
}

/** Both have it and it is the same, or neither has it. */
export function sameValue(one: Crl, other: Crl, name: ExtensionName): boolean {
  const [a, b] = [one, other].map(({ extensions }) => extensions.get(extensionOids[name])?.value)
  return a === undefined || b === undefined ? a === b : sameBytes(a, b)
}
