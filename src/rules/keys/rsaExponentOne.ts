import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rsaExponentOne = certificateRule({
  code: "rsa-exponent-one",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.2",
  inForce: { from: "2017-02-28" },
  message: "the RSA exponent is 1",
  at: "publicKey",
  documentation: {
    what: "The public exponent of an RSA key is not 1.",
    why: "Encryption and signatures with it do nothing.",
    bad: "exponent 1",
    good: "exponent 65537",
  },
  check: (view) =>
    when(
      (view.publicKey.kind === "rsa" || view.publicKey.kind === "rsa-pss") && view.publicKey.exponent === 1n,
    ),
})
