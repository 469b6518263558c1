import { ToolError } from "../errors.js"
import type { Clock, Files } from "../ports.js"
import type { Secret } from "../secret.js"
import { inspectCertificate } from "../x509/certificate.js"
import { looksLikePkcs12 } from "../x509/pkcs12Head.js"
import { type Contents, isEmpty, joined, mayHold, nothing, readContents } from "./contents.js"
import { lintFindings } from "./findings.js"
import type { LintInput } from "./lintRun.js"
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
      if (isContainer(bytes)) return await this.#readContainer(name, bytes)
      if (mayHold(bytes)) return readContents(name, bytes, this.#options.passphrase)
      return found ? undefined : withoutContent(name, bytes, this.#options.passphrase)
    } catch (error) {
      if (!(error instanceof ToolError)) throw error
      const facts = { file: name, problem: error.message }
      return { ...nothing, findings: [lintFindings.unreadable({ kind: "file", file: name }, facts)] }
    }
  }

  /** Archives bring their own libraries: loaded for those who have some. */
  async #readContainer(name: string, bytes: Uint8Array): Promise<Contents> {
    const { expandInputs } = await import("../bundle/expand.js")
    const subject = { kind: "file", file: name } as const
    try {
      const { files, keys, findings } = await expandInputs([{ name, bytes }], this.#ask)
      const problems = findings.map(({ message }) =>
        lintFindings.container(subject, { file: name, problem: message }),
      )
      return joined([
        ...files.map((file) => readContents(file.name, file.bytes, this.#options.passphrase)),
        { ...nothing, keys: keys.map(({ key }) => ({ key, encrypted: true, subject })), findings: problems },
      ])
    } catch (error) {
      if (!(error instanceof ToolError) || error.code !== "passphrase") throw error
      return { ...nothing, findings: [lintFindings.containerClosed(subject, {})] }
    }
  }

  readonly #ask = async (file: string): Promise<Secret> => {
    if (this.#options.passphrase !== undefined) return this.#options.passphrase
    throw new ToolError("passphrase", `${file} is encrypted`)
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
    const { host, port } = endpoint
    const subject = { kind: "endpoint", host, port } as const
    const contents = seen.ok
      ? joined(seen.chain.map((der, index) => servedCertificate(der, index, { ...subject })))
      : { ...nothing, findings: [lintFindings.endpoint(subject, { problem: seen.detail })] }
    const input = {
      name: inputName(source),
      contents,
      ...(seen.ok ? { answer: { ...seen, host: endpoint.sni ?? host } } : {}),
    }
    this.#served.set(name, input)
    return input
  }
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
  return { ...nothing, findings: [lintFindings.certificate(subject, facts)] }
}

function isContainer(bytes: Uint8Array): boolean {
  return (bytes[0] === 0x50 && bytes[1] === 0x4b) || looksLikePkcs12(bytes)
}

/** A file that the user named must hold something. */
function withoutContent(file: string, bytes: Uint8Array, passphrase: Secret | undefined): Contents {
  const subject = { kind: "file", file } as const
  if (isEmpty(bytes)) return { ...nothing, findings: [lintFindings.empty(subject, { file })] }
  const contents = readContents(file, bytes, passphrase)
  return contents.findings.length > 0
    ? contents
    : { ...nothing, findings: [lintFindings.nothing(subject, { file })] }
}
