import { faults } from "../../assess/faults.js"
import { isForServers } from "../../assess/ownNames.js"
import { nameText } from "../../x509/name.js"
import { requestRule } from "../rule.js"

export const sanMissing = requestRule({
  ...faults.sanMissing,
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  at: "extensions",
  documentation: {
    what: "A server certificate or request has the extension subjectAltName.",
    why: "Clients look for host names only there (RFC 9525); without it every connection fails or warns.",
    bad: "CN=mail.example.edu, no subjectAltName",
    good: "subjectAltName = DNS:mail.example.edu",
  },
  check: (view) =>
    view.isServers && isForServers(view.extensions) && !view.has("subjectAltName")
      ? { name: view.commonNames.at(-1) ?? nameText(view.subject) }
      : undefined,
})
