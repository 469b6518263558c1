import { der, derBoolean, derNull, derOid, derSequence, derSet, derText } from "../../src/x509/derWrite.js"
import type { ExtensionSpec } from "../certificateDer.js"
import { leaf, type Pair, type Pairs, type Recipe, root } from "./build.js"
import { atMost } from "./limits.js"
import { bytes, empty, octets, raw, utf8 } from "./parts.js"

/** The two times as they shall be written. */
function between(notBefore: readonly [number, string], notAfter: readonly [number, string]): Uint8Array {
  return derSequence(derText(...notBefore), derText(...notAfter))
}
const [utc, generalized] = [0x17, 0x18]
const clean = { good: leaf() }

/** A root until 2050, whose end is written like this. */
function until2050(text: string): Recipe {
  return root({ validity: between([utc, "260101000000Z"], [generalized, text]) })
}
const generalizedPair = (bad: string): Pair => ({
  good: until2050("20500101000000Z"),
  bad: until2050(bad),
})
const startingAt = (text: string): Recipe => leaf({ validity: between([utc, text], [utc, "260927235959Z"]) })

/** Under the enterprise number for examples (RFC 5612). */
const other = (value: Uint8Array): ExtensionSpec => ({ oid: "1.3.6.1.4.1.32473.3", value })

/** RFC 3739 section 3.3.2: a gender, as an example of a directory attribute. */
const gender = derSequence(derOid("1.3.6.1.5.5.7.9.3"), derSet(derText(0x13, "F")))
const directoryAttributes = (critical: boolean): ExtensionSpec => ({
  oid: "2.5.29.9",
  critical,
  value: derSequence(gender),
})
const uniqueId = [der(0x82, bytes(0), octets("unique identifier", 8))]

export const structurePairs: Pairs = {
  "basic-constraints-not-der": {
    ...clean,
    bad: leaf({ put: [raw("basicConstraints", derSequence(derBoolean(false)), true)] }),
  },
  "critical-extension-unknown": {
    good: leaf({ append: [other(derNull)] }),
    bad: leaf({ append: [{ ...other(derNull), critical: true }] }),
  },
  "extension-empty": { ...clean, bad: leaf({ put: [raw("subjectInfoAccess", empty)] }) },
  "extension-not-der": {
    good: leaf({ put: [other(utf8("text"))] }),
    bad: leaf({ put: [other(new TextEncoder().encode("text"))] }),
  },
  "extension-repeated": {
    good: leaf({ append: [other(derNull)] }),
    bad: leaf({ append: [other(derNull), other(derNull)] }),
  },
  "extension-unreadable": { ...clean, bad: leaf({ put: [raw("tlsFeature", utf8("must staple"))] }) },
  "extensions-without-version-3": { ...clean, bad: leaf({ version: 2 }) },
  "generalized-time-before-2050": {
    good: root({ validity: between([utc, "260101000000Z"], [utc, "491231235959Z"]) }),
    bad: until2050("20491231235959Z"),
  },
  "generalized-time-not-zulu": generalizedPair("20500101000000+0000"),
  "generalized-time-with-fraction": generalizedPair("20500101000000.5Z"),
  "generalized-time-without-seconds": generalizedPair("205001010000Z"),
  "not-strictly-der": {
    ...clean,
    bad: leaf({ append: [{ ...other(derNull), critical: false, defaultWritten: true }] }),
  },
  "precertificate-poison": {
    ...clean,
    bad: leaf({ drop: ["sctList"], put: [raw("ctPoison", derNull, true)] }),
  },
  "serial-not-positive": { ...clean, bad: leaf({ serial: bytes(0) }) },
  // 2^32, and 2^31 - 1, which has no leading zeros.
  "serial-predictable": {
    good: leaf({ serial: bytes(1, 0, 0, 0, 0) }),
    bad: leaf({ serial: bytes(0x7f, 0xff, 0xff, 0xff) }),
  },
  "serial-too-long": atMost(20, (count) =>
    leaf({ serial: Uint8Array.of(0x10, ...octets("serial", count - 1)) }),
  ),
  "subject-directory-attributes-critical": {
    good: leaf({ append: [directoryAttributes(false)] }),
    bad: leaf({ append: [directoryAttributes(true)] }),
  },
  "unique-identifier": { ...clean, bad: leaf({ middle: uniqueId }) },
  "unique-identifier-in-version-1": {
    good: leaf({ middle: uniqueId }),
    bad: leaf({ version: 1, from: "2009-01-01", middle: uniqueId }),
  },
  "utc-time-not-zulu": { ...clean, bad: startingAt("260401000000+0000") },
  "utc-time-without-seconds": { ...clean, bad: startingAt("2604010000Z") },
  "version-not-3": { ...clean, bad: leaf({ version: 2 }) },
}
