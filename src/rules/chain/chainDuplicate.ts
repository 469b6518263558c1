import { certificateText } from "../../path/rejection.js"
import { chainRule } from "../rule.js"
import { found } from "../support/facts.js"

export const chainDuplicate = chainRule({
  code: "chain-duplicate-certificate",
  severity: "warning",
  scopes: ["chain"],
  source: "rfc",
  citation: "RFC 8446 section 4.4.2",
  message: "the same certificate is there twice: {values}",
  hint: "remove the copy",
  documentation: {
    what: "No certificate of a file or handshake is there twice.",
    why: "It is sent twice at every handshake, and some clients stop at the repetition.",
    bad: "leaf, intermediate, intermediate, root",
    good: "leaf, intermediate, root",
  },
  check: ({ sent }) => {
    const seen = new Set<string>()
    const again = sent.filter(({ fingerprint }) => seen.has(fingerprint) || !seen.add(fingerprint))
    return found(again.map(certificateText))
  },
})
