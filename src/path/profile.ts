/** Named sets of clauses: what a verifier of one kind demands. */
import type { AlgorithmIdentifier } from "../x509/algorithm.js"
import type { Certificate } from "../x509/certificate.js"
import type { ExtensionName } from "../x509/oids.js"
import { isOpensslSelfIssued } from "../x509/openssl.js"
import { hasPrintableNames, hasWholeAuthority } from "./browserClauses.js"
import {
  hasCriticalBasicConstraints,
  hasGoodSerial,
  hasKeyUsage,
  hasRightCriticality,
  hasRightTimeForm,
  ifCa,
  isVersion3,
  namesIssuerKey,
  namesNothingButIssuerKey,
  namesOwnKey,
  rootHasNoUsage,
  rootNamesOwnKey,
} from "./certificateClauses.js"
import type { Clause } from "./clause.js"
import { forgeableSignature, hasRealExponent, hasStrongKey, weakWebSignature } from "./keyClauses.js"
import {
  claimsNoOtherHost,
  hasAlternativeNames,
  hasFittingCriticality,
  hasNoPathLength,
  hasSpecificUsage,
  hasUsage,
  hasWellFormedNames,
  isCaThroughout,
  isNoCa,
  signsNothing,
} from "./leafClauses.js"
import {
  hasProcessedCritical,
  hasPurpose,
  hasReadableProcessed,
  hasServerType,
  hasSomeKeyUsage,
  hasSupportedCritical,
  hasUsableKey,
  holdsNoResources,
  identifierFault,
  isCaOrVersion1,
  isInForceBeforeEnd,
  isLoadedByOpenssl,
  isNoProxy,
  isRootCa,
  mayShakeHands,
  opensslItselfFault,
  opensslLinkFault,
  rootPointsToItself,
  rootPointsToItselfForOpenssl,
  signsHandshakes,
} from "./ownCaClauses.js"
import type { Reason } from "./rejection.js"
import {
  constrainsSomething,
  hasCriticalNamesWithoutSubject,
  hasIssuerName,
  hasKnownQualifiers,
  hasNoLapse,
  hasNoStrayNameConstraints,
  hasReadableExtensions,
  isCa,
  isInForce,
  issuerClauses,
  isWellFormed,
  leafClauses,
  maySignCertificates,
  servesUsage,
} from "./rfcClauses.js"
import { javaNames, laxNames, type NameReading, strictNames } from "./subtrees.js"

/**
 * How to judge. `public`: browsers and mail clients; what any of them refuses is refused, and so is a leaf that its
 * CA would have to revoke. `private`: one's own CA, as OpenSSL judges it for Zimbra; what Java alone refuses is a
 * warning. `strict`: every duty of every issuer counts.
 */
export type ProfileName = "public" | "private" | "strict"

/** Clauses for each place on the path. */
export interface ClauseTable {
  readonly leaf: readonly Clause[]
  /** For every intermediate. */
  readonly intermediate: readonly Clause[]
  /** For the trust anchor; its name, key and constraints are used in any case. */
  readonly anchor: readonly Clause[]
}

export interface Profile {
  readonly name: ProfileName
  readonly clauses: ClauseTable
  /** What other relying parties than those that decide would refuse: said, but it refuses nothing. */
  readonly warnings: ClauseTable
  /** Why whoever signed a certificate does not count as its issuer. */
  readonly link: (certificate: Certificate, issuer: Certificate) => Reason | undefined
  /** Why a leaf that is trusted by itself is not taken all the same; undefined: it is judged as any anchor is. */
  readonly itself: ((leaf: Certificate) => Reason | undefined) | undefined
  /** Why a signature algorithm is not accepted. */
  readonly signature: (identifier: AlgorithmIdentifier) => Reason | undefined
  /** Whose names are the same: it counts for no path length, and no name constraints hold for it. */
  readonly isSelfIssued: (certificate: Certificate) => boolean
  /** Only a self-issued certificate ends a path; another one that is trusted is only at hand, as for OpenSSL. */
  readonly endsInRoots: boolean
  /** Whether certificate policies are only looked at where the question is about them; if so, they warn. */
  readonly policiesWhenAsked: boolean
  readonly names: NameReading
  /** How names are read by whom the profile only warns of; anchors set no constraints there. */
  readonly otherNames: NameReading | undefined
  /** Wildcards directly under a public suffix match nothing (BR 3.2.2.6). */
  readonly refusesPublicSuffixWildcards: boolean
  /** What a version 2 list must have to be used (RFC 5280 sections 5.2.1 and 5.2.3). */
  readonly crlExtensions: readonly ExtensionName[]
}

const isSelfIssued = (certificate: Certificate): boolean => certificate.isSelfIssued

const nothing: ClauseTable = { leaf: [], intermediate: [], anchor: [] }

const everyOwnCertificate: readonly Clause[] = [
  isWellFormed,
  isInForceBeforeEnd,
  hasSupportedCritical,
  hasReadableProcessed,
  hasKnownQualifiers,
  hasSomeKeyUsage,
  hasUsableKey,
  hasPurpose,
  isNoProxy,
  isLoadedByOpenssl,
]

const ownCa: Profile = {
  name: "private",
  clauses: {
    leaf: [...everyOwnCertificate, mayShakeHands, hasServerType, holdsNoResources],
    intermediate: [...everyOwnCertificate, isCa, maySignCertificates],
    anchor: [...everyOwnCertificate, isRootCa, maySignCertificates, rootPointsToItselfForOpenssl],
  },
  // Java reads nothing of an anchor but whether it is a CA.
  warnings: {
    leaf: [
      hasProcessedCritical,
      hasIssuerName,
      hasCriticalNamesWithoutSubject,
      signsHandshakes,
      hasRealExponent,
    ],
    intermediate: [hasProcessedCritical, hasIssuerName, hasRealExponent],
    anchor: [isCaOrVersion1, hasRealExponent],
  },
  link: opensslLinkFault,
  // OpenSSL and Java take what they were told to trust: it need be no CA, and nobody looks at its signature.
  itself: opensslItselfFault,
  signature: forgeableSignature,
  isSelfIssued: isOpensslSelfIssued,
  endsInRoots: true,
  policiesWhenAsked: true,
  names: laxNames,
  otherNames: javaNames,
  refusesPublicSuffixWildcards: false,
  crlExtensions: [],
}

const everyWebCertificate: readonly Clause[] = [
  isWellFormed,
  hasReadableExtensions,
  hasKnownQualifiers,
  hasProcessedCritical,
  isInForce,
  isVersion3,
  hasStrongKey,
  hasIssuerName,
  hasPrintableNames,
  hasWholeAuthority,
]

/**
 * For a breach of these a public CA has to revoke the leaf within five days (BR 4.9.1.1), so that it is of no use
 * although most clients take it. CAs are not held to them: many in use are older than the duties.
 */
const misissued: readonly Clause[] = [
  hasNoStrayNameConstraints,
  hasGoodSerial,
  hasRightTimeForm,
  hasRightCriticality,
  namesIssuerKey,
  namesNothingButIssuerKey,
  hasWellFormedNames,
  hasFittingCriticality,
  hasSpecificUsage,
  signsNothing,
  hasNoPathLength,
  claimsNoOtherHost,
]

const publicCa: Profile = {
  name: "public",
  clauses: {
    leaf: [
      ...everyWebCertificate,
      servesUsage,
      hasCriticalNamesWithoutSubject,
      hasAlternativeNames,
      isNoCa,
      hasUsage,
      hasSomeKeyUsage,
      ...misissued,
    ],
    intermediate: [...everyWebCertificate, constrainsSomething, isCa, maySignCertificates, servesUsage],
    // Root stores hold roots of version 1.
    anchor: [
      ...everyWebCertificate.filter((clause) => clause !== isVersion3),
      constrainsSomething,
      isCaOrVersion1,
      servesUsage,
      maySignCertificates,
      rootPointsToItself,
    ],
  },
  warnings: nothing,
  link: identifierFault,
  itself: undefined,
  signature: weakWebSignature,
  isSelfIssued,
  endsInRoots: false,
  policiesWhenAsked: false,
  names: { ...strictNames, leadingDot: true },
  otherNames: undefined,
  refusesPublicSuffixWildcards: true,
  crlExtensions: ["crlNumber"],
}

const everyStrictCertificate: readonly Clause[] = [
  isVersion3,
  hasStrongKey,
  hasGoodSerial,
  hasRightTimeForm,
  hasRightCriticality,
  namesIssuerKey,
  namesNothingButIssuerKey,
  hasNoLapse,
]

const everyStrictCa: readonly Clause[] = [hasCriticalBasicConstraints, hasKeyUsage, namesOwnKey]

/**
 * Every duty on every certificate of the path, the root included: for root stores and for one's own CA. Where
 * RFC 5280 and the Baseline Requirements contradict each other, what either permits passes: a leaf that is a CA
 * throughout, and a leaf without extended key usage.
 */
const strict: Profile = {
  name: "strict",
  clauses: {
    leaf: [
      ...leafClauses,
      ...everyStrictCertificate,
      hasAlternativeNames,
      hasWellFormedNames,
      hasFittingCriticality,
      hasSpecificUsage,
      signsNothing,
      hasNoPathLength,
      claimsNoOtherHost,
      isCaThroughout,
      ...everyStrictCa.map(ifCa),
    ],
    intermediate: [...issuerClauses, ...everyStrictCertificate, ...everyStrictCa],
    // A serial number is for whom the issuer may revoke, which nobody does with a root: several have zero.
    anchor: [
      ...issuerClauses,
      ...everyStrictCertificate.filter((clause) => clause !== hasGoodSerial),
      ...everyStrictCa,
      rootNamesOwnKey,
      rootHasNoUsage,
    ],
  },
  warnings: nothing,
  link: () => undefined,
  itself: undefined,
  signature: weakWebSignature,
  isSelfIssued,
  endsInRoots: false,
  policiesWhenAsked: false,
  names: strictNames,
  otherNames: undefined,
  refusesPublicSuffixWildcards: true,
  crlExtensions: ["crlNumber", "authorityKeyIdentifier"],
}

const profiles: Readonly<Record<ProfileName, Profile>> = { public: publicCa, private: ownCa, strict }

/** The profile of a name. */
export function profileOf(name: ProfileName): Profile {
  return profiles[name]
}
