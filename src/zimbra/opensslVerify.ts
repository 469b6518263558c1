/**
 * What `openssl verify -purpose sslserver -CAfile CHAIN CRT` says, which is how zmcertmgr judges a chain
 * file. OpenSSL 1.1.1 to 3.x: crypto/x509/x509_vfy.c builds from the file alone and stops at its first error.
 */
import type { Certificate } from "../x509/certificate.js"
import { sameBytes } from "../x509/derValues.js"
import { sameName } from "../x509/name.js"
import { usageOids } from "../x509/oids.js"
import { verifySignature } from "../x509/signature.js"

export type OpensslVerdict =
  | { readonly ok: true; readonly path: readonly Certificate[] }
  | { readonly ok: false; readonly error: OpensslError; readonly depth: number; readonly text: string }

/** The numbers of X509_V_ERR_*. */
export type OpensslError = 2 | 7 | 9 | 10 | 18 | 19 | 20 | 24 | 26

const texts: Readonly<Record<OpensslError, string>> = {
  2: "unable to get issuer certificate",
  7: "certificate signature failure",
  9: "certificate is not yet valid",
  10: "certificate has expired",
  18: "self-signed certificate",
  19: "self-signed certificate in certificate chain",
  20: "unable to get local issuer certificate",
  24: "invalid CA certificate",
  26: "unsuitable certificate purpose",
}

/** OpenSSL's default depth. */
const maxDepth = 100

/** Judges a certificate file (its first certificate counts) with a chain file, both as they are. */
export function verifyAsOpenssl(
  leaf: Certificate,
  chainFile: readonly Certificate[],
  at: Date,
): OpensslVerdict {
  const path = [leaf]
  for (let tip = leaf; !isSelfIssued(tip) && path.length <= maxDepth; ) {
    const issuer = chooseIssuer(tip, chainFile, at)
    if (issuer === undefined || path.includes(issuer))
      return failure(path.length === 1 ? 20 : 2, path.length - 1)
    path.push(issuer)
    tip = issuer
  }
  const root = path.at(-1) ?? leaf
  if (!chainFile.some((entry) => sameBytes(entry.der, root.der)))
    return failure(path.length === 1 ? 18 : 19, path.length - 1)
  return purposeFault(path) ?? signatureAndTimeFault(path, at) ?? { ok: true, path }
}

/** X509_STORE_CTX_get1_issuer: the first that fits and is in force; else the one that ends last. */
function chooseIssuer(tip: Certificate, store: readonly Certificate[], at: Date): Certificate | undefined {
  const fitting = store.filter(
    (entry) => sameName(entry.subject, tip.issuer) && keyIdentifierFits(tip, entry),
  )
  const inForce = fitting.find(({ notBefore, notAfter }) => notBefore <= at && at <= notAfter)
  return inForce ?? fitting.toSorted((a, b) => b.notAfter.getTime() - a.notAfter.getTime())[0]
}

/** X509_check_akid: only what both certificates state can contradict. */
function keyIdentifierFits(tip: Certificate, issuer: Certificate): boolean {
  const wanted = tip.extensions.authorityKeyIdentifier
  const own = issuer.extensions.subjectKeyIdentifier
  const identifier = wanted?.ok === true ? wanted.value.keyIdentifier : undefined
  return identifier === undefined || own?.ok !== true || sameBytes(identifier, own.value)
}

/** check_extensions: from the leaf upwards. */
function purposeFault(path: readonly Certificate[]): OpensslVerdict | undefined {
  for (const [depth, certificate] of path.entries()) {
    const { extensions, version } = certificate
    const usage = extensions.extKeyUsage
    const forServers =
      usage === undefined ||
      (usage.ok &&
        (usage.value.includes(usageOids.serverAuth) || (depth > 0 && usage.value.includes(usageOids.any))))
    if (depth > 0 && !certificate.isCa && !(version === 1 && isSelfIssued(certificate)))
      return failure(24, depth)
    if (!forServers || (depth === 0 && !mayServeTls(certificate))) return failure(26, depth)
  }
  return undefined
}

/** check_purpose_ssl_server: where key usage is given, one of these must be in it. */
function mayServeTls({ extensions: { keyUsage } }: Certificate): boolean {
  if (keyUsage?.ok !== true) return true
  return (["digitalSignature", "keyEncipherment", "keyAgreement"] as const).some((bit) =>
    keyUsage.value.has(bit),
  )
}

/** internal_verify: from the root downwards, the signature of each before its dates; a root's own signature is not looked at. */
function signatureAndTimeFault(path: readonly Certificate[], at: Date): OpensslVerdict | undefined {
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const certificate = path[depth] as Certificate
    const issuer = path[depth + 1]
    if (issuer !== undefined && !isSigned(certificate, issuer)) return failure(7, depth)
    if (at < certificate.notBefore) return failure(9, depth)
    if (at > certificate.notAfter) return failure(10, depth)
  }
  return undefined
}

function isSigned({ signatureAlgorithm, tbs, signature }: Certificate, issuer: Certificate): boolean {
  return verifySignature(signatureAlgorithm, issuer.publicKey, tbs, signature).kind === "valid"
}

/** OpenSSL's EXFLAG_SS: the names are equal and the key identifiers do not contradict. */
function isSelfIssued(certificate: Certificate): boolean {
  return certificate.isSelfIssued && keyIdentifierFits(certificate, certificate)
}

function failure(error: OpensslError, depth: number): OpensslVerdict {
  return { ok: false, error, depth, text: `error ${error} at ${depth} depth lookup: ${texts[error]}` }
}
