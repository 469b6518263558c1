import { faults } from "../../assess/faults.js"
import { isForServers, malformedDnsNames } from "../../assess/ownNames.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const dnsNameMalformed = requestRule({
  ...faults.dnsNameMalformed,
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  audience: "everyone",
  at: "extensions.subjectAltName",
  documentation: {
    what: "Every dNSName of a server certificate is a host name, or a wildcard above one; underscores pass.",
    why: "OpenSSL, Java and Chromium pass over such a name; Firefox and Thunderbird read the names in order and refuse the certificate at it.",
    bad: "DNS:mail\\u0007.example.edu",
    good: "DNS:mail.example.edu",
  },
  check: (view) =>
    view.isServers && isForServers(view.extensions) && view.extensions.subjectAltName?.ok === true
      ? found(malformedDnsNames(view.san))
      : undefined,
})
