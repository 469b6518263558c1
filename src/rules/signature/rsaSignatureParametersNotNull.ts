import { hex } from "../../x509/derValues.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

const rsaSignature = /^06092a864886f70d0101(02|04|05|0e|0b|0c|0d)(.*)$/

export const rsaSignatureParametersNotNull = certificateRule({
  code: "rsa-signature-parameters-not-null",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 4055 section 5",
  inForce: { from: "2008-05-01" },
  message: "the signature algorithm lacks its NULL parameters",
  at: "signatureAlgorithm",
  documentation: {
    what: "The parameters of RSA signature algorithms (PKCS #1 v1.5) are NULL.",
    why: "Strict readers refuse the certificate.",
    bad: "sha256WithRSAEncryption without parameters",
    good: "sha256WithRSAEncryption, NULL",
  },
  check: (view) => {
    const rest = rsaSignature.exec(hex(view.raw.signature.subarray(2)))?.[2]
    return when(rest !== undefined && rest !== "0500")
  },
})
