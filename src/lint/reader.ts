import { inputFindings } from "../assess/inputFindings.js"
import { foreignKind, foreignPiece } from "../bundle/foreign.js"
import { readPieces } from "../bundle/pieces.js"
import { isContainer, isNamedLikeCertificate, isWholeBase64, mayHold } from "../bundle/sniff.js"
import { cancelledBy } from "../cancelled.js"
import { ToolError } from "../errors.js"
import type { Finding, Subject } from "../finding.js"
import type { Clock, Files } from "../ports.js"
import type { ObservationFailure } from "../probe/failure.js"
import type { Secret } from "../secret.js"
import { inspectCertificate } from "../x509/certificate.js"
import { type Contents, isEmpty, joined, nothing, readContents } from "./contents.js"
import { lintFindings } from "./findings.js"
import type { LintInput } from "./lintInput.js"
import { inputName, type LintSource, readSource } from "./sources.js"

type FileSource = Extract<LintSource, { kind: "file" }>
type EndpointSource = Extract<LintSource, { kind: "endpoint" }>

export interface ReaderOptions {
  readonly passphrase: Secret | undefined
  /** Time limit of one connection, milliseconds. */
  readonly timeoutMs: number
  /** Where to connect instead of what the name leads to. */
  readonly connect?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ReaderPorts {
  readonly files: Files
  readonly clock: Clock
}

/** Reads inputs to their contents; what cannot be read is a finding, and a file without anything in a folder is nothing. */
export class LintReader {
  readonly #ports: ReaderPorts
  readonly #options: ReaderOptions
  readonly #served = new Map<string, LintInput>()

  constructor(ports: ReaderPorts, options: ReaderOptions) {
    this.#ports = ports
    this.#options = options
  }

  /** Undefined for a file in a folder that holds nothing of interest. */
  async read(source: LintSource): Promise<LintInput | undefined> {
    if (source.kind === "endpoint") return this.#readEndpoint(source)
    const contents = await this.#readFile(source)
    return contents === undefined ? undefined : { name: source.name, contents }
  }

  async #readFile(source: FileSource): Promise<Contents | undefined> {
    const { name, found } = source
    try {
      const bytes = await readSource(this.#ports.files, source)
      const contents = mayHold(bytes) ? await this.#contentsOf(source, bytes) : nothing
      if (!isNothing(contents)) return contents
      return found ? passedOver(name, bytes) : withoutContent(name, bytes)
    } catch (error) {
      if (!(error instanceof ToolError) || error.code === "cancelled") throw error
      const facts = { file: name, problem: error.message, advice: error.hint ?? "" }
      return { ...nothing, findings: [lintFindings.unreadable({ kind: "file", file: name }, facts)] }
    }
  }

  /** Containers bring their own libraries: loaded for those who have some. */
  async #contentsOf({ name, found }: FileSource, bytes: Uint8Array): Promise<Contents> {
    const { passphrase } = this.#options
    if (!isContainer(bytes) && !isWholeBase64(bytes)) return readContents(name, bytes, passphrase)
    const { openContainer } = await import("./container.js")
    return openContainer({ name, bytes }, { passphrase, found })
  }

  async #readEndpoint(source: EndpointSource): Promise<LintInput> {
    const { name, endpoint } = source
    const known = this.#served.get(name)
    if (known !== undefined) return known
    const { observe } = await import("../probe/observe.js")
    const { timeoutMs, signal, connect } = this.#options
    const { clock } = this.#ports
    const seen = await observe(connect === undefined ? endpoint : { ...endpoint, address: connect }, {
      timeoutMs,
      clock,
      ...(signal === undefined ? {} : { signal }),
    })
    // Nobody knows what would have come: that is no finding.
    if (!seen.ok && signal?.aborted === true) throw cancelledBy(signal, name)
    const { host, port } = endpoint
    const subject = { kind: "endpoint", host, port } as const
    const contents = seen.ok
      ? joined(seen.chain.map((der, index) => servedCertificate(der, index, { ...subject })))
      : { ...nothing, findings: [await endpointFinding(subject, seen)] }
    const input = {
      name: inputName(source),
      contents,
      ...(seen.ok ? { answer: { ...seen, host: endpoint.sni ?? host } } : {}),
    }
    this.#served.set(name, input)
    return input
  }
}

/** Where nobody answered, what to write in fleet.yaml is of no use here. */
async function endpointFinding(
  subject: Subject,
  { kind, detail }: { readonly kind: ObservationFailure; readonly detail: string },
): Promise<Finding> {
  const { hintFor } = await import("../probe/findings.js")
  const isNobody = kind === "resolve" || kind === "refused" || kind === "unreachable"
  const advice = isNobody
    ? "is the name right, and may this machine connect there? --connect ADDRESS goes elsewhere"
    : hintFor({ kind, detail })
  return inputFindings.unobserved(subject, { kind, detail, advice })
}

function servedCertificate(
  der: Uint8Array,
  index: number,
  at: { readonly kind: "endpoint"; readonly host: string; readonly port: number },
): Contents {
  const subject = index === 0 ? at : { ...at, service: `certificate ${index + 1}` }
  const read = inspectCertificate(der)
  if (read.ok) return { ...nothing, certificates: [{ certificate: read.value, subject }] }
  const facts = { problem: read.problem.message, clause: read.problem.citation ?? "" }
  return { ...nothing, findings: [inputFindings.certificate(subject, facts)] }
}

function isNothing({ certificates, requests, keys, findings }: Contents): boolean {
  return certificates.length + requests.length + keys.length + findings.length === 0
}

/** Of what lies in a folder, only what somebody takes for a certificate has to be one. */
function passedOver(name: string, bytes: Uint8Array): Contents | undefined {
  const { pieces, text } = readPieces({ name, bytes: headOf(bytes) })
  const isOther = pieces.some((piece) => foreignPiece(piece) !== undefined)
  if (!isOther && isNamedLikeCertificate(name)) return withoutContent(name, bytes)
  return text !== undefined && text.blocks.length > 0 ? nothing : undefined
}

/** Something must be in such a file; else it is said what it is instead. */
function withoutContent(file: string, bytes: Uint8Array): Contents {
  const subject = { kind: "file", file } as const
  if (isEmpty(bytes)) return { ...nothing, findings: [inputFindings.empty(subject, { file })] }
  // What begins like DER and is not as long as it says was meant to be a certificate.
  const broken = bytes[0] === 0x30 ? readContents(file, bytes) : nothing
  if (!isNothing(broken)) return broken
  const [piece] = readPieces({ name: file, bytes: headOf(bytes) }).pieces
  const foreign = (piece === undefined ? undefined : foreignPiece(piece)) ?? foreignKind(bytes)
  const facts = { file, found: foreign?.what ?? "", advice: foreign?.hint ?? "" }
  return { ...nothing, findings: [lintFindings.nothing(subject, facts)] }
}

/** Enough to tell what it is. */
function headOf(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x30 ? bytes : bytes.subarray(0, 64 * 1024)
}
