import { usageOids } from "../../x509/oids.js"
import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ekuClientAuth = requestRule({
  code: "eku-client-auth",
  severity: "warning",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  citation: "Chrome Root Program Policy 3.2",
  inForce: { from: "2027-03-15" },
  message: "extKeyUsage of a server certificate has clientAuth",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "From 2027-03-15 on extKeyUsage of a public server certificate has serverAuth alone.",
    why: "Chrome trusts only hierarchies for TLS servers alone; DigiCert stops selling clientAuth on 2027-03-01. Use a private CA for clients.",
    bad: "extKeyUsage = serverAuth, clientAuth",
    good: "extKeyUsage = serverAuth",
  },
  check: (view) => when(view.value("extKeyUsage")?.includes(usageOids.clientAuth)),
})
