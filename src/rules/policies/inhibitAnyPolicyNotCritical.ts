import { extensionNotCritical } from "../support/factories.js"

export const inhibitAnyPolicyNotCritical = extensionNotCritical({
  code: "inhibit-any-policy-not-critical",
  extension: "inhibitAnyPolicy",
  citation: "RFC 5280 section 4.2.1.14",
  inForce: { from: "2002-04-01" },
  why: "A client that skips the extension accepts policies that are meant to be shut out.",
})
