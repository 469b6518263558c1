import { createPublicKey, generateKeyPair, type KeyObject } from "node:crypto"
import { promisify } from "node:util"
import type { Secret } from "../secret.js"

/** The kinds of key that certfleet makes: all of them are what public CAs take. */
export const keyAlgorithms = ["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384"] as const
export type KeyAlgorithm = (typeof keyAlgorithms)[number]

const makePair = promisify(generateKeyPair) as unknown as {
  (type: "rsa", options: { modulusLength: number }): Promise<{ privateKey: KeyObject }>
  (type: "ec", options: { namedCurve: string }): Promise<{ privateKey: KeyObject }>
}

/** A new key, made off the main thread. */
export async function generatePrivateKey(algorithm: KeyAlgorithm): Promise<KeyObject> {
  const size = /^rsa-(\d+)$/.exec(algorithm)?.[1]
  const { privateKey } =
    size === undefined
      ? await makePair("ec", { namedCurve: algorithm === "ec-p256" ? "P-256" : "P-384" })
      : await makePair("rsa", { modulusLength: Number(size) })
  return privateKey
}

/** What kind of key it is; undefined when it is of no kind that certfleet makes. */
export function keyAlgorithmOf(key: KeyObject): KeyAlgorithm | undefined {
  const details = key.asymmetricKeyDetails
  const name =
    key.asymmetricKeyType === "rsa"
      ? `rsa-${details?.modulusLength}`
      : { prime256v1: "ec-p256", secp384r1: "ec-p384" }[details?.namedCurve ?? ""]
  return keyAlgorithms.find((algorithm) => algorithm === name)
}

/** PKCS#8 in PEM; with a passphrase encrypted with AES-256. */
export function writePrivateKey(key: KeyObject, passphrase?: Secret): string {
  const encryption =
    passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase: Buffer.from(passphrase.reveal()) }
  return key.export({ type: "pkcs8", format: "pem", ...encryption }).toString()
}

/** The SubjectPublicKeyInfo in DER that belongs to a private key: equal to a certificate's exactly when they match. */
export function publicKeyOf(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }))
}
