import type { KeyObject } from "node:crypto"
import type { Finding, Subject } from "../finding.js"
import type { Secret } from "../secret.js"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { type Csr, parseCsr } from "../x509/csr.js"
import { type PemBlock, readPem, writePem } from "../x509/pem.js"
import { looksLikePkcs7, parsePkcs7 } from "../x509/pkcs7.js"
import { readPrivateKey } from "../x509/privateKey.js"
import { lintFindings } from "./findings.js"

interface Placed {
  readonly subject: Subject
}
export interface PlacedCertificate extends Placed {
  readonly certificate: Certificate
}
export interface PlacedRequest extends Placed {
  readonly request: Csr
}
export interface PlacedKey extends Placed {
  /** Undefined when it is encrypted and the passphrase, if any, does not open it. */
  readonly key: KeyObject | undefined
  readonly encrypted: boolean
}

/** Everything that one input holds, in its order; what cannot be read is a finding. */
export interface Contents {
  readonly certificates: readonly PlacedCertificate[]
  readonly requests: readonly PlacedRequest[]
  readonly keys: readonly PlacedKey[]
  readonly findings: readonly Finding[]
}

export const nothing: Contents = { certificates: [], requests: [], keys: [], findings: [] }

/** Nothing but blanks. */
export function isEmpty(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte <= 0x20)
}

/** Whether anything in the bytes looks like certificate, request or key; a text that begins with 0 does not. */
export function mayHold(bytes: Uint8Array): boolean {
  return looksLikeDer(bytes) || asBuffer(bytes).includes("-----BEGIN ")
}

/** X.690 section 8.1: a SEQUENCE as long as it says; indefinite length, as some p7b have it, included. */
function looksLikeDer(bytes: Uint8Array): boolean {
  const [tag, first = 0] = bytes
  if (tag !== 0x30) return false
  if (first < 0x80) return bytes.length === first + 2
  const count = first & 0x7f
  if (count > 4) return false
  const length = bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0)
  return count === 0 || bytes.length === 2 + count + length
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Reads PEM piles, DER, PKCS #7 and private keys, whatever the file is called. */
export function readContents(file: string, bytes: Uint8Array, passphrase?: Secret): Contents {
  if (looksLikeDer(bytes)) return readDer(bytes, { kind: "file", file }, passphrase)
  const pem = readPem(bytes)
  if (pem.blocks.length + pem.problems.length === 0 && bytes[0] === 0x30)
    return readDer(bytes, { kind: "file", file }, passphrase)
  const parts = pem.blocks.map((block, index) => readBlock(block, file, index + 1, passphrase))
  const problems = pem.problems.map(({ message, line }) =>
    lintFindings.pem({ kind: "file", file, ...(line === undefined ? {} : { line }) }, { problem: message }),
  )
  return joined([...parts, { ...nothing, findings: problems }])
}

function readBlock(block: PemBlock, file: string, number: number, passphrase?: Secret): Contents {
  const subject: Subject = { kind: "file", file, block: number, line: block.line }
  const { label, der } = block
  if (/CERTIFICATE REQUEST$/.test(label)) return readRequest(der, subject)
  if (/CERTIFICATE$|^PKCS7$|^CMS$|PKCS #7/.test(label)) return readCertificates(der, subject)
  // Keys of other programs, such as OpenSSH's, are no concern of certificates.
  return /^((RSA|EC|DSA|ENCRYPTED) )?PRIVATE KEY$/.test(label)
    ? readKey(pemText(block), subject, passphrase)
    : nothing
}

function readDer(der: Uint8Array, subject: Subject, passphrase?: Secret): Contents {
  if (looksLikePkcs7(der)) return readCertificates(der, subject)
  const certificate = inspectCertificate(der)
  if (certificate.ok) return { ...nothing, certificates: [{ certificate: certificate.value, subject }] }
  const request = parseCsr(der)
  if (request.ok) return readRequest(der, subject)
  const key = readPrivateKey(der, passphrase)
  if (key.ok || key.problem === "encrypted") return readKey(der, subject, passphrase)
  return unreadable(subject, certificate.problem)
}

/** Windows labels PKCS #7 as a certificate, too: the bytes tell. */
function readCertificates(der: Uint8Array, subject: Subject): Contents {
  if (!looksLikePkcs7(der)) {
    const read = inspectCertificate(der)
    if (!read.ok) return unreadable(subject, read.problem)
    return { ...nothing, certificates: [{ certificate: read.value, subject }] }
  }
  const file = subject.kind === "file" ? subject.file : ""
  const read = parsePkcs7(der)
  if (!read.ok) return only(lintFindings.container(subject, { file, problem: read.problem.message }))
  return joined(
    read.value.map((one, index) =>
      readCertificates(one, subject.kind === "file" ? { ...subject, block: index + 1 } : subject),
    ),
  )
}

function readRequest(der: Uint8Array, subject: Subject): Contents {
  const read = parseCsr(der)
  if (read.ok) return { ...nothing, requests: [{ request: read.value, subject }] }
  return only(lintFindings.request(subject, { problem: read.problem.message }))
}

function readKey(bytes: Uint8Array, subject: Subject, passphrase?: Secret): Contents {
  const read = readPrivateKey(bytes, passphrase)
  if (read.ok) return { ...nothing, keys: [{ key: read.key, encrypted: read.encrypted, subject }] }
  if (read.problem === "encrypted" || read.problem === "wrong-passphrase")
    return { ...nothing, keys: [{ key: undefined, encrypted: true, subject }] }
  return only(lintFindings.key(subject, { problem: "is damaged: it is cut off or garbled" }))
}

function unreadable(subject: Subject, problem: { message: string; citation?: string }): Contents {
  const facts = { problem: problem.message, clause: problem.citation ?? "" }
  return only(lintFindings.certificate(subject, facts))
}

/** The block as text again, RFC 1421 headers included: they say how an old key is encrypted. */
function pemText({ label, der, headers }: PemBlock): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)
  const text = writePem(label, der)
  return Buffer.from(lines.length === 0 ? text : text.replace("\n", `\n${lines.join("")}\n`))
}

function only(finding: Finding): Contents {
  return { ...nothing, findings: [finding] }
}

/** All of them, in order. */
export function joined(parts: readonly Contents[]): Contents {
  return {
    certificates: parts.flatMap(({ certificates }) => certificates),
    requests: parts.flatMap(({ requests }) => requests),
    keys: parts.flatMap(({ keys }) => keys),
    findings: parts.flatMap(({ findings }) => findings),
  }
}
