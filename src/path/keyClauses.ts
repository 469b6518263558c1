/** Keys and signature algorithms of the web PKI: BR 6.1.5, 6.1.6, 7.1.3. */
import { type AlgorithmIdentifier, signatureAlgorithm } from "../x509/algorithm.js"
import { isOffCurve } from "../x509/ecPoint.js"
import { publicKeyText } from "../x509/publicKey.js"
import { verdict } from "./clause.js"
import type { Reason } from "./rejection.js"

const curves: ReadonlySet<string | undefined> = new Set(["P-256", "P-384", "P-521"])

/** BR 6.1.5, 6.1.6 and 7.1.3.1: RSA of 2,048 bits and more, or one of three named curves. */
export const hasStrongKey = verdict(({ publicKey }) => {
  const weak = (message: string, citation: string): Reason => ({
    kind: "weak-key",
    key: publicKeyText(publicKey),
    message,
    citation,
  })
  switch (publicKey.kind) {
    case "rsa":
      if (publicKey.modulusBits < 2048) return weak("has fewer than 2048 bits", "BR 6.1.5")
      if (publicKey.modulusBits % 8 !== 0)
        return weak("has a number of bits that 8 does not divide", "BR 6.1.5")
      if (publicKey.exponent < 3n || publicKey.exponent % 2n === 0n)
        return weak("has an exponent that is even or below 3", "BR 6.1.6")
      return undefined
    case "ec":
      if (publicKey.explicitCurve) return weak("spells its curve out instead of naming it", "BR 7.1.3.1.2")
      if (!curves.has(publicKey.curve)) return weak("is not on P-256, P-384 or P-521", "BR 6.1.5")
      return isOffCurve(publicKey) ? weak("is no point of its curve", "SEC 1 section 3.2.2") : undefined
    default:
      return weak("is neither RSA nor ECDSA", "BR 7.1.3.1")
  }
})

/** Java reads no certificate whose RSA exponent is below 3: with 1, anybody signs for it. */
export const hasRealExponent = verdict(({ publicKey }) =>
  (publicKey.kind === "rsa" || publicKey.kind === "rsa-pss") && publicKey.exponent < 3n
    ? {
        kind: "weak-key",
        key: publicKeyText(publicKey),
        message: "has an exponent below 3",
        citation: "RFC 8017 section 3.1",
      }
    : undefined,
)

/** BR 7.1.3.2: SHA-256, SHA-384 or SHA-512 with RSA (PKCS #1 or PSS) or ECDSA. */
export function weakWebSignature(identifier: AlgorithmIdentifier): Reason | undefined {
  const algorithm = signatureAlgorithm(identifier)
  const citation = "BR 7.1.3.2"
  if (!algorithm.ok) return { kind: "signature-algorithm", message: algorithm.problem.message, citation }
  const { scheme, hash } = algorithm.value
  if (scheme !== "rsa" && scheme !== "rsa-pss" && scheme !== "ecdsa")
    return {
      kind: "weak-signature",
      message: `it is signed with ${scheme}, which the web does not use`,
      citation,
    }
  return hash === "sha256" || hash === "sha384" || hash === "sha512"
    ? undefined
    : { kind: "weak-signature", message: `it is signed with ${hash ?? "an unknown hash"}`, citation }
}

/** RFC 6151 and RFC 6149: MD5 and MD2 signatures can be forged; everything else is the caller's decision. */
export function forgeableSignature(identifier: AlgorithmIdentifier): Reason | undefined {
  const algorithm = signatureAlgorithm(identifier)
  if (!algorithm.ok) return { kind: "signature-algorithm", message: algorithm.problem.message }
  const { hash } = algorithm.value
  return hash === "md5" || hash === "md2"
    ? { kind: "weak-signature", message: `it is signed with ${hash}`, citation: "RFC 6151 section 2" }
    : undefined
}
