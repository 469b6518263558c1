import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rsaExponentEven = requestRule({
  code: "rsa-exponent-even",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.6",
  inForce: { from: "2013-02-21" },
  message: "the RSA exponent is even",
  at: "publicKey",
  documentation: {
    what: "The public exponent of an RSA key is odd.",
    why: "With an even exponent there is no private key.",
    bad: "exponent 65536",
    good: "exponent 65537",
  },
  check: (view) =>
    when(
      (view.publicKey.kind === "rsa" || view.publicKey.kind === "rsa-pss") &&
        view.publicKey.exponent % 2n === 0n,
    ),
})
