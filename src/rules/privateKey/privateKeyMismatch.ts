import { keyRule } from "../rule.js"
import { found } from "../support/facts.js"

export const privateKeyMismatch = keyRule({
  code: "private-key-mismatch",
  severity: "error",
  scopes: ["key"],
  source: "certfleet",
  citation: "RFC 8446 section 4.4.3",
  message: "it is not the key of {values}, whose file is called like it",
  hint: "find the key that was made with the CSR; without it, order again with a new one",
  documentation: {
    what: "A key belongs to the certificate and the request in files of the same name beside it.",
    why: "No server starts with a key that is not its certificate's; zmcertmgr refuses the pair.",
    bad: "commercial.key of last year beside this year's commercial.crt",
    good: "commercial.key, commercial.csr and commercial.crt of one order",
  },
  check: ({ fingerprint, namesakes }) =>
    fingerprint === undefined
      ? undefined
      : found(namesakes.filter(({ keys }) => !keys.has(fingerprint)).map(({ place }) => place)),
})
