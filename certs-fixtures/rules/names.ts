import { dns, email, extension, ip, uri } from "../extensionDer.js"
import { leaf, type Pair, type Pairs, type Patch, type Recipe, request, root, university } from "./build.js"
import { domainValidated, extendedValidation, forClients } from "./kinds.js"
import { atMost, daysAtMost } from "./limits.js"
import { empty, raw } from "./parts.js"

/** A leaf with these DNS names. */
function named(names: string | readonly string[], patch: Patch = {}): Recipe {
  const list = typeof names === "string" ? [names] : names
  return leaf({ ...patch, put: [extension.subjectAltName(list.map(dns)), ...(patch.put ?? [])] })
}
function both(good: string, bad: string, patch: Patch = {}): Pair {
  return { good: named(good, patch), bad: named(bad, patch) }
}
/** Subject alternative names of a certificate that is for no server, so that no rule for servers minds them. */
function clientNamed(...names: readonly Uint8Array[]): Recipe {
  return leaf({ put: [...forClients, extension.subjectAltName(names)] })
}
function commonName(names: readonly string[], sans: readonly Uint8Array[], patch: Patch = {}): Recipe {
  const subject = [...university, ...names.map((name) => ["CN", name] as const)]
  return leaf({ ...patch, subject, put: [extension.subjectAltName(sans)] })
}

/** Before underscores and A-labels had rules of their own, and with them. */
const [in2018, in2019, in2021, in2025] = [
  { from: "2018-06-01" },
  { from: "2019-01-01", days: 30 },
  { from: "2021-06-01" },
  { from: "2025-06-01" },
] as const

const mail = dns("mail.example.edu")
const www = dns("www.example.edu")
const page = clientNamed(uri("https://service.example.edu/"))
const label = (length: number): string => "a".repeat(length)
const labels = [label(63), label(63), label(63)].join(".")

export const namesPairs: Pairs = {
  "a-label-invalid": both("xn--mnchen-3ya.example.edu", "xn--a.example.edu"),
  // u and a combining diaeresis.
  "a-label-not-nfc": both("xn--mnchen-3ya.example.edu", "xn--munchen-gie.example.edu", in2021),
  "a-label-not-punycode": both("xn--mnchen-3ya.example.edu", "xn--99999999.example.edu", in2021),
  "common-name-included": { good: leaf(in2021), bad: commonName(["mail.example.edu"], [mail], in2021) },
  "common-name-is-ip": {
    good: request({ subject: [...university, ["CN", "mail.example.edu"]] }),
    bad: request({
      subject: [...university, ["CN", "203.0.114.1"]],
      put: [extension.subjectAltName([mail, ip(203, 0, 114, 1)])],
    }),
  },
  "common-name-not-covered": {
    good: commonName(["mail.example.edu"], [dns("*.example.edu")]),
    bad: commonName(["example.edu"], [dns("*.example.edu")]),
  },
  "common-name-not-exactly-in-san": {
    good: commonName(["mail.example.edu"], [mail]),
    bad: commonName(["Mail.example.edu"], [mail]),
  },
  "common-name-not-in-san": {
    good: commonName(["Mail.example.edu"], [mail], in2021),
    bad: commonName(["www.example.edu"], [mail], in2021),
  },
  "common-name-not-recommended": { good: leaf(), bad: commonName(["mail.example.edu"], [mail]) },
  "common-name-repeated": {
    good: commonName(["mail.example.edu"], [mail, www], in2021),
    bad: commonName(["mail.example.edu", "www.example.edu"], [mail, www], in2021),
  },
  "common-name-reserved-ip": {
    good: commonName(["203.0.114.1"], [ip(203, 0, 114, 1)]),
    bad: commonName(["203.0.113.1"], [ip(203, 0, 113, 1)]),
  },
  "dns-label-hyphen-at-edge": both("mail-1.example.edu", "mail-.example.edu"),
  "dns-label-reserved-hyphens": both("abc--d.example.edu", "ab--cd.example.edu"),
  "dns-label-too-long": atMost(63, (length) => named(`${label(length)}.example.edu`)),
  "dns-name-bad-character": both("mail.example.edu", "mail!.example.edu"),
  "dns-name-empty-label": both("mail.example.edu", "mail..example.edu"),
  "dns-name-leading-dot": both("mail.example.edu", ".example.edu"),
  "dns-name-malformed": both("mail_1.example.edu", "mail\u0007.example.edu"),
  "dns-name-null-character": both("mail.example.edu", "mail.example.edu\0.example.edu"),
  "dns-name-redacted": both("mail.example.edu", "?.example.edu"),
  "dns-name-too-long": atMost(253, (length) => named(`${labels}.${label(length - 204)}.example.edu`)),
  "dns-name-underscore": both("mail-1.example.edu", "mail_1.example.edu"),
  "dns-registered-label-underscore": both("mail.exam-ple.edu", "mail.exam_ple.edu", in2019),
  "dns-subdomain-underscore": both("mail-1.example.edu", "mail_1.example.edu", in2019),
  "dns-underscore-before-ballot": both("mail-1.example.edu", "mail_1.example.edu", in2018),
  "dns-underscore-not-replaceable": both("mail_1.example.edu", "_mail.example.edu", in2019),
  "dns-underscore-too-long-lived": daysAtMost(30, in2019.from, {
    put: [extension.subjectAltName([dns("mail_1.example.edu")])],
  }),
  "ev-with-ip-address": {
    good: leaf(extendedValidation),
    bad: leaf({
      ...extendedValidation,
      put: [
        ...extendedValidation.put,
        extension.subjectAltName([dns("mail.example.edu"), ip(203, 0, 114, 7)]),
      ],
    }),
  },
  "ev-with-wildcard": both("mail.example.edu", "*.example.edu", extendedValidation),
  "name-is-public-suffix": both("example.co.uk", "co.uk"),
  "name-is-top-level-domain": both("example.edu", "edu"),
  "reverse-zone-malformed": both("1.114.0.203.in-addr.arpa", "114.0.203.in-addr.arpa", in2025),
  "reverse-zone-name": both("in-addr.example.edu", "1.114.0.203.in-addr.arpa"),
  "reverse-zone-reserved-ip": both("1.114.0.203.in-addr.arpa", "1.113.0.203.in-addr.arpa", in2025),
  "root-with-host-names": {
    good: root(),
    bad: root({ put: [extension.subjectAltName([dns("mail.example.edu")])] }),
  },
  "san-bad-ip-length": {
    good: leaf({ put: [extension.subjectAltName([ip(203, 0, 114, 1)])] }),
    bad: leaf({ put: [extension.subjectAltName([ip(...Buffer.from("203.0.114.1"))])] }),
  },
  "san-critical-with-subject": { good: leaf(), bad: leaf({ flip: ["subjectAltName"] }) },
  "san-dns-name-is-ip": {
    good: leaf({ put: [extension.subjectAltName([mail, ip(203, 0, 114, 1)])] }),
    bad: named(["mail.example.edu", "203.0.114.1"]),
  },
  "san-duplicate-name": {
    good: named(["mail.example.edu", "www.example.edu"]),
    bad: named(["mail.example.edu", "Mail.example.edu"]),
  },
  "san-empty-name": { good: leaf(), bad: clientNamed(dns("")) },
  "san-mail-address-invalid": {
    good: clientNamed(email("postmaster@example.edu")),
    bad: clientNamed(email("Postmaster <postmaster@example.edu>")),
  },
  "san-missing": { good: leaf(), bad: leaf({ drop: ["subjectAltName"] }) },
  "san-not-critical-without-subject": {
    good: leaf({ ...domainValidated, subject: empty, flip: ["subjectAltName"] }),
    bad: leaf({ ...domainValidated, subject: empty }),
  },
  "san-reserved-ip": {
    good: leaf({ put: [extension.subjectAltName([ip(203, 0, 114, 1)])] }),
    bad: leaf({ put: [extension.subjectAltName([ip(203, 0, 113, 1)])] }),
  },
  "san-space-name": { good: leaf(), bad: clientNamed(dns(" ")) },
  "san-text-not-ascii": {
    good: clientNamed(dns("xn--mnchen-3ya.example.edu")),
    bad: clientNamed(dns("münchen.example.edu")),
  },
  "san-too-many-names": atMost(250, asking),
  "san-uri-host-unqualified": { good: page, bad: clientNamed(uri("https://service/")) },
  "san-uri-malformed": { good: page, bad: clientNamed(uri("https:")) },
  "san-uri-not-ascii": {
    good: clientNamed(uri("https://xn--mnchen-3ya.example.edu/")),
    bad: clientNamed(uri("https://service.example.edu/münchen")),
  },
  "san-uri-relative": { good: page, bad: clientNamed(uri("/service")) },
  "san-without-entries": { good: page, bad: leaf({ put: [...forClients, raw("subjectAltName", empty)] }) },
  "subject-empty-without-san": {
    good: leaf({ ...domainValidated, subject: empty, flip: ["subjectAltName"] }),
    bad: leaf({ ...domainValidated, subject: empty, drop: ["subjectAltName"] }),
  },
  "unknown-top-level-domain": both("mail.example.edu", "mail.example.test"),
  "wildcard-bare": both("*.example.edu", "*"),
  "wildcard-not-first": both("*.example.edu", "mail*.example.edu"),
  "wildcard-not-leftmost": both("*.mail.example.edu", "mail.*.example.edu"),
  "wildcard-partial-label": both("*.example.edu", "*mail.example.edu"),
  "wildcard-under-public-suffix": both("*.example.edu", "*.edu"),
}

function asking(count: number): Recipe {
  const names = Array.from({ length: count }, (_, index) => dns(`host${index}.example.edu`))
  return request({ put: [extension.subjectAltName(names)] })
}
