import { hex } from "../../x509/derValues.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

/** The encodings that the Baseline Requirements list: rsaEncryption, P-256, P-384, P-521. */
const encodings: ReadonlySet<string> = new Set([
  "300d06092a864886f70d0101010500",
  "301306072a8648ce3d020106082a8648ce3d030107",
  "301006072a8648ce3d020106052b81040022",
  "301006072a8648ce3d020106052b81040023",
])

export const keyAlgorithmEncoding = certificateRule({
  code: "key-algorithm-encoding",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  citation: "BR 7.1.3.1",
  inForce: { from: "2020-08-20" },
  message: "the key's algorithm is encoded in a way that the Baseline Requirements do not list",
  at: "publicKey",
  documentation: {
    what: "The algorithm of the public key is, byte for byte, that of RSA, P-256, P-384 or P-521.",
    why: "One encoding for each leaves no room for readers that disagree.",
    bad: "id-dsa with parameters",
    good: "300d06092a864886f70d0101010500",
  },
  check: (view) => when(!encodings.has(hex(view.publicKey.algorithm.der))),
})
