import type { Files } from "../ports.js"
import { type Certificate, parseCertificate } from "../x509/certificate.js"
import { readPem } from "../x509/pem.js"

/** Whether a file begins with this certificate; false where there is none. */
export async function holds(
  files: Pick<Files, "exists" | "read">,
  file: string,
  { fingerprint }: Certificate,
): Promise<boolean> {
  if (!(await files.exists(file))) return false
  return (await certificateIn(files, file))?.fingerprint === fingerprint
}

/** The first certificate of a PEM file; undefined where there is none that can be read. */
export async function certificateIn(
  files: Pick<Files, "read">,
  file: string,
): Promise<Certificate | undefined> {
  const [block] = readPem(await files.read(file)).blocks
  const read = block === undefined ? undefined : parseCertificate(block.der)
  return read?.ok === true ? read.value : undefined
}
