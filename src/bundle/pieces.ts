/** What one file holds, whatever it is called: the same for whoever judges it afterwards. */
import type { Subject } from "../finding.js"
import { unarmoured } from "../x509/base64Text.js"
import { type DerKind, derKindOf } from "../x509/derKind.js"
import type { Problem } from "../x509/parsed.js"
import { type PemBlock, type PemText, readPemText, writePem } from "../x509/pem.js"
import { looksLikePkcs7 } from "../x509/pkcs7.js"
import type { InputFile } from "./inputFile.js"

/** What to do about a pile that was not read to its end. */
export const tooManyBlocks = "split it, and name the parts"

type FileSubject = Extract<Subject, { kind: "file" }>

export interface Piece {
  /** What it is, or what its label says; `other` for armour of things that no certificate needs. */
  readonly kind: DerKind | "other"
  /** DER; for a private key in PEM the PEM, whose headers say how it is encrypted. */
  readonly bytes: Uint8Array
  readonly subject: FileSubject
  /** Of its armour. */
  readonly label?: string
}

export interface FilePieces {
  /** In the order of the file. */
  readonly pieces: readonly Piece[]
  /** Armour that is garbled or cut off. */
  readonly problems: readonly Problem[]
  /** How the text is written; undefined for DER. */
  readonly text?: PemText
}

/** Reads PEM piles with text around, inside of JSON or of programs, base64 without armour, UTF-16, and DER. */
export function readPieces({ name, bytes }: InputFile): FilePieces {
  const subject: FileSubject = { kind: "file", file: name }
  if (isBinary(bytes))
    return { pieces: [{ kind: derKindOf(bytes) ?? "certificate", bytes, subject }], problems: [] }
  const text = readPemText(bytes)
  const blocks = text.blocks.map((block, index) =>
    pieceOf(block, { ...subject, block: index + 1, line: block.line }),
  )
  const bare = text.gaps.flatMap((gap) => unarmouredPieces(gap, subject))
  const pieces = bare.length === 0 ? blocks : [...blocks, ...bare].sort(byLine)
  return { pieces, problems: text.problems, text }
}

/** DER that is cut off is still no text: there, a zero goes on with a printable character. */
function isBinary(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes
  return tag === 0x30 && (length >= 0x80 || bytes.length === length + 2)
}

function pieceOf(block: PemBlock, subject: FileSubject): Piece {
  const { label, der, headers } = block
  const kind = kindOfLabel(label, der)
  if (kind === "private-key")
    return { kind, bytes: Buffer.from(writePem(label, der, headers)), subject, label }
  return { kind, bytes: label === "TRUSTED CERTIFICATE" ? firstElement(der) : der, subject, label }
}

/** RFC 7468 and what came before it; Windows labels PKCS #7 as a certificate: there, the bytes tell. */
function kindOfLabel(label: string, der: Uint8Array): Piece["kind"] {
  if (/^(X509 |TRUSTED )?CERTIFICATE$/.test(label)) return looksLikePkcs7(der) ? "pkcs7" : "certificate"
  if (/^(PKCS7|CMS|PKCS #7 SIGNED DATA)$/.test(label)) return "pkcs7"
  if (/^(NEW )?CERTIFICATE REQUEST$/.test(label)) return "request"
  if (label === "X509 CRL") return "revocation-list"
  if (label === "OCSP RESPONSE") return "ocsp-response"
  if (/^((RSA|EC|DSA|ENCRYPTED) )?PRIVATE KEY$/.test(label)) return "private-key"
  return /^(RSA )?PUBLIC KEY$/.test(label) ? "public-key" : "other"
}

/** What OpenSSL trusts a certificate for follows it, in a structure of its own. */
function firstElement(der: Uint8Array): Uint8Array {
  const [, first = 0, high = 0, low = 0] = der
  return first === 0x82 ? der.subarray(0, 4 + high * 256 + low) : der
}

/** Of what is not known nothing is said: a text may have any base64 in it. */
function unarmouredPieces(gap: { readonly text: string; readonly line: number }, file: FileSubject): Piece[] {
  return unarmoured(gap.text, gap.line).flatMap(({ bytes, line }): Piece[] => {
    const subject = { ...file, line }
    const kind = derKindOf(bytes)
    if (kind !== undefined) return [{ kind, bytes, subject }]
    return bytes[0] === 0x2d ? readPemText(bytes).blocks.map((block) => pieceOf(block, subject)) : []
  })
}

function byLine(one: Piece, other: Piece): number {
  return (one.subject.line ?? 0) - (other.subject.line ?? 0)
}
