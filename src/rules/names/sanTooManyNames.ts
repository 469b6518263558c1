import { requestRule } from "../rule.js"

export const sanTooManyNames = requestRule({
  code: "san-too-many-names",
  severity: "warning",
  scopes: ["csr"],
  source: "certfleet",
  audience: "everyone",
  citation: "DigiCert: 250 names at most",
  message: "asks for {count} names; DigiCert signs 250 at most",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A request asks for at most 250 names.",
    why: "The order would be refused.",
    bad: "251 names",
    good: "250 names or fewer",
  },
  check: (view) => (view.san.length > 250 ? { count: view.san.length } : undefined),
})
