import { intermediate, leaf, type Pair, type Pairs, type Patch, request, root } from "./build.js"
import { leakedKey } from "./context.js"
import { atLeast, type LimitPair } from "./limits.js"
import * as key from "./publicKeys.js"

const keyed = (spki: Uint8Array, patch: Patch = {}) => leaf({ spki, ...patch })
/** While DSA was allowed, and before root programs had rules of their own. */
const in2013: Patch = { from: "2013-03-01", days: 365 }
const in2014: Patch = { from: "2014-06-01", days: 365 }

const good2048 = key.rsaKey(key.modulus(2048))
const rsa = (bits: number): Uint8Array => key.rsaKey(key.modulus(bits))
const exponent = (value: number): Uint8Array => key.rsaKey(key.modulus(2048), value)
const dsa = keyed(key.dsaKey(key.longGroup), in2013)

/** Under ten years: keys that were too short already before 2011. */
function old(make: (patch: Patch) => Pair["good"], spki: Uint8Array): Pair["good"] {
  return make({ from: "2009-01-01", days: 1000, spki })
}

/** A root signs itself, so a short key of its own is needed. */
const oldRoot: LimitPair = {
  limit: 2048,
  good: root({ from: "2009-01-01" }),
  bad: root({ from: "2009-01-01", key: "old" }),
}

export const keysPairs: Pairs = {
  "dsa-key": { good: leaf(), bad: keyed(key.dsaKey(key.longGroup)) },
  "dsa-key-mozilla": { good: leaf(), bad: keyed(key.dsaKey(key.longGroup), { from: "2018-01-01" }) },
  "dsa-key-out-of-range": { good: dsa, bad: keyed(key.dsaKey(key.longGroup, 1n), in2013) },
  "dsa-key-too-short": {
    good: dsa,
    bad: keyed(key.dsaKey(key.shortGroup), { from: "2012-08-01", days: 365 }),
  },
  "dsa-key-wrong-subgroup": {
    good: dsa,
    bad: keyed(key.dsaKey(key.longGroup, key.longGroup.g + 1n), in2013),
  },
  "dsa-parameters-missing": { good: dsa, bad: keyed(key.dsaKeyWithoutParameters, in2013) },
  "dsa-sizes-not-allowed": { good: dsa, bad: keyed(key.dsaKey(key.shortGroup), in2013) },
  "ec-curve-not-allowed": {
    good: keyed(key.ecKey("prime256v1", "allowed")),
    bad: keyed(key.ecKey("secp256k1", "not allowed")),
  },
  "ec-key-encoding": {
    good: keyed(key.ecKey("secp521r1", "allowed")),
    bad: keyed(key.ecKey("secp256k1", "not allowed")),
  },
  "ec-point-not-on-curve": { good: keyed(key.ecKey("prime256v1", "allowed")), bad: keyed(key.offCurveKey) },
  "key-algorithm-encoding": {
    good: keyed(key.ecKey("secp521r1", "allowed")),
    bad: keyed(key.rsaKey(key.modulus(2048), 65_537, key.rsaPss), { from: "2021-06-01" }),
  },
  "key-blocked": { good: leaf(), bad: keyed(leakedKey) },
  "key-type-not-allowed": { good: keyed(key.ecKey("prime256v1", "allowed")), bad: keyed(key.ed25519Key) },
  "p521-mozilla": {
    good: keyed(key.ecKey("secp384r1", "allowed")),
    bad: keyed(key.ecKey("secp521r1", "not allowed")),
  },
  "request-key-unusual": {
    good: request({ spki: key.ecKey("secp384r1", "allowed") }),
    bad: request({ spki: key.ecKey("secp521r1", "not allowed") }),
  },
  "rsa-exponent-even": { good: keyed(good2048), bad: keyed(exponent(65_538)) },
  "rsa-exponent-not-in-range": { good: keyed(good2048), bad: keyed(exponent(3)) },
  "rsa-exponent-one": { good: keyed(good2048), bad: keyed(exponent(1)) },
  "rsa-exponent-too-small": atLeast(3, (value) => keyed(exponent(value), in2014)),
  "rsa-key-below-mozilla-minimum": atLeast(2048, (bits) => keyed(rsa(bits))),
  "rsa-key-parameters-not-null": {
    good: leaf(),
    bad: keyed(key.rsaKey(key.modulus(2048), 65_537, key.rsaWithoutParameters)),
  },
  "rsa-key-too-short": atLeast(2048, (bits) => keyed(rsa(bits), in2014)),
  "rsa-modulus-even": { good: keyed(good2048), bad: keyed(key.rsaKey(key.modulus(2048) - 1n)) },
  "rsa-modulus-not-whole-octets": { good: keyed(good2048), bad: keyed(key.rsaKey(key.modulus(2050))) },
  "rsa-modulus-small-factor": {
    good: keyed(good2048),
    bad: keyed(key.rsaKey(751n * key.modulus(2038))),
  },
  "rsa-old-intermediate-key-too-short": atLeast(1024, (bits) => old(intermediate, rsa(bits))),
  "rsa-old-leaf-key-too-short": atLeast(1024, (bits) => old(leaf, rsa(bits))),
  "rsa-old-root-key-too-short": oldRoot,
  "rsa-primes-close": { good: keyed(good2048), bad: keyed(key.rsaKey(key.closeModulus())) },
  "rsa-pss-key": { good: leaf(), bad: keyed(key.rsaKey(key.modulus(2048), 65_537, key.rsaPss)) },
  "rsa-roca-key": { good: keyed(good2048), bad: keyed(key.rsaKey(key.rocaModulus())) },
}
