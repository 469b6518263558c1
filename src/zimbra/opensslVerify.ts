/**
 * What `openssl verify -purpose sslserver -CAfile CHAIN CRT` says, which is how zmcertmgr judges a chain
 * file. OpenSSL 3.x: crypto/x509/x509_vfy.c builds from the file alone and stops at its first error. Keys and hashes
 * of any strength pass: it is the servers that refuse to load them.
 */
import { signatureAlgorithm } from "../x509/algorithm.js"
import type { Certificate } from "../x509/certificate.js"
import { certificateSignature } from "../x509/certificateSignature.js"
import { sameBytes } from "../x509/derValues.js"
import { isOffCurve } from "../x509/ecPoint.js"
import { isOpensslSelfIssued, pointsTo } from "../x509/openssl.js"
import { loadProblem } from "../x509/opensslLoad.js"
import { sameOpensslName } from "../x509/opensslName.js"
import { firstFatal } from "../x509/parsed.js"
import { schemeFits } from "../x509/signature.js"
import { type ExtensionsError, extensionsFault, isReadable } from "./opensslExtensions.js"
import { type NamesError, namesFault } from "./opensslNames.js"
import { type ResourcesError, resourcesFault } from "./opensslResources.js"

export type OpensslVerdict =
  | { readonly ok: true; readonly path: readonly Certificate[] }
  | { readonly ok: false; readonly error: OpensslError; readonly depth: number; readonly text: string }
  /** It does not even load one of the files. */
  | { readonly ok: false; readonly error: 0; readonly depth: 0; readonly text: string }

/** The numbers of X509_V_ERR_*; 1.1.1 has 24 for 79. */
export type OpensslError = 2 | 6 | 7 | 9 | 10 | 18 | 20 | 22 | ExtensionsError | NamesError | ResourcesError

const texts: Readonly<Record<OpensslError, string>> = {
  1: "unspecified certificate verification error",
  2: "unable to get issuer certificate",
  6: "unable to decode issuer public key",
  7: "certificate signature failure",
  9: "certificate is not yet valid",
  10: "certificate has expired",
  18: "self-signed certificate",
  20: "unable to get local issuer certificate",
  22: "certificate chain too long",
  25: "path length constraint exceeded",
  26: "unsuitable certificate purpose",
  34: "unhandled critical extension",
  40: "proxy certificates not allowed, please set the appropriate flag",
  46: "RFC 3779 resource not subset of parent's resources",
  47: "permitted subtree violation",
  48: "excluded subtree violation",
  49: "name constraints minimum and maximum not supported",
  51: "unsupported name constraint type",
  53: "unsupported or invalid name syntax",
  79: "invalid CA certificate",
  94: "Certificate public key has explicit ECC parameters",
}

/** One below OpenSSL's default depth of 100. */
const tooDeep = 101

/** Judges a certificate file (its first certificate counts) with a chain file, both as they are. */
export function verifyAsOpenssl(
  leaf: Certificate,
  chainFile: readonly Certificate[],
  at: Date,
): OpensslVerdict {
  const isLoaded = [leaf, ...chainFile].every((certificate) => loadProblem(certificate) === undefined)
  return isLoaded
    ? verifyLoaded(leaf, chainFile, at)
    : { ok: false, error: 0, depth: 0, text: "unable to load certificate" }
}

/** OpenSSL reads over more than is read here; which error it finds is certain only where everything can be read. */
export function isForetold(certificate: Certificate): boolean {
  const { problems, publicKey, signatureAlgorithm: algorithm } = certificate
  return (
    firstFatal(problems) === undefined &&
    isReadable(certificate) &&
    signatureAlgorithm(algorithm).ok &&
    !isOffCurve(publicKey)
  )
}

function verifyLoaded(leaf: Certificate, chainFile: readonly Certificate[], at: Date): OpensslVerdict {
  const path = [leaf]
  for (let tip = leaf; !isSelfSigned(tip); ) {
    const issuer = chooseIssuer(tip, chainFile, at)
    if (issuer === undefined) return failure(path.length === 1 ? 20 : 2, path.length - 1)
    // It chooses the same ones again, round after round.
    if (path.includes(issuer) || path.length > tooDeep) return failure(22, tooDeep)
    path.push(issuer)
    tip = issuer
  }
  // What comes from the file is trusted; a self-signed leaf is where the choice of an issuer falls on itself.
  const own = path.length > 1 ? undefined : chooseIssuer(leaf, chainFile, at)
  if (path.length === 1 && (own === undefined || !sameBytes(own.der, leaf.der))) return failure(18, 0)
  const extensions = extensionsFault(path)
  if (extensions !== undefined) return failure(extensions.error, extensions.depth)
  return signatureAndTimeFault(path, at) ?? constraintsFault(path) ?? { ok: true, path }
}

/** X509_STORE_CTX_get1_issuer: the first that fits and is in force; else the one that ends last. */
function chooseIssuer(tip: Certificate, store: readonly Certificate[], at: Date): Certificate | undefined {
  const fitting = store.filter((entry) => hasLikelyIssued(entry, tip))
  const inForce = fitting.find((entry) => isInForce(entry, at))
  return inForce ?? fitting.toSorted((a, b) => b.notAfter.getTime() - a.notAfter.getTime())[0]
}

/** ossl_x509_likely_issued: names, what both say about the key, and the kind of the key. */
function hasLikelyIssued(issuer: Certificate, certificate: Certificate): boolean {
  if (!sameOpensslName(issuer.subject, certificate.issuer) || !isReadable(issuer) || !isReadable(certificate))
    return false
  const algorithm = signatureAlgorithm(certificate.signatureAlgorithm)
  return (
    algorithm.ok &&
    schemeFits(issuer.publicKey, algorithm.value) &&
    pointsTo(certificate, issuer, sameOpensslName)
  )
}

/** The last second is the one before notAfter. */
function isInForce({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return notBefore <= at && at < notAfter
}

/** internal_verify: from the root downwards, the signature of each before its dates; a root's own signature is not looked at. */
function signatureAndTimeFault(path: readonly Certificate[], at: Date): OpensslVerdict | undefined {
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const certificate = path[depth] as Certificate
    const issuer = path[depth + 1]
    const checked = issuer && certificateSignature(certificate, issuer.publicKey).kind
    if (checked === "bad-key") return failure(6, depth + 1)
    if (checked !== undefined && checked !== "valid") return failure(7, depth)
    if (at < certificate.notBefore) return failure(9, depth)
    if (!isInForce(certificate, at)) return failure(10, depth)
  }
  return undefined
}

/** check_name_constraints: from the root downwards, each certificate under all above it; self-issued CAs are let pass. Then resources. */
function constraintsFault(path: readonly Certificate[]): OpensslVerdict | undefined {
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const certificate = path[depth] as Certificate
    if (depth > 0 && isOpensslSelfIssued(certificate)) continue
    for (const above of path.slice(depth + 1).reverse()) {
      const error = namesFault(certificate, above, depth === 0)
      if (error !== undefined) return failure(error, depth)
    }
  }
  const resources = resourcesFault(path)
  return resources && failure(resources.error, resources.depth)
}

/** OpenSSL's EXFLAG_SS. */
function isSelfSigned(certificate: Certificate): boolean {
  return isOpensslSelfIssued(certificate) && hasLikelyIssued(certificate, certificate)
}

function failure(error: OpensslError, depth: number): OpensslVerdict {
  return { ok: false, error, depth, text: `error ${error} at ${depth} depth lookup: ${texts[error]}` }
}
