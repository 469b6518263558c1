/** Checking signatures with Node's crypto. */
import { constants, createPublicKey, type KeyObject, verify } from "node:crypto"
import { type AlgorithmIdentifier, type SignatureAlgorithm, signatureAlgorithm } from "./algorithm.js"
import type { PublicKey } from "./publicKey.js"

/** Why a signature is not good, or `valid`. */
export type SignatureResult =
  | { readonly kind: "valid" }
  /** The bytes were changed, or another key signed them. */
  | { readonly kind: "invalid" }
  /** The algorithm is unknown, its parameters are wrong, or Node cannot do it. */
  | { readonly kind: "unsupported"; readonly message: string }
  /** The key is of another kind than the signature. */
  | { readonly kind: "key-mismatch" }
  /** Node cannot read the key. */
  | { readonly kind: "bad-key" }

const keyObjects = new WeakMap<PublicKey, KeyObject | "bad-key">()

/** Node's handle of a public key; undefined when Node cannot read it. Made once per key. */
export function keyObject(key: PublicKey): KeyObject | undefined {
  const known = keyObjects.get(key)
  if (known !== undefined) return known === "bad-key" ? undefined : known
  const made = makeKey(key)
  keyObjects.set(key, made ?? "bad-key")
  return made
}

function makeKey({ kind, der, bits }: PublicKey): KeyObject | undefined {
  try {
    // OpenSSL's decoder takes 35 times as long to find out that a SubjectPublicKeyInfo holds an RSA key.
    return kind === "rsa"
      ? createPublicKey({ key: Buffer.from(bits), format: "der", type: "pkcs1" })
      : createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" })
  } catch {
    // Node says no more than that OpenSSL could not decode it.
    return undefined
  }
}

const schemeOfKey: Readonly<Partial<Record<PublicKey["kind"], readonly SignatureAlgorithm["scheme"][]>>> = {
  rsa: ["rsa", "rsa-pss"],
  "rsa-pss": ["rsa-pss"],
  ec: ["ecdsa"],
  dsa: ["dsa"],
  ed25519: ["ed25519"],
  ed448: ["ed448"],
}

/** Whether a key of this kind can have made such a signature. */
export function schemeFits(key: PublicKey, { scheme }: SignatureAlgorithm): boolean {
  return schemeOfKey[key.kind]?.includes(scheme) === true
}

/** Verifies `signature` over `data` with the public key. */
export function verifySignature(
  identifier: AlgorithmIdentifier,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): SignatureResult {
  const algorithm = signatureAlgorithm(identifier)
  if (!algorithm.ok) return { kind: "unsupported", message: algorithm.problem.message }
  const { hash } = algorithm.value
  if (!schemeFits(key, algorithm.value)) return { kind: "key-mismatch" }
  const handle = keyObject(key)
  if (handle === undefined) return { kind: "bad-key" }
  try {
    const good = verify(hash, data, keyInput(handle, algorithm.value), signature)
    return { kind: good ? "valid" : "invalid" }
  } catch (cause) {
    return { kind: "unsupported", message: cause instanceof Error ? cause.message : String(cause) }
  }
}

function keyInput(
  handle: KeyObject,
  { scheme, saltLength }: SignatureAlgorithm,
): Parameters<typeof verify>[2] {
  if (scheme !== "rsa-pss") return handle
  return { key: handle, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltLength ?? 20 }
}
