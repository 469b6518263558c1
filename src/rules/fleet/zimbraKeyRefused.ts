import { publicKeyText } from "../../x509/publicKey.js"
import { fleetRule } from "../rule.js"

export const zimbraKeyRefused = fleetRule({
  code: "zimbra-key-refused",
  severity: "error",
  scopes: ["fleet"],
  source: "certfleet",
  citation: "zmcertmgr verifycrt",
  message: "no version of Zimbra takes a key of this kind ({kind})",
  hint: "make an RSA 2048 key with certfleet csr",
  at: "publicKey",
  documentation: {
    what: "The key of a certificate or request for a fleet is RSA or ECDSA.",
    why: "zmcertmgr refuses all others before it deploys anything.",
    bad: "Ed25519",
    good: "RSA 2048",
  },
  check: ({ publicKey }) =>
    publicKey.kind === "rsa" || publicKey.kind === "ec" ? undefined : { kind: publicKeyText(publicKey) },
})
