import { AcmeNeed } from "../acme/need.js"
import type { AcmeTransport } from "../acme/transport.js"
import { ToolError } from "../errors.js"
import { readText } from "../ports.js"
import { readPem } from "../x509/pem.js"
import { besideFleet, type IssuanceDoors } from "./doors.js"

/** What fleet.yaml says of the way to a CA. */
export interface WayToCa {
  /** The key of fleet.yaml that this is under: `certificate.issuer.acme`. */
  readonly key: string
  /** File with the certificates of one's own CA. */
  readonly caCertificates?: string | undefined
}

/**
 * HTTPS to a CA, whose errors name keys of fleet.yaml.
 *
 * @throws ToolError `config`, `not-found`, `unreadable` for the file with CA certificates
 */
export async function transportTo(way: WayToCa, doors: IssuanceDoors): Promise<AcmeTransport> {
  const send = doors.transport({
    caCertificates: await ownCertificates(way, doors),
    timeoutMs: doors.timeoutMs,
  })
  return (request) =>
    send(request).catch((error: unknown) => {
      if (!(error instanceof AcmeNeed) || error.need.kind !== "trust") throw error
      throw new ToolError(error.code, error.message, { hint: trustHint(way), cause: error })
    })
}

async function ownCertificates(
  { caCertificates: own, key }: WayToCa,
  doors: Pick<IssuanceDoors, "files" | "folder">,
): Promise<readonly string[]> {
  if (own === undefined) return []
  const file = besideFleet(doors, own)
  const text = await readText(doors.files, file)
  // OpenSSL passes over what is none without a word.
  if (readPem(new TextEncoder().encode(text)).blocks.some(({ label }) => label === "CERTIFICATE"))
    return [text]
  throw new ToolError("config", `${file} holds no certificate in PEM (${key}.caCertificates)`, {
    hint: "write the certificate of the CA's own CA there, in PEM",
  })
}

function trustHint({ caCertificates, key }: WayToCa): string {
  return caCertificates === undefined
    ? `a CA of your own, or a firewall that opens TLS: write ${key}.caCertificates: FILE in fleet.yaml, with its CA's certificate`
    : `is the CA that issued its certificate in ${caCertificates} (${key}.caCertificates)?`
}
