/** What --crl and --ocsp name: the revocation data that a verification may consult. */
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import { type Crl, parseCrl } from "../x509/crl.js"
import { type DerKind, derKindOf } from "../x509/derKind.js"
import { type OcspResponse, parseOcspResponse } from "../x509/ocsp.js"
import type { Parsed } from "../x509/parsed.js"
import { readPem } from "../x509/pem.js"
import { foreignKind } from "./foreign.js"

/** The lists of --crl: PEM or DER, any number in a file. */
export function readCrls(files: Pick<Files, "read">, names: readonly string[]): Promise<Crl[]> {
  return readEach(files, names, {
    option: "--crl",
    kind: "revocation-list",
    label: "X509 CRL",
    parse: parseCrl,
    missing: "no revocation list in it",
    hint: "name the CA's revocation list, in PEM or DER",
  })
}

/**
 * The responses of --ocsp: DER as a responder sends it or a server staples it, or PEM labelled `OCSP RESPONSE`.
 *
 * @throws ToolError for a file without a response that can be read
 */
export function readOcspResponses(
  files: Pick<Files, "read">,
  names: readonly string[],
): Promise<OcspResponse[]> {
  return readEach(files, names, {
    option: "--ocsp",
    kind: "ocsp-response",
    label: "OCSP RESPONSE",
    parse: parseOcspResponse,
    missing: "no OCSP response in it",
    hint: "name a response of the CA's OCSP responder, in DER or PEM",
  })
}

interface Kind<Item> {
  readonly option: string
  readonly kind: DerKind
  /** Of PEM. */
  readonly label: string
  readonly parse: (der: Uint8Array) => Parsed<Item>
  readonly missing: string
  readonly hint: string
}

async function readEach<Item>(
  files: Pick<Files, "read">,
  names: readonly string[],
  { option, kind, label, parse, missing, hint }: Kind<Item>,
): Promise<Item[]> {
  const items: Item[] = []
  for (const name of names) {
    const refused = (problem: string): ToolError =>
      new ToolError("config", `${option} ${name}: ${problem}`, { hint })
    const bytes = await files.read(name)
    const encoded =
      bytes[0] === 0x30
        ? [bytes]
        : readPem(bytes).blocks.flatMap((block) => (block.label === label ? [block.der] : []))
    if (encoded.length === 0) throw refused(missing)
    for (const der of encoded) {
      const read = parse(der)
      if (!read.ok) throw refused(whatElse(der, kind) ?? read.problem.message)
      items.push(read.value)
    }
  }
  return items
}

/** What was named instead of the kind that is wanted, where that can be told. */
function whatElse(der: Uint8Array, wanted: DerKind): string | undefined {
  const kind = derKindOf(der)
  if (kind === wanted) return undefined
  const what = kind === "certificate" ? "a certificate" : foreignKind(der)?.what
  return what === undefined ? undefined : `it is ${what}`
}
