import { chainRule } from "../rule.js"

export const chainNotForZimbra = chainRule({
  code: "chain-not-for-zimbra",
  severity: "notice",
  scopes: ["chain"],
  source: "certfleet",
  citation: "zmcertmgr verifycrt (openssl verify -purpose sslserver -CAfile)",
  message: "Zimbra would not take it with this chain: {problem}",
  hint: "certfleet import completes it to the root",
  documentation: {
    what: "zmcertmgr verifies the certificate against the chain file alone, which must end in the root.",
    why: "A chain without its root is right for every web server and refused by Zimbra.",
    bad: "leaf and intermediate, no root",
    good: "leaf, intermediate, root",
  },
  check: ({ zimbra, sent, material: { served } }) =>
    served || sent.length < 2 || zimbra.ok ? undefined : { problem: zimbra.text },
})
