/** What OpenSSL reads of a certificate before it is any use, and what it asks of each place on a path. */
import type { Certificate } from "../x509/certificate.js"
import {
  isOpensslSelfIssued,
  opensslCached,
  opensslSupported,
  serverHandshakes,
  serverPurposes,
} from "../x509/openssl.js"
import { nameLoadProblem } from "../x509/opensslLoad.js"
import { isNoServerByNetscapeType, isProxy, opensslOnlyProblem } from "../x509/opensslOnly.js"

/** Path length exceeded, unsuitable purpose, unhandled critical extension, a proxy, invalid CA, explicit curve. */
export type ExtensionsError = 25 | 26 | 34 | 40 | 79 | 94

/** ossl_x509v3_cache_extensions: whoever does not get past it issues nothing and is issued by nobody. */
export function isReadable(certificate: Certificate): boolean {
  const { extensions } = certificate
  const { keyUsage, list } = extensions
  const isRepeated = list.some(
    ({ oid }, index) => opensslCached.has(oid) && list.findIndex((one) => one.oid === oid) !== index,
  )
  return (
    !isRepeated &&
    extensions.firstProblem(opensslCached) === undefined &&
    opensslOnlyProblem(certificate) === undefined &&
    nameLoadProblem(certificate) === undefined &&
    !(keyUsage?.ok === true && keyUsage.value.size === 0) &&
    !(isProxy(certificate) && mayBeNoProxy(certificate))
  )
}

/** RFC 3820 section 3.8: a proxy is no CA, and has the names of none but whoever it stands for. */
function mayBeNoProxy({ extensions, isCa }: Certificate): boolean {
  return isCa || extensions.has("subjectAltName") || extensions.has("issuerAltName")
}

/** check_extensions: from the leaf upwards, the first error and its depth. */
export function extensionsFault(
  path: readonly Certificate[],
): { readonly error: ExtensionsError; readonly depth: number } | undefined {
  let below = 0
  for (const [depth, certificate] of path.entries()) {
    const isLast = depth === path.length - 1
    const error = ownFault(certificate, depth, isLast) ?? lengthFault(certificate, depth, below)
    if (error !== undefined) return { error, depth }
    if (depth > 0 && !isOpensslSelfIssued(certificate)) below++
  }
  return undefined
}

function ownFault(certificate: Certificate, depth: number, isLast: boolean): ExtensionsError | undefined {
  const { extensions, publicKey } = certificate
  if (extensions.list.some(({ critical, oid }) => critical && !opensslSupported.has(oid))) return 34
  if (isProxy(certificate)) return 40
  if (depth > 0 && !mayBeCa(certificate, isLast)) return 79
  const isAlone = depth === 0 && isLast
  if (!isAlone && publicKey.kind === "ec" && publicKey.explicitCurve) return 94
  return isForServers(certificate, depth > 0) ? undefined : 26
}

/** check_ca: basicConstraints say so; the last of a path may be a CA by its key usage, or be of version 1, instead. */
function mayBeCa(certificate: Certificate, isLast: boolean): boolean {
  const { extensions, isCa, version } = certificate
  const usage = extensions.keyUsage
  if (usage?.ok === true && !usage.value.has("keyCertSign")) return false
  if (extensions.has("basicConstraints")) return isCa
  return isLast && ((version === 1 && isOpensslSelfIssued(certificate)) || usage !== undefined)
}

/** check_purpose_ssl_server: extended key usage on every certificate, anyExtendedKeyUsage being none; the rest on the leaf. */
function isForServers(certificate: Certificate, isIssuer: boolean): boolean {
  const { extKeyUsage: purposes, keyUsage: usage } = certificate.extensions
  if (purposes?.ok === true && !purposes.value.some((purpose) => serverPurposes.includes(purpose)))
    return false
  if (isIssuer) return true
  if (isNoServerByNetscapeType(certificate)) return false
  return usage?.ok !== true || serverHandshakes.some((bit) => usage.value.has(bit))
}

function lengthFault({ extensions }: Certificate, depth: number, below: number): ExtensionsError | undefined {
  const constraints = extensions.basicConstraints
  const allowed = constraints?.ok === true ? constraints.value.pathLength : undefined
  return depth > 1 && allowed !== undefined && below > allowed ? 25 : undefined
}
