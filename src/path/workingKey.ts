/** The working public key: RFC 5280 sections 6.1.2 (g) to (i) and 6.1.4 (d) to (f). */
import { DerReader, Work } from "../x509/der.js"
import { derBits, derOid, derSequence } from "../x509/derWrite.js"
import { attempt } from "../x509/parsed.js"
import { type PublicKey, readPublicKey } from "../x509/publicKey.js"

/** Whether the key's parameters are those of whoever issued it (RFC 3279 section 2.3.2). */
export function inheritsParameters(key: PublicKey): boolean {
  return key.kind === "dsa" && key.primeBits === undefined
}

/** The key with its issuer's parameters, where it has none of its own. */
export function workingKey(key: PublicKey, issuerKey: PublicKey): PublicKey {
  const { parameters } = issuerKey.algorithm
  if (!inheritsParameters(key) || issuerKey.kind !== "dsa" || parameters === undefined) return key
  const whole = derSequence(derSequence(derOid(key.algorithm.oid), parameters), derBits(key.bits))
  const read = attempt(() => readPublicKey(new DerReader(whole, new Work())))
  return read.ok ? read.value : key
}
