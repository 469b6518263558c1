/** Which uses of a key go with which purposes. */
import type { KeyUsage, KeyUsageName } from "../../x509/extensions/basic.js"
import { usageOids } from "../../x509/oids.js"
import type { CertificateView } from "../view/certificateView.js"

/** RFC 5280 section 4.2.1.12: the key usages that may go with each purpose. */
const consistent: ReadonlyMap<string, readonly KeyUsageName[]> = new Map([
  [usageOids.serverAuth, ["digitalSignature", "keyEncipherment", "keyAgreement"]],
  [usageOids.clientAuth, ["digitalSignature", "keyAgreement"]],
  [usageOids.codeSigning, ["digitalSignature"]],
  [usageOids.emailProtection, ["digitalSignature", "nonRepudiation", "keyEncipherment", "keyAgreement"]],
  [usageOids.timeStamping, ["digitalSignature", "nonRepudiation"]],
  [usageOids.ocspSigning, ["digitalSignature", "nonRepudiation"]],
])

/** The bits of keyUsage by whether they fit a purpose; undefined where a purpose is not in the table. */
export function fittingBits(
  view: CertificateView,
): { readonly fitting: readonly KeyUsageName[]; readonly others: readonly KeyUsageName[] } | undefined {
  const bits: KeyUsage | undefined = view.value("keyUsage")
  if (bits === undefined || view.usages.length === 0) return undefined
  if (!view.usages.every((usage) => consistent.has(usage))) return undefined
  const allowed = new Set(view.usages.flatMap((usage) => consistent.get(usage) ?? []))
  return {
    fitting: [...bits].filter((bit) => allowed.has(bit)),
    others: [...bits].filter((bit) => !allowed.has(bit)),
  }
}
