import { publicKeyText } from "../../x509/publicKey.js"
import { requestRule } from "../rule.js"

export const keyTypeNotAllowed = requestRule({
  code: "key-type-not-allowed",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 6.1.5",
  inForce: { from: "2012-07-01" },
  message: "the key is neither RSA nor EC: {key}",
  at: "publicKey",
  documentation: {
    what: "The key is an RSA or an EC key.",
    why: "Neither browsers nor Zimbra take Ed25519 or other keys.",
    bad: "Ed25519",
    good: "RSA 3072 or P-256",
  },
  check: (view) =>
    ["rsa", "rsa-pss", "ec", "dsa"].includes(view.publicKey.kind)
      ? undefined
      : { key: publicKeyText(view.publicKey) },
})
