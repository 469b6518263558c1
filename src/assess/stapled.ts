import { verifyChain } from "../path/verify.js"
import type { Certificate } from "../x509/certificate.js"
import { parseOcspResponse } from "../x509/ocsp.js"

/** What a staple says against the certificate. */
export type Staple =
  | { readonly kind: "revoked"; readonly since: Date; readonly reason: string }
  | { readonly kind: "unknown"; readonly problem: string }

/**
 * What a server itself staples to its handshake (RFC 6066 section 8), when the issuer it sent, or a responder of that
 * issuer, has signed it: that the certificate is revoked, or not known, which Firefox and Thunderbird refuse alike.
 * Undefined otherwise: a response that has run out or is another's says nothing, and clients look elsewhere then.
 */
export function stapleAgainst(
  leaf: Certificate,
  sent: readonly Certificate[],
  stapled: Uint8Array,
  at: Date,
): Staple | undefined {
  const response = parseOcspResponse(stapled)
  if (!response.ok) return undefined
  const others = sent.filter(({ fingerprint }) => fingerprint !== leaf.fingerprint)
  const question = { purpose: null, revocation: "available", partialChain: true } as const
  const { rejections } = verifyChain(leaf, others, {
    at,
    anchors: others,
    ocsp: [response.value],
    profile: "private",
    ...question,
  })
  for (const one of rejections.filter(({ certificate }) => certificate === leaf)) {
    if (one.kind === "revoked") return { kind: one.kind, since: one.since, reason: one.reason }
    if (one.kind === "revocation-unknown" && one.isUnknown === true)
      return { kind: "unknown", problem: one.message }
  }
  return undefined
}
