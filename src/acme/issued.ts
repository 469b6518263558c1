/** Certificates that were issued: RFC 8555 sections 7.4.2 and 7.6. */
import type { KeyObject } from "node:crypto"
import { type Certificate, parseCertificate } from "../x509/certificate.js"
import type { Csr } from "../x509/csr.js"
import { attributeOids } from "../x509/oids.js"
import { readPemText } from "../x509/pem.js"
import type { AcmeAccount } from "./account.js"
import type { AcmeClient, Signer } from "./client.js"
import { base64url } from "./jws.js"
import { linksOf } from "./links.js"
import { strangeAnswer } from "./problem.js"
import { certificateDifferences } from "./requested.js"
import type { AcmeAnswer } from "./transport.js"

/** A chain as the CA sent it: leaf first, as a rule without its root. */
export interface IssuedChain {
  readonly url: string
  readonly pem: string
  readonly certificates: readonly [leaf: Certificate, ...others: Certificate[]]
  /** Common names of the issuer of its topmost certificate: what `preferredChain` is compared with. */
  readonly topIssuers: readonly string[]
}

export interface Issued extends IssuedChain {
  /** Other chains of the same leaf. */
  readonly alternates: readonly string[]
  /** How the leaf differs from the CSR; empty where it is what was asked for. */
  readonly differences: readonly string[]
  /** undefined where no chain was preferred, false where the CA has none of that name: then this is its own choice. */
  readonly preferred: boolean | undefined
}

export interface DownloadOptions {
  /** The common name of the issuer of the topmost certificate. */
  readonly preferredChain?: string
  readonly signal?: AbortSignal
}

const what = "the certificate"
const chainType = "application/pem-certificate-chain"

/**
 * Fetches what was issued, and compares it with what was asked for. A certificate that differs is handed over all the
 * same: it was issued, and somebody has to see it.
 *
 * @throws ToolError `ca-answer` for anything but a chain of certificates in PEM; as `AcmeClient.post`
 */
export async function downloadCertificate(
  account: AcmeAccount,
  url: string,
  csr: Csr,
  { preferredChain, signal }: DownloadOptions = {},
): Promise<Issued> {
  const fetch = (from: string): Promise<AcmeAnswer> =>
    account.client.post(account, from, "", { what, accept: chainType, signal })
  const answer = await fetch(url)
  const alternates = linksOf(answer, "alternate")
  const own = readChain(answer, url)
  const fits = (one: IssuedChain): boolean =>
    preferredChain !== undefined && one.topIssuers.includes(preferredChain)
  let chosen = own
  for (const other of preferredChain === undefined || fits(own) ? [] : alternates) {
    const chain = readChain(await fetch(other), other)
    if (chain.certificates[0].fingerprint !== own.certificates[0].fingerprint)
      throw strangeAnswer(what, "an alternate chain of another certificate")
    if (!fits(chain)) continue
    chosen = chain
    break
  }
  return {
    ...chosen,
    alternates: [url, ...alternates].filter((one) => one !== chosen.url),
    differences: certificateDifferences(chosen.certificates[0], csr),
    preferred: preferredChain === undefined ? undefined : fits(chosen),
  }
}

/** RFC 8555 section 9.1: blocks of certificates alone, each after the one that it certifies. */
function readChain({ body, headers }: AcmeAnswer, url: string): IssuedChain {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? ""
  if (type !== chainType)
    throw strangeAnswer(what, `an answer of type ${type || "unknown"}, not ${chainType}`)
  const certificates = certificatesIn(body, what)
  const [leaf] = certificates
  const top = certificates.at(-1) ?? leaf
  const topIssuers = top.issuer.values(attributeOids.commonName).map(({ value }) => value)
  return { url, pem: body, certificates, topIssuers }
}

/** @throws ToolError `ca-answer` for anything but certificates in PEM */
export function certificatesIn(body: string, what: string): IssuedChain["certificates"] {
  const pem = readPemText(new TextEncoder().encode(body))
  if (pem.problems.length > 0 || pem.blocks.some(({ label }) => label !== "CERTIFICATE"))
    throw strangeAnswer(what, "an answer that is not certificates in PEM alone")
  const certificates = pem.blocks.map(({ der }) => {
    const read = parseCertificate(der)
    if (!read.ok) throw strangeAnswer(what, `a certificate that cannot be read: ${read.problem.message}`)
    return read.value
  })
  const [leaf, ...others] = certificates
  if (leaf === undefined) throw strangeAnswer(what, "an answer without a certificate")
  return [leaf, ...others]
}

/** RFC 5280 section 5.3.1: the reasons that CAs take from subscribers (Baseline Requirements section 7.2.2). */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const
export type RevocationReason = keyof typeof revocationReasons

/**
 * Revokes a certificate, by the account that ordered it or by the certificate's own key.
 *
 * @throws as `AcmeClient.post`; one that is revoked already is refused with `alreadyRevoked`
 */
export async function revokeCertificate(
  client: AcmeClient,
  by: AcmeAccount | { readonly certificateKey: KeyObject },
  certificate: Certificate,
  reason: RevocationReason,
  signal?: AbortSignal,
): Promise<void> {
  const url = client.directory.revokeCert
  if (url === undefined) throw strangeAnswer("the directory", "this CA revokes nothing over ACME")
  const signer: Signer = "certificateKey" in by ? { key: by.certificateKey } : by
  const payload = { certificate: base64url(certificate.der), reason: revocationReasons[reason] }
  await client.post(signer, url, payload, { what: "the revocation", signal })
}
