import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainWrongSignature = chainRule({
  ...faults.chainWrongSignature,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "The certificates that carry the issuer's name hold the key that signed.",
    why: "A CA has several certificates of one name; with the wrong one no client finds a way to the root.",
    bad: "the intermediate of last year, another key",
    good: "the intermediate that signed this certificate",
  },
  check: judged(faults.chainWrongSignature),
})
