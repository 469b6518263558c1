import { certificateText } from "../../path/rejection.js"
import { chainRule } from "../rule.js"

export const chainDisordered = chainRule({
  code: "chain-disordered",
  severity: "warning",
  scopes: ["chain"],
  source: "rfc",
  citation: "RFC 8446 section 4.4.2",
  message: "the certificates are not in the order in which each is issued by the next: {names}",
  hint: "certfleet import writes them in order, the root last",
  documentation: {
    what: "Each certificate of a file or handshake is issued by the one after it.",
    why: "TLS before 1.3 demands the order, and older clients still do; Zimbra serves the file as it is.",
    bad: "root, intermediate, leaf",
    good: "leaf, intermediate, root",
  },
  check: ({ way: { path }, sent, leaf }) => {
    const known = new Map(sent.map((certificate, index) => [certificate.fingerprint, index]))
    const places = [leaf, ...path].flatMap(({ fingerprint }) => known.get(fingerprint) ?? [])
    const inOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1))
    return inOrder ? undefined : { names: sent.map(certificateText) }
  },
})
