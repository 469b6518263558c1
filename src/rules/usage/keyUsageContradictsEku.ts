import type { KeyUsageName } from "../../x509/extensions/basic.js"
import { usageOids } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

/** RFC 5280 section 4.2.1.12: the key usages that may go with each purpose. */
const consistent: ReadonlyMap<string, readonly KeyUsageName[]> = new Map([
  [usageOids.serverAuth, ["digitalSignature", "keyEncipherment", "keyAgreement"]],
  [usageOids.clientAuth, ["digitalSignature", "keyAgreement"]],
  [usageOids.codeSigning, ["digitalSignature"]],
  [usageOids.emailProtection, ["digitalSignature", "nonRepudiation", "keyEncipherment", "keyAgreement"]],
  [usageOids.timeStamping, ["digitalSignature", "nonRepudiation"]],
  [usageOids.ocspSigning, ["digitalSignature", "nonRepudiation"]],
])

export const keyUsageContradictsEku = certificateRule({
  code: "key-usage-contradicts-eku",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.12",
  inForce: { from: "2008-05-01" },
  message: "keyUsage has bits that fit none of the purposes of extKeyUsage: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "Every bit of keyUsage fits a purpose of extKeyUsage.",
    why: "A client checks both; what only one of them permits is not permitted.",
    bad: "keyUsage = dataEncipherment, extKeyUsage = clientAuth",
    good: "keyUsage = digitalSignature, extKeyUsage = clientAuth",
  },
  check: (view) => {
    const bits = view.value("keyUsage")
    if (bits === undefined || view.usages.length === 0) return undefined
    if (!view.usages.every((usage) => consistent.has(usage))) return undefined
    const fitting = new Set(view.usages.flatMap((usage) => consistent.get(usage) ?? []))
    return found([...bits].filter((bit) => !fitting.has(bit)))
  },
})
