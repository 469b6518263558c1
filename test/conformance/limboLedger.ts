/** Where a profile's verdict is not what x509-limbo expects, or not what openssl says: each with its reason. */
import type { ProfileName } from "../../src/path/profile.js"
import type { Ledger } from "./ledger.js"

/** What RFC 5280 and the Baseline Requirements contradict each other in; no verifier can satisfy both. */
const publicLedger: Ledger = [
  {
    rule: "leaf-is-ca",
    reason:
      "conflict pair: contradicts webpki::ca-as-leaf (BR 7.1.2.7.8), and Firefox refuses a CA as a server's certificate",
    cases: ["rfc5280::ca-as-leaf", "pathlen::validation-ignores-pathlen-in-leaf"],
  },
  {
    rule: "eku-missing",
    reason: "conflict pair: contradicts webpki::eku::ee-without-eku (BR 7.1.2.7.6), and Apple refuses it",
    cases: ["rfc5280::eku::ee-without-eku"],
  },
  {
    rule: "aki-missing",
    reason: "duty that browsers do not enforce on CAs: RFC 5280 section 4.2.1.1",
    cases: ["rfc5280::aki::cross-signed-root-missing-aki", "rfc5280::aki::intermediate-missing-aki"],
  },
  {
    rule: "ski-missing",
    reason: "duty that browsers do not enforce: RFC 5280 section 4.2.1.2",
    cases: ["rfc5280::ski::intermediate-missing-ski"],
  },
  {
    rule: "criticality",
    reason: "duty that browsers do not enforce: RFC 5280 section 4.2.1.11",
    cases: ["rfc5280::pc::ica-noncritical-pc"],
  },
  {
    rule: "basic-constraints-not-critical",
    reason: "duty that browsers do not enforce: RFC 5280 section 4.2.1.9",
    cases: ["rfc5280::root-non-critical-basic-constraints"],
  },
]

const strictLedger: Ledger = [
  {
    rule: "none",
    reason: "conflict pair: RFC 5280 section 4.2.1.9 lets any certificate be a CA (rfc5280::ca-as-leaf)",
    cases: ["webpki::ca-as-leaf"],
  },
  {
    rule: "none",
    reason: "conflict pair: RFC 5280 section 4.2.1.12 has no duty of one (rfc5280::eku::ee-without-eku)",
    cases: ["webpki::eku::ee-without-eku"],
  },
]

/** Wherever openssl says the same, the reason is that it decides. */
const privateLedger: Ledger = [
  {
    rule: "issuer-not-found",
    reason: "as openssl: a path ends in a self-signed certificate, an intermediate is no anchor",
    cases: ["cve::cve-2024-0567", "rfc5280::root-and-intermediate-swapped"],
  },
  {
    rule: "key-usage",
    reason: "as openssl: the key usage of a server has a bit for handshakes (RFC 5280 section 4.2.1.3)",
    cases: ["pathlen::validation-ignores-pathlen-in-leaf", "rfc5280::ca-as-leaf"],
  },
  {
    rule: "expired",
    reason: "as openssl: the second of notAfter is no longer in force, against RFC 5280 section 4.1.2.5",
    cases: ["rfc5280::validity::notafter-fractional"],
  },
  {
    rule: "revocation-unknown",
    reason: "as openssl: a list needs no number (RFC 5280 section 5.2.3 is a duty)",
    cases: ["crl::crlnumber-missing"],
  },
  {
    rule: "aki-missing",
    reason: "as openssl: RFC 5280 section 4.2.1.1 is a duty",
    cases: ["rfc5280::aki::intermediate-missing-aki"],
  },
  {
    rule: "ski-missing",
    reason: "as openssl: RFC 5280 section 4.2.1.2 is a duty",
    cases: ["rfc5280::ski::intermediate-missing-ski"],
  },
  {
    rule: "name-excluded",
    reason:
      "as openssl, with a warning: it reads the asterisk as a label like any (RFC 5280 section 4.2.1.10)",
    cases: ["rfc5280::nc::nc-forbids-dnsname-wildcard-san"],
  },
  {
    rule: "name-constraint-unusable",
    reason: "as openssl, with a warning: it compares what follows the last @ (RFC 5280 section 4.2.1.10)",
    cases: ["rfc5280::nc::nc-permits-invalid-email-san"],
  },
  {
    rule: "name-constraints-on-leaf",
    reason: "as openssl: RFC 5280 section 4.2.1.10 is a duty here",
    cases: ["rfc5280::nc::not-allowed-in-ee-noncritical"],
  },
  {
    rule: "criticality",
    reason: "as openssl: RFC 5280 section 4.2.1.11 is a duty",
    cases: ["rfc5280::pc::ica-noncritical-pc"],
  },
  {
    rule: "basic-constraints-not-critical",
    reason: "as openssl: RFC 5280 section 4.2.1.9 is a duty here",
    cases: ["rfc5280::root-non-critical-basic-constraints"],
  },
  {
    rule: "name-mismatch",
    reason: "as openssl: host names may have underscores, against RFC 5280 section 4.2.1.6",
    cases: ["rfc5280::san::underscore-dns"],
  },
  {
    rule: "serial-long",
    reason: "as openssl: RFC 5280 section 4.1.2.2 is a duty",
    cases: ["rfc5280::serial::too-long"],
  },
  {
    rule: "cn-not-in-san",
    reason: "as openssl: BR 7.1.4.3 binds public CAs only",
    cases: [
      "webpki::cn::ipv4-leading-zeros-mismatch",
      "webpki::cn::ipv6-non-rfc5952-mismatch",
      "webpki::cn::not-in-san",
      "webpki::cn::punycode-not-in-san",
      "webpki::cn::utf8-vs-punycode-mismatch",
    ],
  },
  {
    rule: "eku-critical",
    reason: "as openssl: BR 7.1.2.7.10 binds public CAs only",
    cases: ["webpki::eku::ee-critical-eku"],
  },
  {
    rule: "none",
    reason: "as openssl: BR 7.1.2.7.6 binds public CAs only",
    cases: ["webpki::eku::ee-without-eku"],
  },
  {
    rule: "weak-signature",
    reason: "as openssl: BR 7.1.3.2 binds public CAs only",
    cases: ["webpki::forbidden-dsa-root"],
  },
  {
    rule: "weak-key",
    reason: "as openssl: BR 6.1.5 binds public CAs only",
    cases: [
      "webpki::forbidden-p192-leaf",
      "webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf",
      "webpki::forbidden-rsa-not-divisible-by-8-in-root",
    ],
  },
  {
    rule: "malformed-extension",
    reason:
      "as openssl: it neither reads this extension nor minds an empty list (RFC 5280 sections 4.2.1.10, 4.2.2.1)",
    cases: [
      "webpki::malformed-aia",
      "webpki::nc::intermediate-permitted-excluded-subtrees-both-empty-sequences",
    ],
  },
  {
    rule: "wildcard-on-public-suffix",
    reason: "as openssl: BR 3.2.2.6 binds public CAs only",
    cases: ["webpki::san::public-suffix-private-namespace-wildcard-san"],
  },
]

export const limboLedgers: Readonly<Record<ProfileName, Ledger>> = {
  public: publicLedger,
  private: privateLedger,
  strict: strictLedger,
}

/** Where `private` and the installed openssl differ. */
export const opensslLedger: Ledger = [
  {
    rule: "none",
    reason:
      "openssl takes the first issuer that fits and never turns back; with the chain that was found here, and no other certificate, it accepts (RFC 4158 section 2.3)",
    cases: ["rfc5280::nc::nc-forbids-alternate-chain-ica", "rfc5280::nc::nc-forbids-same-chain-ica"],
  },
  {
    rule: "name-mismatch",
    reason:
      "openssl takes the common name for a host name, and an asterisk for a part of a label; no browser does (RFC 9525 sections 2 and 6.3)",
    cases: ["webpki::san::no-san", "webpki::san::wildcard-embedded-leftmost-san"],
  },
]
