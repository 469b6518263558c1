import { X509Certificate } from "node:crypto"
import { rootCertificates } from "node:tls"
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"

/** The certificate that must be served. */
export interface ExpectedCertificate {
  /** SHA-256 of its DER, lower-case hex. */
  readonly fingerprint: string
  /** The other certificates of its file, DER: they may hold the root of a private CA. */
  readonly others: readonly Uint8Array[]
}

/**
 * Reads the deployed certificate from a file; its first certificate counts.
 *
 * @throws ToolError `config` for a file without one
 */
export async function readExpected(files: Pick<Files, "read">, file: string): Promise<ExpectedCertificate> {
  const bytes = Buffer.from(await files.read(file))
  const blocks = bytes.toString("latin1").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  try {
    const [first, ...others] = (blocks ?? [bytes]).map((block) => new X509Certificate(block))
    if (first === undefined) throw new Error("no certificate")
    return {
      fingerprint: first.fingerprint256.replaceAll(":", "").toLowerCase(),
      others: others.map(({ raw }) => raw),
    }
  } catch (cause) {
    throw new ToolError("config", `${file} holds no certificate that can be read`, {
      hint: "--expect wants the deployed certificate, e.g. commercial.crt",
      cause,
    })
  }
}

/** The roots that Node brings, DER. */
export function knownRoots(): Uint8Array[] {
  return rootCertificates.map((pem) => Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64"))
}
