import { sameBytes } from "../../x509/derValues.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const signatureAlgorithmsDiffer = certificateRule({
  code: "signature-algorithms-differ",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.1.2",
  inForce: { from: "2008-05-01" },
  message: "the signature algorithm inside of the signed part differs from the one outside",
  at: "signatureAlgorithm",
  documentation: {
    what: "Both signature algorithms of a certificate are the same, byte for byte.",
    why: "Only the inner one is protected; a verifier that uses the outer one can be misled.",
    bad: "sha256 inside, sha1 outside",
    good: "the same on both sides",
  },
  check: (view) =>
    when(
      view.raw.signature.length > 0 &&
        !sameBytes(view.raw.signature, view.certificate.signatureAlgorithm.der),
    ),
})
