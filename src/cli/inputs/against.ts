import { resolve } from "node:path"
import { compareCertificates, type InUse, type Renewed } from "../../bundle/compare.js"
import { readDelivery } from "../../bundle/delivery.js"
import { ToolError } from "../../errors.js"
import type { Finding } from "../../finding.js"
import { observe } from "../../probe/observe.js"
import { parseEndpoint } from "../../probe/protocol.js"
import { type Certificate, inspectCertificate } from "../../x509/certificate.js"
import { parseSan } from "../../x509/sanEntry.js"
import type { Io } from "../io.js"

const timeoutMs = 10_000

export interface AgainstOptions {
  readonly against?: string
  readonly allowRemoved: readonly string[]
}

/**
 * Looks at the certificate in use, where one was asked for: a file of that name, else the port that it names.
 *
 * @returns what to say about a new certificate beside it; nothing without `--against`
 * @throws ToolError `config` for a file without certificate, `usage`, `probe-failed`
 */
export async function comparisonWith(
  io: Io,
  { against, allowRemoved }: AgainstOptions,
): Promise<(renewed: Renewed) => Finding[]> {
  if (against === undefined) return () => []
  const allowed = new Set(allowRemoved.map(canonical))
  const known = await certificateInUse(io, against)
  return (renewed) => compareCertificates(known, renewed, allowed)
}

async function certificateInUse(io: Io, text: string): Promise<InUse> {
  const path = resolve(io.cwd, text)
  // Without a port it is a file, there or not: nobody wants a typing error resolved as a host.
  const endpoint = /:\d+$/.test(text) ? parseEndpoint(text) : undefined
  if (endpoint === undefined || (await io.files.exists(path)))
    return fromFile(text, await io.files.read(path))
  const seen = await observe(endpoint, { timeoutMs, clock: io.clock, signal: io.interrupt })
  if (!seen.ok)
    throw new ToolError("probe-failed", `--against ${text}: ${seen.detail}`, {
      hint: "name a port that serves the certificate now, or a file with it",
    })
  return inUse(text, seen.chain.map(inspected))
}

function canonical(text: string): string {
  const parsed = parseSan(text)
  if (parsed.ok) return parsed.entry.value
  throw new ToolError("usage", `--allow-removed ${text} is no name`, {
    hint: "write it as the certificate has it",
  })
}

function fromFile(name: string, bytes: Uint8Array): InUse {
  const { certificates } = readDelivery([{ name, bytes }])
  const all = certificates.map(({ certificate }) => certificate)
  return inUse(name, [...all.filter(({ isCa }) => !isCa), ...all.filter(({ isCa }) => isCa)])
}

function inUse(where: string, certificates: readonly (Certificate | undefined)[]): InUse {
  const [leaf, ...others] = certificates
  if (leaf === undefined)
    throw new ToolError("config", `--against ${where}: no certificate that can be read`, {
      hint: "name the commercial.crt in use, or HOST:PORT",
    })
  return { where, leaf, others: others.filter((entry) => entry !== undefined) }
}

/** What a server serves today may be less than strict: it is looked at, not trusted. */
function inspected(der: Uint8Array): Certificate | undefined {
  const read = inspectCertificate(der)
  return read.ok ? read.value : undefined
}
