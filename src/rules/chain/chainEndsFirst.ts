import { certificateText } from "../../path/rejection.js"
import { chainRule } from "../rule.js"
import { isoDay } from "../support/values.js"

export const chainEndsFirst = chainRule({
  code: "chain-ends-before-leaf",
  severity: "warning",
  scopes: ["chain"],
  source: "certfleet",
  citation: "RFC 5280 section 6.1.3",
  message: "{name} expires on {notAfter}, before the leaf ({leafNotAfter})",
  hint: "renew before that day, or ask the CA for its newer intermediate",
  documentation: {
    what: "Every certificate of the chain is valid at least as long as the leaf.",
    why: "The certificate stops working on a day that nobody has in the calendar.",
    bad: "leaf until November, intermediate until August",
    good: "an intermediate that outlives the leaf",
  },
  check: ({ way: { path }, leaf }) => {
    const first = path.reduce((a, b) => (b.notAfter < a.notAfter ? b : a), leaf)
    return first === leaf
      ? undefined
      : {
          name: certificateText(first),
          notAfter: isoDay(first.notAfter),
          leafNotAfter: isoDay(leaf.notAfter),
        }
  },
})
