/** Private keys in whatever form OpenSSL reads them, and by name what it does not read. */
import { createPrivateKey, type KeyObject } from "node:crypto"
import type { Secret } from "../secret.js"
import { wholeBase64 } from "./base64Text.js"
import { privateKeyForm } from "./derKind.js"
import { looksLikeJks } from "./jks.js"
import { type PemBlock, readPemText, writePem } from "./pem.js"
import { openEncryptedKey, unknownKind } from "./pkcs8.js"
import { looksLikePkcs12, needsLegacy } from "./pkcs12Head.js"
import { textOf } from "./textOf.js"
import { openTraditionalDes } from "./traditionalKey.js"

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
  /** Whole, but in a form that neither OpenSSL nor this reads; each has a program of its own. */
  | "openssh"
  | "putty"
  /** Its `detail` is `legacy` where OpenSSL 3 opens it with that option alone. */
  | "pkcs12"
  | "java-key-store"
  /** Whole, but with an encryption that is not known here; `detail` says which. */
  | "unsupported"
  /** Whole, and of a kind that no program makes another one of; `detail` says which. */
  | "unknown-kind"
  /** It wants more rounds of key derivation than anybody waits for. */
  | "costly"

export type ReadPrivateKey =
  | { readonly ok: true; readonly key: KeyObject; readonly encrypted: boolean }
  | { readonly ok: false; readonly problem: PrivateKeyProblem; readonly detail?: string }

/**
 * Reads a private key: PEM with text around it, also UTF-16, on one line or inside of JSON, or DER; PKCS#8, PKCS#1 or
 * SEC 1, whatever the label says; encrypted as PKCS#8 or the old way of OpenSSL. The first private key counts.
 */
export function readPrivateKey(bytes: Uint8Array, passphrase?: Secret): ReadPrivateKey {
  if (bytes.length === 0) return failed("empty")
  if (bytes[0] === 0x30) return openDer(bytes, passphrase, undefined)
  const pem = readPemText(bytes)
  const block = pem.blocks.find(({ label }) => /^([A-Z0-9]+ )?PRIVATE KEY$/.test(label))
  if (block !== undefined) return openBlock(block, passphrase)
  const { text } = textOf(bytes)
  const lenient = lenientPem(text)
  if (lenient !== undefined) return open({ key: lenient, format: "pem" }, passphrase)
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) return failed("broken")
  const decoded = wholeBase64(text)
  // What it decodes to is no base64 again: the beginning that it must have is none of it.
  return decoded === undefined ? ofOther(bytes, text) : readPrivateKey(decoded, passphrase)
}

/** OpenSSL minds less than RFC 4648 what base64 looks like: it has the last word on whether a key is broken. */
function lenientPem(text: string): string | undefined {
  const block = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[^-]*(?:-[^-]+)*-----END \1-----/.exec(text)
  return block?.[0].replace(/[ \t]*\r\n?|[ \t]+\n/g, "\n").concat("\n")
}

function openBlock({ label, der, headers }: PemBlock, passphrase: Secret | undefined): ReadPrivateKey {
  if (label === "OPENSSH PRIVATE KEY") return failed("openssh")
  if (!/ENCRYPTED/.test(headers["Proc-Type"] ?? "")) return openDer(der, passphrase, label)
  if (passphrase === undefined) return failed("encrypted")
  const info = headers["DEK-Info"] ?? ""
  if (/^DES-CBC,/i.test(info)) {
    const opened = openTraditionalDes(der, info, passphrase)
    return opened === undefined ? failed("wrong-passphrase") : openPlain(opened, true)
  }
  return open({ key: writePem(label, der, headers), format: "pem" }, passphrase)
}

/** Labels are often wrong; the structure tells. */
function openDer(der: Uint8Array, passphrase: Secret | undefined, label: string | undefined): ReadPrivateKey {
  if (looksEncrypted(der)) return openEncrypted(der, passphrase)
  const plain = openPlain(der, false)
  if (plain.ok || plain.problem !== "broken" || label !== undefined) return plain
  return ofOther(der, "")
}

function openPlain(der: Uint8Array, encrypted: boolean): ReadPrivateKey {
  // OpenSSL takes long to say that something is no key: a file may hold thousands.
  const type = privateKeyForm(der)
  if (type !== undefined)
    try {
      return { ok: true, key: createPrivateKey({ key: Buffer.from(der), format: "der", type }), encrypted }
    } catch {
      // What is wrong with it, OpenSSL does not say in words that would help.
    }
  const kind = unknownKind(der)
  if (kind !== undefined) return failed("unknown-kind", kind)
  return failed(encrypted ? "wrong-passphrase" : "broken")
}

/** Not by OpenSSL, which would count whatever number of rounds the file asks for. */
function openEncrypted(der: Uint8Array, passphrase: Secret | undefined): ReadPrivateKey {
  if (passphrase === undefined) return failed("encrypted")
  const opened = openEncryptedKey(der, passphrase)
  if ("der" in opened) return openPlain(opened.der, true)
  return failed(opened.problem, opened.detail)
}

/** EncryptedPrivateKeyInfo (RFC 5958 section 3) begins with an AlgorithmIdentifier of PKCS#5 or PKCS#12. */
function looksEncrypted(der: Uint8Array): boolean {
  const head = Buffer.from(der.subarray(0, 24)).toString("hex")
  return /06092a864886f70d0105|060a2a864886f70d010c01/.test(head)
}

function open(input: { key: string; format: "pem" }, passphrase: Secret | undefined): ReadPrivateKey {
  const encrypted = passphrase !== undefined
  try {
    const key = createPrivateKey(
      encrypted ? { ...input, passphrase: Buffer.from(passphrase.reveal()) } : input,
    )
    return { ok: true, key, encrypted }
  } catch (error) {
    const code = String((error as { code?: unknown }).code)
    if (/UNSUPPORTED/.test(code)) return failed("unsupported", "an old or rare cipher")
    // OpenSSL tells a bad passphrase from a garbled file only by what the decryption yields.
    return failed(encrypted ? "wrong-passphrase" : "broken")
  }
}

/** Files of other programs that have a key in them. */
function ofOther(bytes: Uint8Array, text: string): ReadPrivateKey {
  if (looksLikePkcs12(bytes)) return failed("pkcs12", needsLegacy(bytes) ? "legacy" : undefined)
  if (looksLikeJks(bytes)) return failed("java-key-store")
  return failed(text.startsWith("PuTTY-User-Key-File-") ? "putty" : "no-key")
}

function failed(problem: PrivateKeyProblem, detail?: string): ReadPrivateKey {
  return { ok: false, problem, ...(detail === undefined ? {} : { detail }) }
}
