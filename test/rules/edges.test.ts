import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { nameSpec } from "../../certs-fixtures/certificateDer.js"
import { directory, dns, email, extension, ip, uri } from "../../certs-fixtures/extensionDer.js"
import { pairOf } from "../../certs-fixtures/issue.js"
import { serverKey } from "../../certs-fixtures/keys.js"
import {
  build,
  intermediate,
  leaf,
  type Recipe,
  root,
  selfSigned,
  university,
} from "../../certs-fixtures/rules/build.js"
import { extendedValidation, individualValidated } from "../../certs-fixtures/rules/kinds.js"
import { access, bytes, crlPoints, octets, raw, scts } from "../../certs-fixtures/rules/parts.js"
import { dsaKey, ecKey, longGroup, modulus, rsaKey, rsaPss } from "../../certs-fixtures/rules/publicKeys.js"
import { lintable, lintFixture } from "../../certs-fixtures/rules/read.js"
import { der, derNull, derOid, derSequence } from "../../src/x509/derWrite.js"

const key = pairOf(serverKey(join(import.meta.dirname, "../../certs-fixtures"), "rfc9500-rsa2048"))
const keys = { server: key, issuing: key, root: key, old: key }

const san = (...names: readonly Uint8Array[]): Recipe => leaf({ put: [extension.subjectAltName(names)] })
const issuerNamed = (name: Uint8Array): Recipe => leaf({ put: [raw("issuerAltName", derSequence(name))] })
const withKey = (spki: Uint8Array): Recipe => leaf({ spki })
const dsa = (y: bigint): Recipe => leaf({ from: "2013-03-01", days: 365, spki: dsaKey(longGroup, y) })
const subject = (text: string, ...puts: Parameters<typeof leaf>): Recipe =>
  leaf({ ...puts[0], subject: nameSpec(text) })
const usage = (...list: readonly number[]): Recipe =>
  leaf({ put: [raw("keyUsage", bytes(0x03, ...list), true)] })
const stamped = (from: string, until: string, count: number): Recipe =>
  leaf({ from, until, put: [scts(count, new Date(from))] })
const signedWith = (algorithm: number, hash: string, from: string): Recipe =>
  leaf({ from, algorithm: derSequence(derOid(`1.2.840.113549.1.1.${algorithm}`), derNull), hash })
const permitting = (...numbers: number[]): Recipe =>
  intermediate({ put: [extension.nameConstraints([ip(...numbers)], [])] })
/** What makes a certificate for itself in one command: a name of the intranet, eight years, no purpose. */
const homeMade = selfSigned({
  from: "2026-04-01",
  days: 3000,
  subject: nameSpec("OU=Computing Centre, CN=mail.corp"),
  drop: ["extKeyUsage", "subjectAltName"],
  flip: ["keyUsage", "basicConstraints"],
})
const caCalledUniversity: Recipe = root({ subject: nameSpec("C=US, O=Example, CN=University") })
const byP521 = leaf({ algorithm: derSequence(derOid("1.2.840.10045.4.3.4")), signature: octets("p521", 139) })
const constrained = (...names: readonly Uint8Array[]): Recipe =>
  intermediate({ put: [extension.nameConstraints([], names)] })
const caPurposes = (...list: readonly string[]): Recipe =>
  intermediate({ put: [extension.extKeyUsage(list)] })
const registered = (value: string): Recipe =>
  leaf({
    put: extendedValidation.put,
    subject: [...extendedValidation.subject, ["organizationIdentifier", value]],
  })
const directoryAttributes = (value: Uint8Array): Recipe => leaf({ put: [{ oid: "2.5.29.9", value }] })
/** A distribution point whose list another signs. */
const listedBy = derSequence(derSequence(der(0xa2, directory("Example Lists"))))
const version2Onion = "expyuzz4wqqyqhjn.onion"
/** For so many days, saying nothing about revocation. */
const silent = (from: string, days: number): Recipe =>
  leaf({
    from,
    days,
    drop: ["crlDistributionPoints"],
    put: [access(["caIssuers", "http://pki.example.edu/ca.crt"])],
  })
const authority = (...fields: readonly Uint8Array[]): Recipe =>
  leaf({ put: [raw("authorityKeyIdentifier", derSequence(der(0x80, octets("id", 20)), ...fields))] })

/** What the two fixtures of a rule do not show, most of it on both sides of a limit. */
const edges: readonly (readonly [code: string, what: string, broken: boolean, recipe: Recipe])[] = [
  ["san-empty-name", "an empty mail address", true, san(email(""))],
  ["san-empty-name", "an empty URI", true, san(uri(""))],
  ["san-empty-name", "an empty address", true, san(ip())],
  ["issuer-alt-name-empty-name", "an empty mail address", true, issuerNamed(email(""))],
  ["issuer-alt-name-empty-name", "an empty URI", true, issuerNamed(uri(""))],
  ["authority-key-identifier-both-forms", "a serial number alone", true, authority(der(0x82, bytes(1)))],
  ["dsa-key-out-of-range", "2", false, dsa(2n)],
  ["dsa-key-out-of-range", "p - 2", false, dsa(longGroup.p - 2n)],
  ["dsa-key-out-of-range", "p - 1", true, dsa(longGroup.p - 1n)],
  ["rsa-exponent-not-in-range", "65535", true, withKey(rsaKey(modulus(2048), 65_535))],
  ["rsa-exponent-not-in-range", "65537", false, withKey(rsaKey(modulus(2048), 65_537))],
  ["rsa-exponent-not-in-range", "2^256 - 1", false, withKey(rsaKey(modulus(2048), (1n << 256n) - 1n))],
  ["rsa-exponent-not-in-range", "2^256 + 1", true, withKey(rsaKey(modulus(2048), (1n << 256n) + 1n))],
  ["rsa-exponent-one", "1 in an RSASSA-PSS key", true, withKey(rsaKey(modulus(2048), 1, rsaPss))],
  ["rsa-exponent-too-small", "1 in an RSASSA-PSS key", true, withKey(rsaKey(modulus(2048), 1, rsaPss))],
  ["rsa-key-too-short", "1024 bits of RSASSA-PSS", true, withKey(rsaKey(modulus(1024), 65_537, rsaPss))],
  [
    "sct-count-too-low",
    "two SCTs just short of 15 months in 2019",
    false,
    stamped("2019-01-01", "2020-03-31", 2),
  ],
  ["sct-count-too-low", "two SCTs over 15 months in 2019", true, stamped("2019-01-01", "2020-04-01", 2)],
  ["sct-count-too-low", "three SCTs over 27 months in 2019", false, stamped("2019-01-01", "2021-04-01", 3)],
  ["sct-count-too-low", "three SCTs over more in 2019", true, stamped("2019-01-01", "2021-04-02", 3)],
  ["sct-count-too-low", "four SCTs over 39 months in 2019", false, stamped("2019-01-01", "2022-04-01", 4)],
  ["sct-count-too-low", "four SCTs over more in 2019", true, stamped("2019-01-01", "2022-04-02", 4)],
  [
    "sct-count-too-low",
    "two SCTs over 200 days on 2021-04-14",
    false,
    stamped("2021-04-14", "2021-10-31", 2),
  ],
  ["sct-count-too-low", "two SCTs over 200 days on 2021-04-15", true, stamped("2021-04-15", "2021-11-01", 2)],
  ["revocation-information-missing", "ten days before 2026-03-15", false, silent("2026-03-14", 10)],
  ["revocation-information-missing", "eleven days before 2026-03-15", true, silent("2026-03-14", 11)],
  ["revocation-information-missing", "eight days since 2026-03-15", true, silent("2026-03-15", 8)],
  ["serial-predictable", "zero, which another rule refuses", false, leaf({ serial: bytes(0) })],
  ["serial-predictable", "2^32 - 1", true, leaf({ serial: bytes(0, 0xff, 0xff, 0xff, 0xff) })],
  [
    "iv-without-name",
    "an organization",
    false,
    subject("C=US, O=Example", { from: "2016-01-01", ...individualValidated }),
  ],
  [
    "iv-without-name",
    "a given name alone",
    true,
    subject("C=US, GN=Erika", { from: "2016-01-01", ...individualValidated }),
  ],
  [
    "subject-attribute-order",
    "an attribute without a place",
    false,
    leaf({ subject: [["serialNumber", "1", 0x13], ...university] }),
  ],
  ["subject-placeholder-value", "nothing at all", false, subject("C=US, L=")],
  ["key-usage-encoding", "three octets", true, usage(0x04, 0x00, 0x80, 0x00, 0x01)],
  ["key-usage-trailing-zeros", "one octet of zeros", false, usage(0x02, 0x00, 0x00)],
  [
    "rsa-ca-with-encipherment",
    "a CA that signs lists only",
    true,
    intermediate({ put: [extension.keyUsage([2, 6])] }),
  ],
  [
    "rsa-ca-with-encipherment",
    "a CA that signs nothing",
    false,
    intermediate({ put: [extension.keyUsage([2])] }),
  ],
  ["onion-invalid", "a version 2 address", true, san(dns(version2Onion))],
  [
    "onion-invalid",
    "a version 2 address with EV",
    false,
    leaf({ put: [...extendedValidation.put, extension.subjectAltName([dns(version2Onion)])] }),
  ],
  ["name-constraint-reserved-ip", "all addresses", false, permitting(0, 0, 0, 0, 0, 0, 0, 0)],
  ["name-constraint-reserved-ip", "10.0.0.0/8", true, permitting(10, 0, 0, 0, 255, 0, 0, 0)],
  ["sha1-signature", "a leaf of 2015", true, signedWith(5, "sha1", "2015-12-31")],
  ["signature-algorithm-unsupported", "SHA-1 in 2015", false, signedWith(5, "sha1", "2015-12-31")],
  ["signature-algorithm-unsupported", "SHA-1 in 2016", true, signedWith(5, "sha1", "2016-01-01")],
  ["signature-algorithm-unsupported", "MD5 in 2015", true, signedWith(4, "md5", "2015-12-31")],
  [
    "dns-label-reserved-hyphens",
    "hyphens from the second place to the fourth",
    true,
    san(dns("a---b.example.edu")),
  ],
  [
    "dns-label-reserved-hyphens",
    "hyphens in the fourth place and the fifth",
    false,
    san(dns("abc--d.example.edu")),
  ],
  ["a-label-not-punycode", "one character after xn--", false, san(dns("xn--a.example.edu"))],
  ["a-label-not-punycode", "nothing after xn--", true, san(dns("xn--.example.edu"))],
  ["reverse-zone-name", "the zone itself", true, san(dns("in-addr.arpa"))],
  ["reverse-zone-name", "a name that only sounds like it", false, san(dns("xin-addr.arpa"))],
  [
    "crl-points-not-http",
    "HTTP in capitals",
    false,
    leaf({ put: [crlPoints("HTTP://pki.example.edu/ca.crl")] }),
  ],
  ["validity-over-200-days", "eight years signed by itself", true, homeMade],
  ["san-missing", "a self-signed certificate without names", true, homeMade],
  ["eku-missing", "a self-signed certificate without purpose", true, homeMade],
  ["unknown-top-level-domain", "an internal name signed by itself", true, homeMade],
  ["organizational-unit-prohibited", "an OU signed by itself", true, homeMade],
  ["leaf-key-usage-not-critical", "a key usage signed by itself", true, homeMade],
  ["leaf-basic-constraints-not-critical", "basicConstraints signed by itself", true, homeMade],
  ["leaf-aia-missing", "a self-signed certificate without its issuer's address", false, homeMade],
  ["authority-key-identifier-missing", "a self-signed certificate", false, homeMade],
  ["name-is-top-level-domain", "a CA that is called University", false, caCalledUniversity],
  [
    "name-is-top-level-domain",
    "a CA with such a name of a host",
    true,
    root({ put: [extension.subjectAltName([dns("university")])] }),
  ],
  ["name-is-top-level-domain", "a server that is called University", true, subject("CN=University")],
  [
    "ca-any-eku-beside-others",
    "serverAuth and clientAuth",
    false,
    caPurposes("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"),
  ],
  ["ca-any-eku-beside-others", "any behind clientAuth", true, caPurposes("1.3.6.1.5.5.7.3.2", "2.5.29.37.0")],
  ["name-constraint-dns-malformed", "all names", false, constrained(dns(""))],
  [
    "name-constraint-dns-malformed",
    "a dot in front, which another rule refuses",
    false,
    constrained(dns(".example.edu")),
  ],
  ["name-constraint-dns-malformed", "a top-level domain", false, constrained(dns("edu"))],
  [
    "name-constraint-dns-malformed",
    "a wildcard inside",
    true,
    constrained(dns("example.edu"), dns("a.*.example.edu")),
  ],
  ["name-constraint-dns-malformed", "an empty label", true, constrained(dns("example..edu"))],
  ["name-constraint-ip-malformed", "all addresses", false, constrained(ip(...new Array(32).fill(0)))],
  ["name-constraint-ip-malformed", "one address", false, constrained(ip(203, 0, 114, 7, 255, 255, 255, 255))],
  ["name-constraint-ip-malformed", "a mask of 9 bits", false, constrained(ip(203, 0, 0, 0, 255, 128, 0, 0))],
  [
    "name-constraint-ip-malformed",
    "a hole inside an octet",
    true,
    constrained(ip(203, 0, 0, 0, 255, 160, 0, 0)),
  ],
  ["name-constraint-ip-malformed", "an address without a mask", true, constrained(ip(203, 0, 114, 7))],
  ["extension-empty", "subjectDirectoryAttributes of nothing", true, directoryAttributes(derSequence())],
  [
    "extension-empty",
    "subjectDirectoryAttributes of something",
    false,
    directoryAttributes(derSequence(derSequence())),
  ],
  [
    "crl-issuer-present",
    "another signer of the list, signed by itself",
    true,
    selfSigned({ put: [raw("crlDistributionPoints", listedBy)] }),
  ],
  [
    "crl-issuer-is-issuer",
    "another signer of the list",
    false,
    leaf({ put: [raw("crlDistributionPoints", listedBy)] }),
  ],
  [
    "onion-checksum-wrong",
    "the address of a search engine",
    false,
    san(dns("duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion")),
  ],
  [
    "onion-checksum-wrong",
    "another second octet of the checksum",
    true,
    san(dns("duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzc2ad.onion")),
  ],
  [
    "root-with-host-names",
    "an address",
    true,
    root({ put: [extension.subjectAltName([ip(203, 0, 114, 7)])] }),
  ],
  [
    "root-with-host-names",
    "the mail address of the CA",
    false,
    root({ put: [extension.subjectAltName([email("ca@example.edu")])] }),
  ],
  ["onion-checksum-wrong", "a version 2 address", false, san(dns(version2Onion))],
  [
    "organization-identifier-malformed",
    "a register of a part of the country",
    false,
    registered("NTRUS+CA-12345678"),
  ],
  ["organization-identifier-malformed", "a Greek tax number", false, registered("VATEL-123456789")],
  [
    "organization-identifier-malformed",
    "Greece as tax offices write it in a register",
    true,
    registered("NTREL-123456789"),
  ],
  ["organization-identifier-malformed", "a payment service", false, registered("PSDBE-NBB-1234.567.890")],
  ["organization-identifier-malformed", "no number", true, registered("VATDE-")],
  ["organization-identifier-malformed", "a country that does not exist", true, registered("VATUK-123456789")],
  ["organization-identifier-malformed", "a scheme of mail certificates", true, registered("GOVUS+CA-1")],
  ["ec-key-encoding", "P-521", false, withKey(ecKey("secp521r1", "allowed"))],
  ["ecdsa-signature-encoding", "a signature by P-521", false, byP521],
  ["p521-mozilla", "a signature by P-521", true, byP521],
]

describe.each(edges)("%s", (code, what, broken, recipe) => {
  it(`${broken ? "refuses" : "lets pass"} ${what}`, () => {
    const found = lintFixture(lintable(build(what, recipe, keys)), what).map((finding) => finding.code)
    expect(found.includes(code)).toBe(broken)
  })
})
