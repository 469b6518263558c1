import { extensionMissing } from "../support/factories.js"

export const caWithoutSubjectKeyIdentifier = extensionMissing({
  code: "ca-without-subject-key-identifier",
  scopes: ["intermediate", "root"],
  extension: "subjectKeyIdentifier",
  citation: "RFC 5280 section 4.2.1.2",
  inForce: { from: "1999-01-01" },
  why: "What the CA signs points at this identifier; without it clients may build no path.",
})
