import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rsaExponentTooSmall = requestRule({
  code: "rsa-exponent-too-small",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.6",
  inForce: { from: "2013-02-21" },
  message: "the RSA exponent is smaller than 3",
  at: "publicKey",
  documentation: {
    what: "The public exponent of an RSA key is 3 or more.",
    why: "With the exponent 1 anybody can sign.",
    bad: "exponent 1",
    good: "exponent 65537",
  },
  check: (view) =>
    when(
      (view.publicKey.kind === "rsa" || view.publicKey.kind === "rsa-pss") && view.publicKey.exponent < 3n,
    ),
})
