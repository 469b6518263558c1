import { sha256 } from "../../x509/fingerprint.js"
import { requestRule } from "../rule.js"

export const keyBlocked = requestRule({
  code: "key-blocked",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  citation: "BR 6.1.1.3",
  message: "the key is on the list of compromised keys ({fingerprint})",
  hint: "make a new key with certfleet csr and ask the CA to revoke this certificate",
  at: "publicKey",
  documentation: {
    what: "The SHA-256 of the public key is on none of the lists given by --blocklist.",
    why: "Others have the private key.",
    bad: "a key that was published",
    good: "a new key",
  },
  check: (view, context) => {
    if (context.blockedKeys.size === 0) return undefined
    const fingerprint = sha256(view.publicKey.der)
    return context.blockedKeys.has(fingerprint) ? { fingerprint } : undefined
  },
})
