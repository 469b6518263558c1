import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { hasTorV3Checksum, isOnion, isTorV3 } from "../support/onions.js"

export const onionChecksumWrong = requestRule({
  code: "onion-checksum-wrong",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR appendix B, rend-spec-v3 section 6",
  message: "a name under onion has the form of a version 3 address but another checksum: {values}",
  hint: "copy the address from the hostname file of the onion service",
  at: "extensions.subjectAltName",
  documentation: {
    what: "The checksum in a version 3 address of an onion service is that of its public key.",
    why: "No client connects to such an address: it is misspelt.",
    bad: "DNS:(56 characters of base32, one of them mistyped).onion",
    good: "DNS:(56 characters of base32).onion",
  },
  check: (view) =>
    found(view.hostNames.filter((name) => isOnion(name) && isTorV3(name) && !hasTorV3Checksum(name))),
})
