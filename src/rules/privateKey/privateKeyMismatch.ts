import { faults } from "../../assess/faults.js"
import { keyRule } from "../rule.js"
import { found } from "../support/facts.js"

export const privateKeyMismatch = keyRule({
  ...faults.keyMismatch,
  scopes: ["key"],
  source: "certfleet",
  documentation: {
    what: "A key belongs to the certificate and the request in files of the same name beside it; the one that a delivery is judged with, to a certificate of it.",
    why: "No server starts with a key that is not its certificate's; zmcertmgr refuses the pair.",
    bad: "commercial.key of last year beside this year's commercial.crt",
    good: "commercial.key, commercial.csr and commercial.crt of one order",
  },
  check: ({ fingerprint, namesakes }) =>
    fingerprint === undefined
      ? undefined
      : found(namesakes.filter(({ keys }) => !keys.has(fingerprint)).map(({ place }) => place)),
})
