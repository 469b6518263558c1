import { type Finding, reaches } from "../finding.js"
import { sameBytes } from "../x509/derValues.js"
import type { Assembled, AssembleOptions } from "./assembled.js"
import { certificateName } from "./certificateNames.js"
import { chainFindings } from "./chainFindings.js"
import type { Delivered, Delivery } from "./delivery.js"
import { findChain } from "./findChain.js"
import { bundleFindings } from "./findings.js"
import { leafFindings } from "./leafFindings.js"
import { bundleNotices } from "./notices.js"
import { repairs } from "./repairs.js"

/**
 * Finds the leaf by its key among what was delivered, orders and completes its chain, and checks everything
 * that can be known before a server is touched. With any error there is nothing to write.
 */
export function assemble(
  delivery: Delivery,
  options: AssembleOptions,
): { readonly assembled?: Assembled; readonly findings: readonly Finding[] } {
  const [chosen, ...older] = matching(delivery.certificates, options.publicKey)
  if (chosen === undefined) return { findings: [...delivery.findings, ...noLeaf(delivery, options)] }
  const leaf = chosen.certificate
  const pool = delivery.certificates.map(({ certificate }) => certificate)
  const result = findChain(leaf, pool, options)
  const facts = { count: older.length + 1, chosen: leaf.notBefore.toISOString().slice(0, 10) }
  const findings = [
    ...delivery.findings,
    ...(older.length === 0 ? [] : [bundleNotices.severalLeaves(chosen.subject, facts)]),
    ...leafFindings(chosen, delivery.requests, options),
    ...chainFindings(chosen, result, delivery, options),
  ]
  if (!result.found || reaches(findings, "error")) return { findings }
  const assembled = { leaf, chain: result.chain }
  return { assembled, findings: [...findings, ...repairs(assembled, delivery, options)] }
}

function matching(certificates: readonly Delivered[], publicKey: Uint8Array): Delivered[] {
  return certificates
    .filter(({ certificate }) => sameBytes(certificate.publicKey.der, publicKey))
    .toSorted((a, b) => b.certificate.notBefore.getTime() - a.certificate.notBefore.getTime())
}

/** Where a file could not be read, the certificate may be in it: saying more would only distract. */
function noLeaf({ certificates, findings }: Delivery, { keyName }: AssembleOptions): Finding[] {
  const found = certificates
    .filter(({ certificate }) => !certificate.isCa)
    .map(({ certificate }) => certificateName(certificate))
  if (found.length === 0 && reaches(findings, "error")) return []
  return [bundleFindings.keyMismatch({ kind: "file", file: keyName }, { key: keyName, found })]
}
