import { ToolError } from "../errors.js"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { parseSan } from "../x509/sanEntry.js"
import type { InUse } from "./compare.js"
import { readDelivery } from "./delivery.js"

/** The certificate in use, from a file; its first server certificate counts. */
export function inUseFromFile(name: string, bytes: Uint8Array): InUse {
  const { certificates } = readDelivery([{ name, bytes }])
  const all = certificates.map(({ certificate }) => certificate)
  return inUse(name, [...all.filter(({ isCa }) => !isCa), ...all.filter(({ isCa }) => isCa)])
}

/** The certificate in use, as a port served it with its chain (DER, leaf first). */
export function inUseFromPort(where: string, chain: readonly Uint8Array[]): InUse {
  return inUse(where, chain.map(inspected))
}

/**
 * Names that may disappear, as certificates spell them.
 *
 * @throws ToolError `usage` for what is no name
 */
export function allowedRemovals(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.map(canonical))
}

function canonical(text: string): string {
  const parsed = parseSan(text)
  if (parsed.ok) return parsed.entry.value
  throw new ToolError("usage", `--allow-removed ${text} is no name`, {
    hint: "write it as the certificate has it",
  })
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
