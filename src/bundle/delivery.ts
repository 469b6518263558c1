import { certificateName } from "../assess/certificateNames.js"
import { inputFindings } from "../assess/inputFindings.js"
import { requestSignatureFindings } from "../assess/requestSignature.js"
import type { Finding, Subject } from "../finding.js"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { type Csr, parseCsr } from "../x509/csr.js"
import type { Problem } from "../x509/parsed.js"
import type { PemText } from "../x509/pem.js"
import { parsePkcs7 } from "../x509/pkcs7.js"
import { bundleFindings } from "./findings.js"
import { foreignKind, foreignPiece } from "./foreign.js"
import type { InputFile } from "./inputFile.js"
import { bundleNotices } from "./notices.js"
import { type Piece, readPieces, tooManyBlocks } from "./pieces.js"

/** A certificate and where it was found. */
export interface Delivered {
  readonly certificate: Certificate
  readonly file: string
  readonly subject: Subject
  /** From a container whose order and name mean nothing. */
  readonly contained: boolean
}

interface Contents {
  readonly certificates: readonly Delivered[]
  readonly requests: readonly Csr[]
  readonly findings: readonly Finding[]
}

/** Everything usable that came, in the order in which it came; each certificate once. */
export interface Delivery extends Contents {
  /** Copies included. */
  readonly asRead: readonly Delivered[]
}

const nothing: Contents = { certificates: [], requests: [], findings: [] }

/** Reads PEM piles, DER certificates and PKCS #7, whatever the files are called. What cannot be read is a finding. */
export function readDelivery(files: readonly InputFile[]): Delivery {
  const { certificates, requests, findings } = join(files.map(readFile))
  const first = new Map<string, Delivered>()
  const repeated: Finding[] = []
  for (const delivered of certificates) {
    const { fingerprint } = delivered.certificate
    const known = first.get(fingerprint)
    if (known === undefined) first.set(fingerprint, delivered)
    else {
      const facts = { name: certificateName(delivered.certificate), first: known.file }
      repeated.push(bundleNotices.duplicate(delivered.subject, facts))
    }
  }
  return {
    certificates: [...first.values()],
    ...{ asRead: certificates, requests, findings: [...findings, ...repeated] },
  }
}

function readFile(file: InputFile): Contents {
  const { name, bytes, contained = false } = file
  const subject: Subject = { kind: "file", file: name }
  if (bytes.every((byte) => byte <= 0x20)) return only(inputFindings.empty(subject, { file: name }))
  const { pieces, problems, text } = readPieces(file)
  const contents = join(pieces.map((piece) => readPiece(piece, contained)))
  const nothingFound =
    problems.length === 0 &&
    contents.certificates.length + contents.requests.length + contents.findings.length === 0
  return join([
    contents,
    ...problems.map((problem) => only(brokenPem(problem, name))),
    ...(nothingFound ? [only(noCertificate(file, pieces))] : []),
    { ...nothing, findings: text === undefined ? [] : habits(text, name, subject) },
  ])
}

function brokenPem({ kind, message, line }: Problem, file: string): Finding {
  const subject = { kind: "file", file } as const
  if (kind === "limit")
    return inputFindings.container(subject, { file, problem: message, advice: tooManyBlocks })
  return inputFindings.pem(subject, { problem: message }, line === undefined ? {} : { line })
}

function noCertificate({ name, bytes }: InputFile, [first]: readonly Piece[]): Finding {
  const found = first === undefined ? foreignKind(bytes) : foreignPiece(first)
  return bundleFindings.noCertificate({ kind: "file", file: name }, { file: name, found: found?.what ?? "" })
}

function readPiece({ kind, bytes, subject, label }: Piece, contained: boolean): Contents {
  const { file } = subject
  if (kind === "certificate") return readCertificate(bytes, file, subject, contained)
  if (kind === "pkcs7") return readContainer(bytes, file, subject)
  if (kind === "private-key") return only(bundleNotices.keyInDelivery(subject, { file }))
  if (kind === "revocation-list") return only(bundleNotices.revocationList(subject, { file }))
  if (kind !== "request") return nothing
  const request = parseCsr(bytes)
  if (request.ok)
    return {
      ...nothing,
      requests: [request.value],
      findings: requestSignatureFindings(request.value, subject),
    }
  // Without armour, only its shape says that it is one: the problem is told as that of a certificate.
  const problem = request.problem.message
  return label === undefined
    ? readCertificate(bytes, file, subject, contained)
    : only(inputFindings.request(subject, { problem }))
}

function readCertificate(der: Uint8Array, file: string, subject: Subject, contained: boolean): Contents {
  const read = inspectCertificate(der)
  if (read.ok) return { ...nothing, certificates: [{ certificate: read.value, file, subject, contained }] }
  const facts = { problem: read.problem.message, clause: read.problem.citation ?? "" }
  return only(inputFindings.certificate(subject, facts))
}

function readContainer(der: Uint8Array, file: string, subject: Subject): Contents {
  const read = parsePkcs7(der)
  if (!read.ok)
    return only(inputFindings.container(subject, { file, problem: read.problem.message, advice: "" }))
  if (read.value.length === 0) return only(bundleFindings.noCertificate(subject, { file, found: "" }))
  return join(
    read.value.map((certificate, index) =>
      readCertificate(certificate, file, { kind: "file", file, block: index + 1 }, true),
    ),
  )
}

/** What mail programs and people do to files: harmless, but said. */
function habits({ blocks, problems, gaps, crlf, utf16 }: PemText, file: string, subject: Subject): Finding[] {
  if (blocks.length === 0) return []
  const around = problems.length > 0 || gaps.some(({ text }) => /[^\s\u00ef\u00bb\u00bf\ufeff]/.test(text))
  const layouts = new Set(blocks.map(({ layout }) => layout))
  return [
    ...(crlf ? [bundleNotices.lineEndings(subject, { file })] : []),
    ...(utf16 ? [bundleNotices.layout(subject, { file, how: "in UTF-16" })] : []),
    ...(layouts.has("glued")
      ? [bundleNotices.layout(subject, { file, how: "with END and BEGIN on one line" })]
      : []),
    ...(layouts.has("one-line")
      ? [bundleNotices.layout(subject, { file, how: "with a block on one line" })]
      : []),
    ...(around ? [bundleNotices.textAround(subject, { file })] : []),
  ]
}

function only(finding: Finding): Contents {
  return { ...nothing, findings: [finding] }
}

function join(contents: readonly Contents[]): Contents {
  return {
    certificates: contents.flatMap(({ certificates }) => certificates),
    requests: contents.flatMap(({ requests }) => requests),
    findings: contents.flatMap(({ findings }) => findings),
  }
}
