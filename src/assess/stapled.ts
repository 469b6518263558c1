import { verifyChain } from "../path/verify.js"
import type { Certificate } from "../x509/certificate.js"
import { parseOcspResponse } from "../x509/ocsp.js"

/**
 * The revocation that a server itself staples to its handshake (RFC 6066 section 8), when the issuer it sent, or a
 * responder of that issuer, has signed it; undefined otherwise: a response that cannot be used says nothing, and
 * clients look elsewhere then.
 */
export function stapledRevocation(
  leaf: Certificate,
  sent: readonly Certificate[],
  stapled: Uint8Array,
  at: Date,
): { readonly since: Date; readonly reason: string } | undefined {
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
  const revoked = rejections.find((one) => one.kind === "revoked" && one.certificate === leaf)
  return revoked?.kind === "revoked" ? { since: revoked.since, reason: revoked.reason } : undefined
}
