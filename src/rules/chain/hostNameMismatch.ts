import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const hostNameMismatch = chainRule({
  ...faults.hostMismatch,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "The certificate that a port serves is valid for the name by which it was asked.",
    why: "Every client that compares names refuses it; the common name does not count.",
    bad: "mail.example.edu asked, a certificate for www.example.edu served",
    good: "a certificate with the name that clients use",
  },
  check: judged(faults.hostMismatch),
})
