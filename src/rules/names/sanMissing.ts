import { faults } from "../../assess/faults.js"
import { requestRule } from "../rule.js"

export const sanMissing = requestRule({
  ...faults.sanMissing,
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  inForce: { from: "2012-07-01" },
  at: "extensions",
  documentation: {
    what: "A server certificate or request has the extension subjectAltName.",
    why: "Clients look for host names only there (RFC 9525); without it every connection fails or warns.",
    bad: "CN=mail.example.edu, no subjectAltName",
    good: "subjectAltName = DNS:mail.example.edu",
  },
  check: (view) => (view.has("subjectAltName") ? undefined : { name: view.commonNames.at(-1) ?? "it" }),
})
