import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isOnion } from "../support/onions.js"

export const evWithWildcard = certificateRule({
  code: "ev-with-wildcard",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "EV guidelines 9.8.1",
  message: "an EV certificate has a wildcard: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A certificate with extended validation names no wildcard, unless under onion.",
    why: "Each name of such a certificate is verified by itself.",
    bad: "policy 2.23.140.1.1, DNS:*.example.edu",
    good: "policy 2.23.140.1.1, DNS:mail.example.edu",
  },
  check: (view) =>
    view.hasPolicy("ev")
      ? found(view.hostNames.filter((name) => name.startsWith("*.") && !isOnion(name)))
      : undefined,
})
