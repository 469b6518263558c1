import { der, derInteger, derNull, derOid, derSequence } from "../../src/x509/derWrite.js"
import { leaf, type Pairs, type Patch } from "./build.js"
import { after } from "./limits.js"
import { ecdsaShaped } from "./parts.js"

const rsaWith = (hash: number, ...parameters: readonly Uint8Array[]): Uint8Array =>
  derSequence(derOid(`1.2.840.113549.1.1.${hash}`), ...parameters)
const sha1WithRsa = rsaWith(5, derNull)

/** RFC 4055 section 3.1, with SHA-256 throughout. */
function pss(saltLength: number): Uint8Array {
  const sha256 = derSequence(derOid("2.16.840.1.101.3.4.2.1"), derNull)
  const mask = derSequence(derOid("1.2.840.113549.1.1.8"), sha256)
  return rsaWith(10, derSequence(der(0xa0, sha256), der(0xa1, mask), der(0xa2, derInteger(saltLength))))
}

/** As a P-256 key would sign. */
const ecdsaWithSha = (hash: number): Patch => ({
  algorithm: derSequence(derOid(`1.2.840.10045.4.3.${hash}`)),
  signature: ecdsaShaped(32),
})

export const signaturePairs: Pairs = {
  "ecdsa-signature-encoding": { good: leaf(ecdsaWithSha(2)), bad: leaf(ecdsaWithSha(4)) },
  "pss-parameters-encoding": {
    good: leaf({ algorithm: pss(32) }),
    bad: leaf({ algorithm: pss(20) }),
  },
  "rsa-signature-parameters-not-null": { good: leaf(), bad: leaf({ algorithm: rsaWith(11) }) },
  "sha1-signature": { good: leaf(), bad: leaf({ algorithm: sha1WithRsa, hash: "sha1" }) },
  "sha1-signature-expires-late": after("2017-01-01", (until) =>
    leaf({ from: "2015-06-01", until, algorithm: sha1WithRsa, hash: "sha1" }),
  ),
  "signature-algorithm-unsupported": {
    good: leaf({ algorithm: rsaWith(13, derNull), hash: "sha512" }),
    bad: leaf({ algorithm: rsaWith(4, derNull), hash: "md5" }),
  },
  "signature-algorithms-differ": { good: leaf(), bad: leaf({ innerAlgorithm: rsaWith(12, derNull) }) },
}
