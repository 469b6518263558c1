import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const revoked = chainRule({
  ...faults.revoked,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "The CA has not revoked the certificate, as far as the server's own stapled answer tells.",
    why: "Browsers that read the staple refuse the connection.",
    bad: "a stapled OCSP response that says revoked",
    good: "a stapled response that says good, or none",
  },
  check: judged(faults.revoked),
})
