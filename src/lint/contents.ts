import type { KeyObject } from "node:crypto"
import { inputFindings } from "../assess/inputFindings.js"
import { keyAdvice } from "../bundle/keyProblems.js"
import { type Piece, readPieces, tooManyBlocks } from "../bundle/pieces.js"
import type { Finding, Subject } from "../finding.js"
import type { Secret } from "../secret.js"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { type Csr, parseCsr } from "../x509/csr.js"
import type { PemLayout, PemText } from "../x509/pem.js"
import { parsePkcs7 } from "../x509/pkcs7.js"
import { type PrivateKeyProblem, readPrivateKey } from "../x509/readPrivateKey.js"
import { lintFindings } from "./findings.js"

type FileSubject = Extract<Subject, { kind: "file" }>

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
  /** A passphrase was given, and is not this key's. */
  readonly wrongPassphrase?: true
  readonly encrypted: boolean
}

/** Everything that one input holds, in its order; what cannot be read is a finding. */
export interface Contents {
  readonly certificates: readonly PlacedCertificate[]
  readonly requests: readonly PlacedRequest[]
  readonly keys: readonly PlacedKey[]
  readonly findings: readonly Finding[]
  /** Its order means nothing: files of an archive, PKCS #7 and PKCS #12. */
  readonly isPile?: true
}

export const nothing: Contents = { certificates: [], requests: [], keys: [], findings: [] }

/** Nothing but blanks. */
export function isEmpty(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte <= 0x20)
}

/** Reads what a file holds, whatever it is called. */
export function readContents(file: string, bytes: Uint8Array, passphrase?: Secret): Contents {
  const { pieces, problems, text } = readPieces({ name: file, bytes })
  const broken = problems.map(({ kind, message, line }) => {
    const subject = { kind: "file", file, ...(line === undefined ? {} : { line }) } as const
    return kind === "limit"
      ? inputFindings.container(subject, { file, problem: message, advice: tooManyBlocks })
      : inputFindings.pem(subject, { problem: message })
  })
  return joined([
    ...pieces.map((piece) => readPiece(piece, passphrase)),
    { ...nothing, findings: [...broken, ...(text === undefined ? [] : layoutFindings(text, file))] },
  ])
}

function readPiece({ kind, bytes, subject }: Piece, passphrase?: Secret): Contents {
  if (kind === "certificate") return readCertificate(bytes, subject)
  if (kind === "pkcs7") return readContainer(bytes, subject)
  if (kind === "request") return readRequest(bytes, subject)
  if (kind === "private-key") return readKey(bytes, subject, passphrase)
  // Keys of other programs, such as OpenSSH's, are no concern of certificates.
  return nothing
}

/** How things are written that OpenSSL, and with it most servers, does not find; each once, at its first place. */
function layoutFindings({ blocks, utf16 }: PemText, file: string): Finding[] {
  const judged = blocks.filter(({ label }) => /CERTIFICATE|PRIVATE KEY|^PKCS7$|^CMS$/.test(label))
  const at = (layout: PemLayout, how: string): Finding[] => {
    const line = judged.find((block) => block.layout === layout)?.line
    return line === undefined ? [] : [lintFindings.layout({ kind: "file", file, line }, { how })]
  }
  return [
    ...(utf16 && judged.length > 0
      ? [lintFindings.layout({ kind: "file", file }, { how: "the file is UTF-16" })]
      : []),
    ...at("glued", "END and BEGIN share a line"),
    ...at("one-line", "the block is on one line"),
  ]
}

function readCertificate(der: Uint8Array, subject: Subject): Contents {
  const read = inspectCertificate(der)
  if (!read.ok) return unreadable(subject, read.problem)
  return { ...nothing, certificates: [{ certificate: read.value, subject }] }
}

function readContainer(der: Uint8Array, subject: FileSubject): Contents {
  const { file } = subject
  const read = parsePkcs7(der)
  if (!read.ok)
    return only(inputFindings.container(subject, { file, problem: read.problem.message, advice: "" }))
  const parts = read.value.map((one, index) => readCertificate(one, { ...subject, block: index + 1 }))
  return { ...joined(parts), isPile: true }
}

function readRequest(der: Uint8Array, subject: Subject): Contents {
  const read = parseCsr(der)
  if (read.ok) return { ...nothing, requests: [{ request: read.value, subject }] }
  return only(inputFindings.request(subject, { problem: read.problem.message }))
}

function readKey(bytes: Uint8Array, subject: FileSubject, passphrase?: Secret): Contents {
  const read = readPrivateKey(bytes, passphrase)
  if (read.ok) return { ...nothing, keys: [{ key: read.key, encrypted: read.encrypted, subject }] }
  if (read.problem === "encrypted" || read.problem === "wrong-passphrase")
    return { ...nothing, keys: [{ key: undefined, encrypted: true, subject, ...wrongly(read.problem) }] }
  const { what, hint } = keyAdvice(read, subject.file)
  const facts =
    read.problem === "broken"
      ? { problem: "is damaged: it is cut off or garbled", advice: "" }
      : { problem: what, advice: hint }
  return only(lintFindings.key(subject, facts))
}

function wrongly(problem: PrivateKeyProblem): { readonly wrongPassphrase?: true } {
  return problem === "wrong-passphrase" ? { wrongPassphrase: true } : {}
}

function unreadable(subject: Subject, problem: { message: string; citation?: string }): Contents {
  const facts = { problem: problem.message, clause: problem.citation ?? "" }
  return only(inputFindings.certificate(subject, facts))
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
    ...(parts.some(({ isPile }) => isPile) ? { isPile: true } : {}),
  }
}
