import { requestRule } from "../rule.js"
import { hasNullParameters } from "../support/der.js"
import { when } from "../support/facts.js"

export const rsaKeyParametersNotNull = requestRule({
  code: "rsa-key-parameters-not-null",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 4055 section 1.2",
  inForce: { from: "2008-05-01" },
  message: "the RSA key's algorithm lacks its NULL parameters",
  at: "publicKey",
  documentation: {
    what: "The parameters of rsaEncryption are NULL.",
    why: "Strict readers refuse the key.",
    bad: "rsaEncryption without parameters",
    good: "rsaEncryption, NULL",
  },
  check: (view) => when(view.publicKey.kind === "rsa" && !hasNullParameters(view.publicKey.algorithm)),
})
