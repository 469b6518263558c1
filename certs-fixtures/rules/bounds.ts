/** Numbers and days of rules that the two fixtures of a rule do not lie beside: one more pair for each. */
import { derNull, derOid, derSequence, derText } from "../../src/x509/derWrite.js"
import { dns, extension, ip } from "../extensionDer.js"
import { leaf, type Patch, type Recipe, root } from "./build.js"
import { above, after, atLeast, atMost, below, daysAtMost, type LimitPair, since, until } from "./limits.js"
import { longLivedOnion } from "./onions.js"
import { access, bytes, octets, raw, scts } from "./parts.js"
import { dsaKey, longGroup, modulus, rsaKey } from "./publicKeys.js"
import { person } from "./subjectLengths.js"

const text = (length: number): string => "a".repeat(length)
const named = (name: string, patch: Patch = {}): Recipe =>
  leaf({ ...patch, put: [extension.subjectAltName([dns(name)])] })
const address = (count: number): Recipe =>
  leaf({ put: [extension.subjectAltName([ip(...octets("address", count))])] })

/** An odd number of so many bits, of which nothing else is asked. */
const odd = (bits: number): bigint => (1n << BigInt(bits - 1)) | 1n
/** Of a group whose numbers are this long, 2 to the power of q is not 1. */
const dsa = (p: number, q: number): Recipe =>
  leaf({ from: "2013-03-01", days: 365, spki: dsaKey({ p: odd(p), q: odd(q), g: 2n }) })
const exponent = (value: bigint): Recipe => leaf({ spki: rsaKey(modulus(2048), value) })
const shortUntil = (bits: number, from: string): ((moment: string) => Recipe) => {
  return (moment) => leaf({ from, until: moment, spki: rsaKey(modulus(bits)) })
}

const sha1: Patch = { algorithm: derSequence(derOid("1.2.840.113549.1.1.5"), derNull), hash: "sha1" }
const unusedBits = (count: number): Recipe => leaf({ put: [raw("keyUsage", bytes(0x03, 2, count, 0), true)] })
/** A root until the first second of a year, written with four digits. */
const untilYear = (year: number): Recipe =>
  root({ validity: derSequence(derText(0x17, "240101000000Z"), derText(0x18, `${year}0101000000Z`)) })

/** Says nothing about revocation. */
const silent: Patch = {
  drop: ["crlDistributionPoints"],
  put: [access(["caIssuers", "http://pki.example.edu/ca.crt"])],
}
const stamps = (count: number, from: string): Patch => ({ put: [scts(count, new Date(from))] })
const stamped = (from: string, end: string) => (count: number) =>
  leaf({ from, until: end, ...stamps(count, from) })
/** In steps of months, until the end of the day or the first second after. */
const stampedUntil = (count: number) => (moment: string) =>
  leaf({ from: "2019-01-01", until: moment, ...stamps(count, "2019-01-01") })

export const bounds: Readonly<Record<string, readonly LimitPair[]>> = {
  "a-label-not-punycode": [above(63, (length) => named(`xn--${"9".repeat(length - 4)}.example.edu`))],
  "dsa-key-too-short": [
    atLeast(2048, (bits) =>
      leaf({ from: "2012-08-01", days: 365, spki: dsaKey({ ...longGroup, p: odd(bits) }) }),
    ),
  ],
  // Longer ones would cost too much to check.
  "dsa-key-wrong-subgroup": [above(3072, (bits) => dsa(bits, 256)), above(256, (bits) => dsa(3072, bits))],
  "ecdsa-signature-encoding": [
    above(72, (count) =>
      leaf({
        algorithm: derSequence(derOid("1.2.840.10045.4.3.3")),
        signature: octets("signature", count),
      }),
    ),
  ],
  "generalized-time-before-2050": [atLeast(2050, untilYear)],
  "given-name-too-long": [atMost(32_768, (length) => person("Mustermann", text(length)))],
  "surname-too-long": [atMost(32_768, (length) => person(text(length), "Erika"))],
  "key-usage-encoding": [atMost(7, unusedBits)],
  "onion-valid-too-long": [since("2015-05-01", longLivedOnion)],
  "revocation-information-missing": [
    since("2024-03-15", (from) => leaf({ ...silent, from, days: 11 })),
    daysAtMost(10, "2026-03-14", silent),
    daysAtMost(7, "2026-03-15", silent),
    since("2026-03-15", (from) => leaf({ ...silent, from, days: 8 })),
  ],
  "rsa-exponent-not-in-range": [
    atMost(256, (bits) => exponent((1n << BigInt(bits)) - 1n)),
    above(65_536, (value) => exponent(BigInt(value))),
  ],
  "rsa-key-too-short": [since("2013-12-31", shortUntil(1024, "2013-01-01"))],
  "rsa-old-leaf-key-too-short": [until("2013-12-31", shortUntil(1016, "2013-01-01"))],
  "san-bad-ip-length": [atMost(4, address), atLeast(4, address), atMost(16, address), atLeast(16, address)],
  "sct-count-too-low": [
    since("2018-10-15", (from) => leaf({ from, ...stamps(1, from) })),
    daysAtMost(180, "2021-04-15", stamps(2, "2021-04-15")),
    since("2021-04-15", (from) => leaf({ from, days: 200, ...stamps(2, from) })),
    atLeast(3, stamped("2021-04-15", "2021-11-01")),
    atLeast(2, stamped("2021-04-15", "2021-05-01")),
    // A certificate that ends with the fifteenth month needs three already.
    { ...since("2020-04-01", stampedUntil(2)), limit: 15 },
    { ...after("2021-04-01", stampedUntil(3)), limit: 27 },
    { ...after("2022-04-01", stampedUntil(4)), limit: 39 },
    atLeast(4, stamped("2019-01-01", "2022-04-01")),
    atLeast(5, stamped("2019-01-01", "2022-04-02")),
  ],
  "serial-not-positive": [below(0x80, (octet) => leaf({ serial: bytes(octet) }))],
  "serial-predictable": [
    above(4, (count) => leaf({ serial: Uint8Array.of(1, ...new Uint8Array(count - 1)) })),
  ],
  "sha1-signature-expires-late": [
    since("2015-01-16", (from) => leaf({ ...sha1, from, until: "2018-01-01" })),
  ],
  "signature-algorithm-unsupported": [since("2016-01-01", (from) => leaf({ ...sha1, from }))],
  "rsa-key-below-mozilla-minimum": [
    since("2017-02-28", (from) => leaf({ from, spki: rsaKey(modulus(1024)) })),
  ],
  // The first day of each limit, and the last before the next one.
  "validity-over-39-months": [
    since("2016-07-02", (from) => leaf({ from, days: 1300 })),
    until("2018-03-01", (from) => leaf({ from, days: 1300 })),
  ],
  "validity-over-825-days": [since("2018-03-01", (from) => leaf({ from, days: 826 }))],
  "validity-over-398-days": [since("2020-09-01", (from) => leaf({ from, days: 399 }))],
  "validity-over-397-days": [
    since("2020-09-01", (from) => leaf({ from, days: 398 })),
    until("2026-03-15", (from) => leaf({ from, days: 398 })),
  ],
  "validity-over-200-days": [
    since("2026-03-15", (from) => leaf({ from, days: 201 })),
    until("2027-03-15", (from) => leaf({ from, days: 201 })),
  ],
  "validity-over-199-days": [
    since("2026-03-15", (from) => leaf({ from, days: 200 })),
    until("2027-03-15", (from) => leaf({ from, days: 200 })),
  ],
  "validity-over-100-days": [
    since("2027-03-15", (from) => leaf({ from, days: 101 })),
    until("2029-03-15", (from) => leaf({ from, days: 101 })),
  ],
  "validity-over-99-days": [
    since("2027-03-15", (from) => leaf({ from, days: 100 })),
    until("2029-03-15", (from) => leaf({ from, days: 100 })),
  ],
  "validity-over-47-days": [since("2029-03-15", (from) => leaf({ from, days: 48 }))],
  "validity-over-46-days": [since("2029-03-15", (from) => leaf({ from, days: 47 }))],
}
