import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const authorityKeyIdentifierBothForms = certificateRule({
  code: "authority-key-identifier-both-forms",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.2",
  inForce: { from: "2013-07-26" },
  message: "authorityKeyIdentifier has both the key identifier and issuer with serial number",
  at: "extensions.authorityKeyIdentifier",
  documentation: {
    what: "authorityKeyIdentifier does not hold keyIdentifier and authorityCertSerialNumber together.",
    why: "With issuer and serial number the path breaks as soon as the CA renews its certificate.",
    bad: "authorityKeyIdentifier = keyid, issuer, serial number",
    good: "authorityKeyIdentifier = keyid",
  },
  check: (view) => {
    const identifier = view.value("authorityKeyIdentifier")
    return when(
      identifier?.keyIdentifier !== undefined &&
        (identifier.issuer !== undefined || identifier.serial !== undefined),
    )
  },
})
