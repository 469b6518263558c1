import { certificateText } from "../../path/rejection.js"
import { chainRule } from "../rule.js"
import { found } from "../support/facts.js"

export const chainUnrelated = chainRule({
  code: "chain-unrelated-certificate",
  severity: "warning",
  scopes: ["chain"],
  source: "rfc",
  citation: "RFC 8446 section 4.4.2",
  message: "certificates that are not on the way to the root lie beside it: {values}",
  hint: "certfleet import leaves them out",
  documentation: {
    what: "A file or handshake with a leaf holds nothing but its chain; cross-signed certificates count as chain.",
    why: "They are sent at every handshake, and hide a missing intermediate from the eye.",
    bad: "leaf, intermediate, the intermediate of another CA",
    good: "leaf, intermediate, root",
  },
  check: ({ way: { path }, sent, leaf }) => {
    if (path.length === 0) return undefined
    const keys = new Set(
      [leaf, ...path].map(({ publicKey }) => Buffer.from(publicKey.der).toString("base64")),
    )
    const strangers = sent.filter(({ publicKey }) => !keys.has(Buffer.from(publicKey.der).toString("base64")))
    return found(strangers.map(certificateText))
  },
})
