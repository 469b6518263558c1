import { verifyChain } from "../path/verify.js"
import { inspectCertificate } from "../x509/certificate.js"
import { parseOcspResponse } from "../x509/ocsp.js"
import type { ServedObservation } from "./endpoint.js"

/**
 * The revocation that a server itself staples to its handshake (RFC 6066 section 8), when the issuer it sent, or a
 * responder of that issuer, has signed it; undefined otherwise.
 */
export function stapledRevocation(
  { chain, stapled }: Pick<ServedObservation, "chain" | "stapled">,
  at: Date,
): { readonly since: Date; readonly reason: string } | undefined {
  if (stapled === undefined) return undefined
  const response = parseOcspResponse(stapled)
  const [leaf, ...others] = chain.flatMap((der) => {
    const read = inspectCertificate(der)
    return read.ok ? [read.value] : []
  })
  if (!response.ok || leaf === undefined) return undefined
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
