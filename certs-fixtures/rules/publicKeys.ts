/** Public keys of every kind, right or wrong, the same in every run; nobody has the private ones. */
import { checkPrimeSync, createECDH, createHash } from "node:crypto"
import { derBits, derInteger, derNull, derOid, derSequence } from "../../src/x509/derWrite.js"
import { octets } from "./parts.js"

const curveOids = {
  prime256v1: "1.2.840.10045.3.1.7",
  secp384r1: "1.3.132.0.34",
  secp521r1: "1.3.132.0.35",
  secp256k1: "1.3.132.0.10",
} as const

/** A key on a curve, as subjectPublicKeyInfo. */
export function ecKey(curve: keyof typeof curveOids, label: string): Uint8Array {
  const pair = createECDH(curve)
  pair.setPrivateKey(createHash("sha256").update(`certfleet ${label}`).digest())
  const algorithm = derSequence(derOid("1.2.840.10045.2.1"), derOid(curveOids[curve]))
  return derSequence(algorithm, derBits(new Uint8Array(pair.getPublicKey())))
}

/** As many octets as a point has, on no curve. */
export const offCurveKey = derSequence(
  derSequence(derOid("1.2.840.10045.2.1"), derOid(curveOids.prime256v1)),
  derBits(Uint8Array.of(4, ...octets("off the curve", 32), ...octets("by chance", 32))),
)

export const ed25519Key = derSequence(derSequence(derOid("1.3.101.112")), derBits(octets("ed25519", 32)))

const rsaEncryption = derSequence(derOid("1.2.840.113549.1.1.1"), derNull)
export const rsaWithoutParameters = derSequence(derOid("1.2.840.113549.1.1.1"))
export const rsaPss = derSequence(derOid("1.2.840.113549.1.1.10"))

export function rsaKey(
  modulus: bigint,
  exponent: number | bigint = 65_537,
  algorithm = rsaEncryption,
): Uint8Array {
  return derSequence(algorithm, derBits(derSequence(integer(modulus), integer(BigInt(exponent)))))
}

function integer(value: bigint): Uint8Array {
  const text = value.toString(16)
  return derInteger(new Uint8Array(Buffer.from(text.padStart(text.length + (text.length % 2), "0"), "hex")))
}

/** An odd number of so many bits, the two highest of them set. */
function number(label: string, bits: number): bigint {
  const start = BigInt(`0x${Buffer.from(octets(label, (bits >> 3) + 1)).toString("hex")}`)
  return (start % (1n << BigInt(bits))) | (3n << BigInt(bits - 2)) | 1n
}

function nextPrime(from: bigint, step = 2n): bigint {
  for (let candidate = from; ; candidate += step) if (checkPrimeSync(candidate)) return candidate
}

const moduli = new Map<number, bigint>()

/** A product of two primes, of the size asked for. */
export function modulus(bits: number): bigint {
  const half = bits >> 1
  const product =
    moduli.get(bits) ?? nextPrime(number(`p ${bits}`, half)) * nextPrime(number(`q ${bits}`, bits - half))
  moduli.set(bits, product)
  return product
}

/** Two neighbouring primes. */
export function closeModulus(): bigint {
  const p = nextPrime(number("close", 1024))
  return p * nextPrime(p + 2n)
}

/** CVE-2017-15361: primes k·M + (65537^a mod M), with M the product of the primes up to 701. */
export function rocaModulus(): bigint {
  const m = primesUpTo(701).reduce((product, prime) => product * prime, 1n)
  const prime = (label: string, power: number): bigint => {
    let rest = 1n
    for (let count = 0; count < power; count++) rest = (rest * 65_537n) % m
    const start = number(label, 1024)
    return nextPrime(start - (start % m) + rest, m)
  }
  return prime("roca p", 17) * prime("roca q", 23)
}

function primesUpTo(limit: number): bigint[] {
  const primes: number[] = []
  for (let one = 2; one <= limit; one++) if (primes.every((prime) => one % prime !== 0)) primes.push(one)
  return primes.map(BigInt)
}

interface DsaGroup {
  readonly p: bigint
  readonly q: bigint
  readonly g: bigint
}

/** RFC 5114 section 2.1: 1024 and 160 bits. */
export const shortGroup: DsaGroup = {
  p: 0xb10b8f96a080e01dde92de5eae5d54ec52c99fbcfb06a3c69a6a9dca52d23b616073e28675a23d189838ef1e2ee652c013ecb4aea906112324975c3cd49b83bfaccbdd7d90c4bd7098488e9c219a73724effd6fae5644738faa31a4ff55bccc0a151af5f0dc8b4bd45bf37df365c1a65e68cfda76d4da708df1fb2bc2e4a4371n,
  q: 0xf518aa8781a8df278aba4e7d64b7cb9d49462353n,
  g: 0xa4d1cbd5c3fd34126765a442efb99905f8104dd258ac507fd6406cff14266d31266fea1e5c41564b777e690f5504f213160217b4b01b886a5e91547f9e2749f4d7fbd7d3b9a92ee1909d0d2263f80a76a6a24c087a091f531dbf0a0169b6a28ad662a4d18e73afa32d779d5918d08bc8858f4dcef97c2a24855e6eeb22b3b2e5n,
}

/** RFC 5114 section 2.3: 2048 and 256 bits. */
export const longGroup: DsaGroup = {
  p: 0x87a8e61db4b6663cffbbd19c651959998ceef608660dd0f25d2ceed4435e3b00e00df8f1d61957d4faf7df4561b2aa3016c3d91134096faa3bf4296d830e9a7c209e0c6497517abd5a8a9d306bcf67ed91f9e6725b4758c022e0b1ef4275bf7b6c5bfc11d45f9088b941f54eb1e59bb8bc39a0bf12307f5c4fdb70c581b23f76b63acae1caa6b7902d52526735488a0ef13c6d9a51bfa4ab3ad8347796524d8ef6a167b5a41825d967e144e5140564251ccacb83e6b486f6b3ca3f7971506026c0b857f689962856ded4010abd0be621c3a3960a54e710c375f26375d7014103a4b54330c198af126116d2276e11715f693877fad7ef09cadb094ae91e1a1597n,
  q: 0x8cf83642a709a097b447997640129da299b1a47d1eb3750ba308b0fe64f5fbd3n,
  g: 0x3fb32c9b73134d0b2e77506660edbd484ca7b18f21ef205407f4793a1a0ba12510dbc15077be463fff4fed4aac0bb555be3a6c1b0c6b47b1bc3773bf7e8c6f62901228f8c28cbb18a55ae31341000a650196f931c77a57f2ddf463e5e9ec144b777de62aaab8a8628ac376d282d6ed3864e67982428ebc831d14348f6f2f9193b5045af2767164e1dfc967c1fb3f2e55a4bd1bffe83b9c80d052b985d182ea0adb2a3b7313d3fe14c8484b1e052588b9b7d2bbd2df016199ecd06e1557cd0915b3353bbb64e0ec377fd028370df92b52c7891428cdc67eb6184b523d1db246c32f63078490f00ef8d647d148d47954515e2327cfef98c582664b4c0f6cc41659n,
}

/** g itself is a public number of order q. */
export function dsaKey(group: DsaGroup, y = group.g): Uint8Array {
  const parameters = derSequence(...[group.p, group.q, group.g].map(integer))
  return derSequence(derSequence(derOid("1.2.840.10040.4.1"), parameters), derBits(integer(y)))
}

/** Parameters inherited from the issuer, as RFC 3279 section 2.3.2 has it. */
export const dsaKeyWithoutParameters = derSequence(
  derSequence(derOid("1.2.840.10040.4.1")),
  derBits(integer(longGroup.g)),
)
