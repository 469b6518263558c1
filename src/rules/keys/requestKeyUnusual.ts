import { publicKeyText } from "../../x509/publicKey.js"
import { requestRule } from "../rule.js"

/** What DigiCert signs; other CAs take these, too. */
const usual: ReadonlySet<string> = new Set(["RSA 2048", "RSA 3072", "RSA 4096", "EC P-256", "EC P-384"])

export const requestKeyUnusual = requestRule({
  code: "request-key-unusual",
  severity: "warning",
  scopes: ["csr"],
  source: "certfleet",
  audience: "public",
  citation: "DigiCert: RSA 2048, 3072 or 4096, ECDSA P-256 or P-384",
  message: "asks for a certificate with an unusual key: {key}",
  hint: "make the key with certfleet csr",
  at: "publicKey",
  documentation: {
    what: "The key of a request is RSA with 2048, 3072 or 4096 bits, or EC on P-256 or P-384.",
    why: "CAs that browsers trust refuse other keys, or sign them at extra cost only.",
    bad: "EC P-521",
    good: "EC P-256",
  },
  check: (view) => {
    const key = publicKeyText(view.publicKey)
    return usual.has(key) ? undefined : { key }
  },
})
