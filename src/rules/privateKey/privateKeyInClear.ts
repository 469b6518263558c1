import { keyRule } from "../rule.js"
import { when } from "../support/facts.js"

export const privateKeyInClear = keyRule({
  code: "private-key-not-encrypted",
  severity: "notice",
  scopes: ["key"],
  source: "certfleet",
  citation: "BR 6.2.7",
  message: "the private key lies here without a passphrase",
  hint: "keep it out of the repository, or encrypt it: openssl pkey -aes256",
  documentation: {
    what: "A private key among the inputs is encrypted.",
    why: "Whoever reads the repository, its backups or a build log has it, and the certificate must be revoked.",
    bad: "BEGIN PRIVATE KEY",
    good: "BEGIN ENCRYPTED PRIVATE KEY, or a key that never enters the repository",
  },
  check: ({ encrypted }) => when(!encrypted),
})
