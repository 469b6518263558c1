import { hex } from "../../x509/derValues.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

/** P-256 and P-384 as named curves. */
const encodings: ReadonlySet<string> = new Set([
  "301306072a8648ce3d020106082a8648ce3d030107",
  "301006072a8648ce3d020106052b81040022",
])

export const ecKeyEncoding = certificateRule({
  code: "ec-key-encoding",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.1.2",
  inForce: { from: "2025-03-15" },
  message: "the EC key's algorithm is not that of P-256 or P-384 as a named curve",
  at: "publicKey",
  documentation: {
    what: "The algorithm of an EC key is, byte for byte, that of P-256 or P-384.",
    why: "Firefox accepts nothing else.",
    bad: "P-521",
    good: "P-256",
  },
  check: (view) => when(view.publicKey.kind === "ec" && !encodings.has(hex(view.publicKey.algorithm.der))),
})
