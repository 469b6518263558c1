import { hex } from "../../x509/derValues.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

/** P-256, P-384 and P-521 as named curves; the policy leaves the last one out, which is a finding of its own. */
const encodings: ReadonlySet<string> = new Set([
  "301306072a8648ce3d020106082a8648ce3d030107",
  "301006072a8648ce3d020106052b81040022",
  "301006072a8648ce3d020106052b81040023",
])

export const ecKeyEncoding = certificateRule({
  code: "ec-key-encoding",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.1.2",
  inForce: { from: "2025-03-15" },
  message: "the EC key's algorithm is not that of P-256, P-384 or P-521 as a named curve",
  at: "publicKey",
  documentation: {
    what: "The algorithm of an EC key is, byte for byte, that of a curve by its name: P-256, P-384 or P-521.",
    why: "Browsers refuse a curve that is written out by its numbers, and other curves.",
    bad: "P-256 by its parameters",
    good: "P-256",
  },
  check: (view) => when(view.publicKey.kind === "ec" && !encodings.has(hex(view.publicKey.algorithm.der))),
})
