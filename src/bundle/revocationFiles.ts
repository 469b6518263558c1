/** What --crl and --ocsp name: the revocation data that a verification may consult. */
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import { type Crl, parseCrl } from "../x509/crl.js"
import { type OcspResponse, parseOcspResponse } from "../x509/ocsp.js"
import { readPem } from "../x509/pem.js"

/** The lists of --crl: PEM or DER, any number in a file. */
export async function readCrls(files: Pick<Files, "read">, names: readonly string[]): Promise<Crl[]> {
  const lists: Crl[] = []
  for (const name of names) {
    const bytes = await files.read(name)
    const encoded =
      bytes[0] === 0x30
        ? [bytes]
        : readPem(bytes).blocks.flatMap(({ label, der }) => (label === "X509 CRL" ? [der] : []))
    for (const der of encoded) {
      const read = parseCrl(der)
      if (!read.ok) throw notACrl(name, read.problem.message)
      lists.push(read.value)
    }
    if (encoded.length === 0) throw notACrl(name, "no revocation list in it")
  }
  return lists
}

function notACrl(name: string, problem: string): ToolError {
  return new ToolError("config", `--crl ${name}: ${problem}`, {
    hint: "name the CA's revocation list, in PEM or DER",
  })
}

/**
 * The responses of --ocsp: DER as a responder sends it or a server staples it, or PEM labelled `OCSP RESPONSE`.
 *
 * @throws ToolError for a file without a response that can be read
 */
export async function readOcspResponses(
  files: Pick<Files, "read">,
  names: readonly string[],
): Promise<OcspResponse[]> {
  const responses: OcspResponse[] = []
  for (const name of names) {
    const bytes = await files.read(name)
    const encoded =
      bytes[0] === 0x30
        ? [bytes]
        : readPem(bytes).blocks.flatMap(({ label, der }) => (label === "OCSP RESPONSE" ? [der] : []))
    for (const der of encoded) {
      const read = parseOcspResponse(der)
      if (!read.ok) throw notAResponse(name, read.problem.message)
      responses.push(read.value)
    }
    if (encoded.length === 0) throw notAResponse(name, "no OCSP response in it")
  }
  return responses
}

function notAResponse(name: string, problem: string): ToolError {
  return new ToolError("config", `--ocsp ${name}: ${problem}`, {
    hint: "name a response of the CA's OCSP responder, in DER or PEM",
  })
}
