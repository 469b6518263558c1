import { isOffCurve } from "../../x509/ecPoint.js"
import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ecPointNotOnCurve = requestRule({
  code: "ec-point-not-on-curve",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.6",
  message: "the EC key is no point of its curve",
  hint: "make a new key and CSR with certfleet csr",
  at: "publicKey",
  documentation: {
    what: "An EC key on P-256, P-384 or P-521 is a point of that curve, in one of the forms of SEC 1 section 2.3.3.",
    why: "No program loads such a key: no server starts with it, and no client takes the certificate.",
    bad: "04 and 64 octets by chance",
    good: "the point that belongs to a private key",
  },
  check: (view) => when(isOffCurve(view.publicKey)),
})
