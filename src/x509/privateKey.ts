import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type PrivateKeyInput,
} from "node:crypto"
import { promisify } from "node:util"
import type { Secret } from "../secret.js"

/** The kinds of key that certfleet makes: all of them are what public CAs take. */
export const keyAlgorithms = ["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384"] as const
export type KeyAlgorithm = (typeof keyAlgorithms)[number]

/** Why bytes could not be read as a private key. */
export type PrivateKeyProblem =
  /** Nothing in it. */
  | "empty"
  /** Needs a passphrase and none was given. */
  | "encrypted"
  | "wrong-passphrase"
  /** PEM or DER, but of something else, such as a certificate. */
  | "no-key"
  /** It says it is a key, but is cut off or garbled. */
  | "broken"

export type ReadPrivateKey =
  | { readonly ok: true; readonly key: KeyObject; readonly encrypted: boolean }
  | { readonly ok: false; readonly problem: PrivateKeyProblem }

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

/**
 * Reads a private key: PEM with text around it or DER; PKCS#8, PKCS#1 or SEC 1; encrypted as PKCS#8 or the
 * old way of OpenSSL. The first private key counts.
 */
export function readPrivateKey(bytes: Uint8Array, passphrase?: Secret): ReadPrivateKey {
  if (bytes.length === 0) return failed("empty")
  const pem = privateKeyPem(bytes)
  if (pem !== undefined) return openPem(pem, passphrase)
  if (bytes[0] !== 0x30)
    return failed(/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(latin1(bytes)) ? "broken" : "no-key")
  return openDer(Buffer.from(bytes), passphrase)
}

/** The SubjectPublicKeyInfo in DER that belongs to a private key: equal to a certificate's exactly when they match. */
export function publicKeyOf(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }))
}

function privateKeyPem(bytes: Uint8Array): string | undefined {
  const block = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[^-]*(?:-[^-]+)*-----END \1-----/.exec(latin1(bytes))
  // OpenSSL wants line feeds, and no blanks at the ends of lines.
  return block?.[0].replace(/[ \t]*\r\n?|[ \t]+\n/g, "\n").concat("\n")
}

function openPem(pem: string, passphrase: Secret | undefined): ReadPrivateKey {
  const encrypted = pem.includes("BEGIN ENCRYPTED PRIVATE KEY") || /^Proc-Type:.*ENCRYPTED/m.test(pem)
  if (!encrypted) return open({ key: pem, format: "pem" }, false)
  if (passphrase === undefined) return failed("encrypted")
  return open({ key: pem, format: "pem", passphrase: Buffer.from(passphrase.reveal()) }, true)
}

function openDer(der: Buffer, passphrase: Secret | undefined): ReadPrivateKey {
  for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
    const read = open({ key: der, format: "der", type }, false)
    if (read.ok) return read
  }
  if (!looksEncrypted(der)) return failed("no-key")
  if (passphrase === undefined) return failed("encrypted")
  return open({ key: der, format: "der", type: "pkcs8", passphrase: Buffer.from(passphrase.reveal()) }, true)
}

/** EncryptedPrivateKeyInfo (RFC 5958 section 3) begins with an AlgorithmIdentifier of PKCS#5 or PKCS#12. */
function looksEncrypted(der: Buffer): boolean {
  const head = der.subarray(0, 24).toString("hex")
  return /06092a864886f70d0105|060a2a864886f70d010c01/.test(head)
}

function open(input: PrivateKeyInput, encrypted: boolean): ReadPrivateKey {
  try {
    return { ok: true, key: createPrivateKey(input), encrypted }
  } catch (error) {
    const code = String((error as { code?: unknown }).code)
    // OpenSSL tells a bad passphrase from a garbled file only by what the decryption yields.
    return failed(encrypted && !/UNSUPPORTED/.test(code) ? "wrong-passphrase" : "broken")
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
}

function failed(problem: PrivateKeyProblem): ReadPrivateKey {
  return { ok: false, problem }
}
