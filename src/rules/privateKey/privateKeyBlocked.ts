import { keyRule } from "../rule.js"

export const privateKeyBlocked = keyRule({
  code: "private-key-blocked",
  severity: "error",
  scopes: ["key"],
  source: "certfleet",
  citation: "BR 6.1.1.3",
  message: "the key is on the list of compromised keys ({fingerprint})",
  hint: "make a new key with certfleet csr",
  documentation: {
    what: "The SHA-256 of the key's public half is on none of the lists given by --blocklist.",
    why: "Others have the private key.",
    bad: "a key that was published",
    good: "a new key",
  },
  check: ({ fingerprint }, { blockedKeys }) =>
    fingerprint !== undefined && blockedKeys.has(fingerprint) ? { fingerprint } : undefined,
})
