import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const sanEmptyName = requestRule({
  code: "san-empty-name",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "1999-01-01" },
  message: "subjectAltName holds an empty name",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No entry of subjectAltName is empty.",
    why: "An empty name matches nothing, and some verifiers refuse the whole certificate for it.",
    bad: "subjectAltName = DNS:",
    good: "subjectAltName = DNS:mail.example.edu",
  },
  check: (view) => {
    return when(
      view.san.some((name) =>
        name.kind === "dns" || name.kind === "email" || name.kind === "uri"
          ? name.value === ""
          : name.kind === "ip" && name.octets.length === 0,
      ),
    )
  },
})
