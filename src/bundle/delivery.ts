import { certificateName } from "../assess/certificateNames.js"
import type { Finding, Subject } from "../finding.js"
import { type Certificate, parseCertificate } from "../x509/certificate.js"
import { type Csr, parseCsr } from "../x509/csr.js"
import { type PemBlock, type PemContent, readPem } from "../x509/pem.js"
import { looksLikePkcs7, parsePkcs7 } from "../x509/pkcs7.js"
import { bundleFindings } from "./findings.js"
import { bundleNotices } from "./notices.js"

/** One input: its bytes and how messages name it. */
export interface InputFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** One of several from a container whose order and name mean nothing. */
  readonly contained?: boolean
}

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
export type Delivery = Contents

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
  return { certificates: [...first.values()], requests, findings: [...findings, ...repeated] }
}

function readFile({ name, bytes, contained = false }: InputFile): Contents {
  const subject: Subject = { kind: "file", file: name }
  if (bytes.every((byte) => byte <= 0x20)) return only(bundleFindings.emptyFile(subject, { file: name }))
  if (bytes[0] === 0x30) return readDer(bytes, name, subject, contained)
  const pem = readPem(bytes)
  if (pem.blocks.length === 0 && pem.problems.length === 0)
    return only(bundleFindings.noCertificate(subject, { file: name }))
  const contents = join(pem.blocks.map((block, index) => readBlock(block, name, index + 1)))
  const useless =
    pem.problems.length === 0 &&
    contents.certificates.length + contents.requests.length + contents.findings.length === 0
  return join([
    contents,
    ...pem.problems.map(({ message, line }) =>
      only(bundleFindings.brokenPem(subject, { problem: message }, line === undefined ? {} : { line })),
    ),
    ...(useless ? [only(bundleFindings.noCertificate(subject, { file: name }))] : []),
    { ...nothing, findings: habits(bytes, pem, name, subject) },
  ])
}

function readDer(bytes: Uint8Array, name: string, subject: Subject, contained: boolean): Contents {
  const request = parseCsr(bytes)
  if (request.ok) return { ...nothing, requests: [request.value] }
  return readCertificate(bytes, name, subject, contained)
}

function readBlock(block: PemBlock, file: string, number: number): Contents {
  const subject: Subject = { kind: "file", file, block: number, line: block.line }
  if (/^((X509 |TRUSTED )?CERTIFICATE|PKCS7|CMS|PKCS #7 SIGNED DATA)$/.test(block.label))
    return readCertificate(block.der, file, subject, false)
  if (block.label.endsWith("CERTIFICATE REQUEST")) {
    const request = parseCsr(block.der)
    if (request.ok) return { ...nothing, requests: [request.value] }
    return only(
      bundleFindings.brokenPem(subject, { problem: `the CSR cannot be read: ${request.problem.message}` }),
    )
  }
  return block.label.endsWith("PRIVATE KEY") ? only(bundleNotices.keyInDelivery(subject, { file })) : nothing
}

/** Windows labels PKCS #7 as a certificate, too: the bytes tell. */
function readCertificate(der: Uint8Array, file: string, subject: Subject, contained: boolean): Contents {
  if (looksLikePkcs7(der)) return readContainer(der, file, subject)
  const read = parseCertificate(der)
  if (read.ok) return { ...nothing, certificates: [{ certificate: read.value, file, subject, contained }] }
  const facts = { problem: read.problem.message, clause: read.problem.citation ?? "" }
  return only(bundleFindings.brokenCertificate(subject, facts))
}

function readContainer(der: Uint8Array, file: string, subject: Subject): Contents {
  const read = parsePkcs7(der)
  if (!read.ok) return only(bundleFindings.brokenContainer(subject, { file, problem: read.problem.message }))
  if (read.value.length === 0) return only(bundleFindings.noCertificate(subject, { file }))
  return join(
    read.value.map((certificate, index) =>
      readCertificate(certificate, file, { kind: "file", file, block: index + 1 }, true),
    ),
  )
}

/** What mail programs and people do to files: harmless, but said. */
function habits(bytes: Uint8Array, { blocks }: PemContent, file: string, subject: Subject): Finding[] {
  if (blocks.length === 0) return []
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1").split("\n")
  const inside = (line: number): boolean =>
    blocks.some((block) => line >= block.line && line <= block.endLine)
  const around = lines.some((text, index) => text.trim() !== "" && !inside(index + 1))
  return [
    ...(lines.some((line) => line.endsWith("\r")) ? [bundleNotices.lineEndings(subject, { file })] : []),
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
