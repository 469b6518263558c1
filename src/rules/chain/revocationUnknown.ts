import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const revocationUnknown = chainRule({
  ...faults.revocationUnknown,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "The revocation list or response that was given, or that the server staples, tells whether the certificate is revoked.",
    why: "It has run out, is about another certificate, or does not know this one: what was asked was not answered. Firefox and Thunderbird refuse a staple that does not know it.",
    bad: "a stapled OCSP response that says unknown",
    good: "a current list or response of the CA that issued the certificate",
  },
  check: judged(faults.revocationUnknown),
})
