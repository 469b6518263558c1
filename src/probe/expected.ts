import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { readPem } from "../x509/pem.js"

/** The certificate that must be served. */
export interface ExpectedCertificate {
  /** SHA-256 of its DER, lower-case hex. */
  readonly fingerprint: string
  /** The other certificates of its file: they may hold the root of a private CA. */
  readonly others: readonly Certificate[]
}

/**
 * Reads the deployed certificate from a file, PEM or DER; its first certificate counts.
 *
 * @throws ToolError `config` for a file without one
 */
export async function readExpected(files: Pick<Files, "read">, file: string): Promise<ExpectedCertificate> {
  const bytes = await files.read(file)
  const blocks = readPem(bytes).blocks.filter(({ label }) => label === "CERTIFICATE")
  const encoded = blocks.length === 0 ? [bytes] : blocks.map(({ der }) => der)
  const [first, ...others] = encoded.map((der) => {
    const read = inspectCertificate(der)
    return read.ok ? read.value : undefined
  })
  if (first !== undefined)
    return { fingerprint: first.fingerprint, others: others.filter((one) => one !== undefined) }
  throw new ToolError("config", `${file} holds no certificate that can be read`, {
    hint: "--expect wants the deployed certificate, e.g. commercial.crt",
  })
}
