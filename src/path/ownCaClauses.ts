/**
 * What OpenSSL asks of a certificate where nothing stricter was asked for (`openssl verify -purpose sslserver`, as
 * Zimbra calls it), and what Java asks beyond that.
 */
import { signatureAlgorithm } from "../x509/algorithm.js"
import type { Certificate } from "../x509/certificate.js"
import { sameBytes } from "../x509/derValues.js"
import { isOffCurve } from "../x509/ecPoint.js"
import type { KeyUsageName } from "../x509/extensions/basic.js"
import type { Name } from "../x509/name.js"
import { extensionOids, usageOids } from "../x509/oids.js"
import {
  isOpensslSelfIssued,
  opensslCached,
  opensslSupported,
  pointsTo,
  serverHandshakes,
  serverPurposes,
} from "../x509/openssl.js"
import { loadProblem, nameLoadProblem } from "../x509/opensslLoad.js"
import { sameOpensslName } from "../x509/opensslName.js"
import {
  isNoServerByNetscapeType,
  isProxy,
  opensslOnlyOids,
  opensslOnlyProblem,
} from "../x509/opensslOnly.js"
import { publicKeyText } from "../x509/publicKey.js"
import { schemeFits } from "../x509/signature.js"
import { breach, type Check, verdict } from "./clause.js"
import type { Reason } from "./rejection.js"

/** What the path validation itself works with: RFC 5280 section 4.2. */
const processed: ReadonlySet<string> = new Set([
  extensionOids.basicConstraints,
  extensionOids.keyUsage,
  extensionOids.subjectAltName,
  extensionOids.nameConstraints,
  extensionOids.certificatePolicies,
  extensionOids.policyMappings,
  extensionOids.policyConstraints,
  extensionOids.inhibitAnyPolicy,
  extensionOids.extKeyUsage,
])

/** What must be readable: what OpenSSL reads first, and the policies that are worked with here. */
const read: ReadonlySet<string> = new Set([...opensslCached, ...processed])

/** RFC 5280 section 4.2: a critical extension must be one of these. */
function understands(known: ReadonlySet<string>): Check {
  return ({ extensions }) => {
    const unknown = extensions.list.find(({ critical, oid }) => critical && !known.has(oid))
    return (
      unknown && { kind: "unknown-critical-extension", oid: unknown.oid, citation: "RFC 5280 section 4.2" }
    )
  }
}

export const hasSupportedCritical = verdict(understands(opensslSupported))

/** Java and Chrome understand nothing but what the path validation works with. */
export const hasProcessedCritical = verdict(understands(processed))

/** Section 4.2, for what is looked at. */
export const hasReadableProcessed = verdict((certificate) => {
  const found =
    certificate.extensions.firstProblem(read) ??
    opensslOnlyProblem(certificate) ??
    nameLoadProblem(certificate)
  return (
    found && {
      kind: "malformed-extension",
      oid: found.extension.oid,
      problem: found.problem,
      citation: found.problem.citation ?? "RFC 5280 section 4.2",
    }
  )
})

/** Section 4.1.2.5, but OpenSSL's last second is the one before notAfter. */
export const isInForceBeforeEnd = verdict(({ notBefore, notAfter }, { at }) => {
  const citation = "RFC 5280 section 4.1.2.5"
  if (at < notBefore) return { kind: "not-yet-valid", at, notBefore, citation }
  return at >= notAfter ? { kind: "expired", at, notAfter, citation } : undefined
})

const purposes = {
  serverAuth: serverPurposes,
  clientAuth: [usageOids.clientAuth],
} as const
const bits = {
  serverAuth: serverHandshakes,
  clientAuth: ["digitalSignature", "keyAgreement"],
} as const

/** Section 4.2.1.12 on every certificate of the path, the root included; anyExtendedKeyUsage stands for no purpose. */
export const hasPurpose = verdict(({ extensions }, { usage }) => {
  const found = extensions.extKeyUsage
  if (usage === undefined || found?.ok !== true) return undefined
  const wanted: readonly string[] =
    usage === "serverAuth" || usage === "clientAuth" ? purposes[usage] : [usageOids[usage]]
  return found.value.some((purpose) => wanted.includes(purpose))
    ? undefined
    : { kind: "extended-key-usage", wanted: usage, found: found.value, citation: "RFC 5280 section 4.2.1.12" }
})

/** Section 4.2.1.3: where key usage is given, it lets the key take part in a handshake. */
export const mayShakeHands = verdict(({ extensions: { keyUsage } }, { usage }) => {
  if (keyUsage?.ok !== true || (usage !== "serverAuth" && usage !== "clientAuth")) return undefined
  const wanted: readonly KeyUsageName[] = bits[usage]
  return wanted.some((bit) => keyUsage.value.has(bit))
    ? undefined
    : { kind: "key-usage", missing: wanted.join(" or "), citation: "RFC 5280 section 4.2.1.3" }
})

/** Section 4.2.1.3: without digitalSignature a key serves no handshake of TLS 1.3, nor any with ephemeral keys; Java looks. */
export const signsHandshakes = verdict(({ extensions: { keyUsage } }, { usage }) =>
  usage === "serverAuth" && keyUsage?.ok === true && !keyUsage.value.has("digitalSignature")
    ? { kind: "key-usage", missing: "digitalSignature", citation: "RFC 5280 section 4.2.1.3" }
    : undefined,
)

/** The certificate types of Netscape, which OpenSSL still reads. */
export const hasServerType = verdict((certificate, { usage }) =>
  usage === "serverAuth" && isNoServerByNetscapeType(certificate)
    ? breach(
        "netscape-type",
        "its Netscape certificate type is not that of a server",
        "OpenSSL x509v3_config(5)",
      )
    : undefined,
)

/** RFC 3820: proxies are taken by who allows them alone, and by nobody where a CA or alternative names are. */
export const isNoProxy = verdict((certificate) =>
  isProxy(certificate)
    ? breach(
        "proxy-certificate",
        "it is a proxy certificate, which OpenSSL does not take unless told to",
        "RFC 3820 section 3.8",
      )
    : undefined,
)

/** RFC 3779 section 2.3: all above would have to hold what the leaf holds. No server needs any, so that nothing is compared. */
export const holdsNoResources = verdict(({ extensions }) => {
  const { addressBlocks, systemNumbers } = opensslOnlyOids
  const holds = [addressBlocks, systemNumbers].some((oid) => extensions.get(oid) !== undefined)
  return holds
    ? breach(
        "resources",
        "it holds addresses or autonomous systems of the Internet, which OpenSSL looks for in all its issuers",
        "RFC 3779 section 2.3",
      )
    : undefined
})

/** What OpenSSL does not even load: crypto/asn1/tasn_dec.c, asn1_item_embed_d2i. */
export const isLoadedByOpenssl = verdict((certificate) => {
  const problem = loadProblem(certificate)
  return problem && { kind: "malformed", problem, citation: problem.citation ?? "RFC 5280 section 4.1" }
})

/** Section 4.2.1.3: at least one bit. */
export const hasSomeKeyUsage = verdict(({ extensions: { keyUsage } }) =>
  keyUsage?.ok === true && keyUsage.value.size === 0
    ? breach("key-usage-empty", "its key usage allows nothing", "RFC 5280 section 4.2.1.3")
    : undefined,
)

/** RFC 5480 section 2.1.1: a curve is named; and RSA below 1024 bits no TLS library loads. */
export const hasUsableKey = verdict(({ publicKey }) => {
  const weak = (message: string, citation: string): Reason => ({
    kind: "weak-key",
    key: publicKeyText(publicKey),
    message,
    citation,
  })
  if (publicKey.kind === "ec" && publicKey.explicitCurve)
    return weak("spells its curve out instead of naming it", "RFC 5480 section 2.1.1")
  if (isOffCurve(publicKey)) return weak("is no point of its curve", "SEC 1 section 3.2.2")
  return (publicKey.kind === "rsa" || publicKey.kind === "rsa-pss") && publicKey.modulusBits < 1024
    ? weak("has fewer than 1024 bits, which OpenSSL and Java take in no handshake", "NIST SP 800-57 part 1")
    : undefined
})

/** Section 6.1.4 (k), but a root may be of version 1, or a CA by its key usage alone. */
export const isRootCa = verdict((certificate) => {
  const { extensions, version } = certificate
  const old = !extensions.has("basicConstraints") && (version === 1 || extensions.has("keyUsage"))
  return certificate.isCa || old ? undefined : { kind: "not-a-ca", citation: "RFC 5280 section 4.2.1.9" }
})

/** Java (jdk.security.allowNonCaAnchor) and Firefox take no root of version 3 without basicConstraints. */
export const isCaOrVersion1 = verdict((certificate) =>
  certificate.isCa || certificate.version === 1
    ? undefined
    : { kind: "not-a-ca", citation: "RFC 5280 section 4.2.1.9" },
)

type SameName = (one: Name, other: Name) => boolean

/** Why OpenSSL does not see the issuer in whoever signed the certificate. */
export function identifierFault(
  certificate: Certificate,
  issuer: Certificate,
  same?: SameName,
): Reason | undefined {
  return pointsTo(certificate, issuer, same)
    ? undefined
    : breach(
        "aki-mismatch",
        "its authorityKeyIdentifier names another certificate than that of whoever signed it",
        "RFC 5280 section 4.2.1.1",
      )
}

/** The same for one's own CA: OpenSSL looks for no issuer of what has that of a root, with nothing that tells it from one. */
export function opensslLinkFault(certificate: Certificate, issuer: Certificate): Reason | undefined {
  const seemsRoot = isOpensslSelfIssued(certificate) && rootFault(certificate, sameOpensslName) === undefined
  return seemsRoot && !sameBytes(certificate.der, issuer.der)
    ? breach(
        "seems-self-signed",
        "its issuer has its own name, and no authorityKeyIdentifier tells it from a self-signed certificate",
        "RFC 5280 section 4.2.1.1",
      )
    : (spellingFault(certificate, issuer) ?? identifierFault(certificate, issuer, sameOpensslName))
}

/** Section 7.1 would have more spellings of a name be the same than OpenSSL does. */
function spellingFault(certificate: Certificate, issuer: Certificate): Reason | undefined {
  return sameOpensslName(certificate.issuer, issuer.subject)
    ? undefined
    : breach(
        "issuer-spelling",
        "it spells its issuer's name in another way than whoever signed it, and OpenSSL takes them for two names",
        "RFC 5280 section 7.1",
      )
}

/** Why OpenSSL does not see a root in a leaf that it was told to trust. */
export function opensslItselfFault(leaf: Certificate): Reason | undefined {
  return spellingFault(leaf, leaf) ?? identifierFault(leaf, leaf, sameOpensslName) ?? rootFault(leaf)
}

/** The same for a root above others; another end of a path looks like none. */
export const rootPointsToItselfForOpenssl = verdict((certificate) =>
  certificate.isSelfIssued
    ? (spellingFault(certificate, certificate) ?? rootFault(certificate, sameOpensslName))
    : undefined,
)

/** A root that names another issuer's key, or is signed by another kind of key, looks like one whose issuer is missing. */
export const rootPointsToItself = verdict((certificate) =>
  certificate.isSelfIssued ? rootFault(certificate) : undefined,
)

function rootFault(certificate: Certificate, same?: SameName): Reason | undefined {
  if (!pointsTo(certificate, certificate, same))
    return breach(
      "aki-ski-mismatch",
      "it is a root but names another certificate as its issuer's",
      "RFC 5280 section 4.2.1.1",
    )
  const algorithm = signatureAlgorithm(certificate.signatureAlgorithm)
  if (!algorithm.ok) return { kind: "signature-algorithm", message: algorithm.problem.message }
  return schemeFits(certificate.publicKey, algorithm.value)
    ? undefined
    : breach("root-not-self-signed", "it is a root but no key of its kind signed it", "RFC 5280 section 3.2")
}
