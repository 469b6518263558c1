import { createPrivateKey, type KeyObject, randomBytes } from "node:crypto"
import type { ParsedKey } from "ssh2"
import ssh2 from "ssh2"
import type { Secret } from "../secret.js"
import { wireText, wireWords } from "./wire.js"

/** What a private key file turned out to be; `encrypted` where the passphrase is missing. */
export type ReadKey =
  | { readonly is: "key"; readonly key: ParsedKey }
  | { readonly is: "encrypted" | "wrong-passphrase" | "unreadable" }

/** Reads a private key file in any format that OpenSSH takes: its own, PKCS #1, SEC 1, PKCS #8, encrypted or not. */
export function readPrivateKey(content: Uint8Array, passphrase?: Secret): ReadKey {
  const bytes = Buffer.from(content)
  if (/^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/m.test(bytes.toString("latin1")))
    return readPkcs8(bytes, passphrase)
  const plain = ssh2.utils.parseKey(bytes)
  if (!(plain instanceof Error))
    return plain.isPrivateKey() ? { is: "key", key: plain } : { is: "unreadable" }
  if (!/encrypted|passphrase/i.test(plain.message)) return { is: "unreadable" }
  if (passphrase === undefined) return { is: "encrypted" }
  const decrypted = ssh2.utils.parseKey(bytes, Buffer.from(passphrase.reveal()))
  return decrypted instanceof Error ? { is: "wrong-passphrase" } : { is: "key", key: decrypted }
}

/** RFC 5958: ssh2 does not read it, Node does; what Node gives back in an older form, ssh2 reads. */
function readPkcs8(bytes: Buffer, passphrase: Secret | undefined): ReadKey {
  const encrypted = bytes.includes("BEGIN ENCRYPTED PRIVATE KEY")
  if (encrypted && passphrase === undefined) return { is: "encrypted" }
  const read = pkcs8(bytes, passphrase)
  if (read === undefined) return { is: encrypted ? "wrong-passphrase" : "unreadable" }
  const older = olderForm(read)
  const key = older === undefined ? undefined : ssh2.utils.parseKey(older)
  return key === undefined || key instanceof Error ? { is: "unreadable" } : { is: "key", key }
}

function pkcs8(bytes: Buffer, passphrase: Secret | undefined): KeyObject | undefined {
  try {
    return createPrivateKey({
      key: bytes,
      format: "pem",
      ...(passphrase === undefined ? {} : { passphrase: Buffer.from(passphrase.reveal()) }),
    })
  } catch {
    return undefined
  }
}

function olderForm(key: KeyObject): string | Buffer | undefined {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return key.export({ type: "pkcs1", format: "pem" })
    case "ec":
      return key.export({ type: "sec1", format: "pem" })
    case "ed25519":
      return opensshForm(key)
    default:
      return undefined
  }
}

/** OpenSSH's PROTOCOL.key, for the one kind of key that has no older form. */
function opensshForm(key: KeyObject): string {
  const { d = "", x = "" } = key.export({ format: "jwk" })
  const [seed, point] = [Buffer.from(d, "base64url"), Buffer.from(x, "base64url")]
  const check = randomBytes(4)
  const open = Buffer.concat([
    ...[check, check, wireText("ssh-ed25519"), wireText(point)],
    ...[wireText(Buffer.concat([seed, point])), wireText("")],
  ])
  const padding = Buffer.from(Array.from({ length: (8 - (open.length % 8)) % 8 }, (_, index) => index + 1))
  const blob = Buffer.concat([
    ...[Buffer.from("openssh-key-v1\0"), wireText("none"), wireText("none"), wireText("")],
    ...[Buffer.from([0, 0, 0, 1]), wireText(Buffer.concat([wireText("ssh-ed25519"), wireText(point)]))],
    wireText(Buffer.concat([open, padding])),
  ])
  const label = "OPENSSH PRIVATE KEY"
  const lines = blob.toString("base64").replace(/.{70}/g, "$&\n")
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}

/** The public half of an encrypted key file in OpenSSH's format, which has it in the clear. */
export function publicHalf(content: Uint8Array): Uint8Array | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(
    Buffer.from(content).toString("latin1"),
  )?.[1]
  if (body === undefined) return undefined
  const bytes = Buffer.from(body, "base64")
  const start = "openssh-key-v1\0".length
  // Cipher, key derivation and its options; then a count, which is always one.
  const [, , options] = wireWords(bytes, start, 3) ?? []
  return options === undefined ? undefined : wireWords(bytes, options.end + 4, 1)?.[0]?.bytes
}

/** A line as `ssh-keygen` writes it into `.pub` files: `ssh-ed25519 AAAA… comment`; its key as the wire has it. */
export function publicKeyLine(text: string): Uint8Array | undefined {
  const [type, base64] = text.trim().split(/\s+/)
  if (type === undefined || base64 === undefined || !/^[a-z][a-z0-9@.-]*$/.test(type)) return undefined
  const bytes = Buffer.from(base64, "base64")
  return wireWords(bytes, 0, 1)?.[0]?.bytes.toString("latin1") === type ? bytes : undefined
}
