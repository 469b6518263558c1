import { extensionMissing } from "../support/factories.js"

export const subjectKeyIdentifierMissing = extensionMissing({
  code: "subject-key-identifier-missing",
  severity: "notice",
  scopes: ["leaf"],
  extension: "subjectKeyIdentifier",
  citation: "RFC 5280 section 4.2.1.2",
  inForce: { from: "1999-01-01", until: "2023-09-15" },
  why: "Software that looks for certificates by key finds it more slowly. Since 2023-09-15 the Baseline Requirements advise to leave it out.",
})
