import { certificateText } from "../../path/rejection.js"
import { chainRule } from "../rule.js"

export const servedWithoutChain = chainRule({
  code: "served-without-chain",
  severity: "error",
  scopes: ["chain"],
  source: "rfc",
  citation: "RFC 8446 section 4.4.2",
  message: "the server does not send the intermediate that issued {name}",
  hint: "deploy the chain with the certificate: certfleet rollout",
  documentation: {
    what: "A server sends every intermediate between its certificate and the root.",
    why: "Desktop browsers fetch or remember missing intermediates; mail programs, phones and other servers fail.",
    bad: "a handshake with the leaf alone",
    good: "a handshake with leaf and intermediate",
  },
  check: ({ way: { path }, sent, leaf, material: { served } }) => {
    if (!served) return undefined
    const there = new Set(sent.map(({ fingerprint }) => fingerprint))
    const missing = path.slice(0, -1).findIndex(({ fingerprint }) => !there.has(fingerprint))
    const issued = [leaf, ...path][missing]
    return missing < 0 || issued === undefined ? undefined : { name: certificateText(issued) }
  },
})
