import { usageOids } from "../../x509/oids.js"
import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ekuWithoutServerAuth = requestRule({
  code: "eku-without-server-auth",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.2.7.10",
  inForce: { from: "2023-09-15" },
  message: "extKeyUsage lacks serverAuth",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "extKeyUsage of a server certificate has serverAuth.",
    why: "Browsers and mail clients refuse the certificate.",
    bad: "extKeyUsage = clientAuth",
    good: "extKeyUsage = serverAuth",
  },
  check: (view) => {
    const usages = view.value("extKeyUsage")
    return when(
      usages !== undefined &&
        !usages.includes(usageOids.serverAuth) &&
        !usages.includes(usageOids.ocspSigning),
    )
  },
})
