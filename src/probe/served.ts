import { X509Certificate } from "node:crypto"
import { isIP } from "node:net"

/** A certificate as far as a probe judges it. */
export interface ServedCertificate {
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
  /** The common name, or the whole subject where there is none. */
  readonly subject: string
  readonly issuer: string
  /** Milliseconds since the epoch. */
  readonly notBefore: number
  readonly notAfter: number
  /** DNS names and IP addresses of the subjectAltName, in its order. */
  readonly names: readonly string[]
  /** RFC 9525: whether a client that asked for this name accepts the certificate. The common name never counts. */
  covers(name: string): boolean
}

/** How the list that a server sent hangs together. */
export interface ChainShape {
  /** The path from the leaf up, as far as the certificates sent allow; positions in the list, leaf is 0. */
  readonly path: readonly number[]
  /** Each certificate of the path directly follows the one it issued. */
  readonly ordered: boolean
  /** Positions that are on no path from the leaf: strangers and repeats. */
  readonly extra: readonly number[]
  /** Where the path ends: at a self-signed certificate, below a known trust anchor, or in the open. */
  readonly end: "self-signed" | "anchored" | "open"
}

/** Undefined when the bytes are no certificate that OpenSSL can read. */
export function readServed(der: Uint8Array): ServedCertificate | undefined {
  const certificate = parse(der)
  return certificate === undefined ? undefined : describe(certificate)
}

function describe(certificate: X509Certificate): ServedCertificate {
  const names = namesIn(certificate.subjectAltName ?? "")
  return {
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    subject: shortName(certificate.subject),
    issuer: shortName(certificate.issuer),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    names,
    covers: (name) =>
      // A wildcard that is wanted as such is there or it is not; nothing matches it.
      (name.startsWith("*.") && names.some((own) => own.toLowerCase() === name.toLowerCase())) ||
      (isIP(name) === 0
        ? certificate.checkHost(name, { subject: "never", partialWildcards: false })
        : certificate.checkIP(name)) !== undefined,
  }
}

/** Follows issuer by issuer through what was sent; `anchors` are the roots that clients know. */
export function chainShape(chain: readonly Uint8Array[], anchors: readonly Uint8Array[]): ChainShape {
  const sent = chain.map(parse)
  const path = [0]
  for (let top = sent[0]; top !== undefined && !isSelfSigned(top); ) {
    const child: X509Certificate = top
    const next = sent.findIndex(
      (issuer, at) => !path.includes(at) && issuer !== undefined && issued(issuer, child),
    )
    if (next < 0) break
    path.push(next)
    top = sent[next]
  }
  const top = sent[path.at(-1) ?? 0]
  return {
    path,
    ordered: path.every((at, index) => index === 0 || at === (path[index - 1] ?? 0) + 1),
    extra: chain.map((_, at) => at).filter((at) => !path.includes(at)),
    end: top === undefined ? "open" : endOf(top, anchors),
  }
}

function endOf(top: X509Certificate, anchors: readonly Uint8Array[]): ChainShape["end"] {
  if (isSelfSigned(top)) return "self-signed"
  return anchors.some((der) => {
    const anchor = parse(der)
    return anchor !== undefined && issued(anchor, top)
  })
    ? "anchored"
    : "open"
}

function parse(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

function issued(issuer: X509Certificate, child: X509Certificate): boolean {
  return child.checkIssued(issuer) && child.verify(issuer.publicKey)
}

function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.issuer === certificate.subject && issued(certificate, certificate)
}

function shortName(distinguishedName: string): string {
  return /^CN=(.*)$/m.exec(distinguishedName)?.[1] ?? distinguishedName.replaceAll("\n", ", ")
}

/** Node writes `DNS:a, IP Address:b`, and quotes as JSON what could be mistaken for a separator. */
function namesIn(text: string): string[] {
  const pattern = /(?:^|, )(?:DNS|IP Address):(?:"((?:[^"\\]|\\.)*)"|([^,]*))/g
  return [...text.matchAll(pattern)].map(([, quoted, plain]) => quoted ?? plain ?? "")
}
