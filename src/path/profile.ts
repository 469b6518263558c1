/** Named sets of clauses: what a verifier of one kind demands. */
import type { AlgorithmIdentifier } from "../x509/algorithm.js"
import type { ExtensionName } from "../x509/oids.js"
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
import { forgeableSignature, hasStrongKey, weakWebSignature } from "./keyClauses.js"
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
  repeatsCommonName,
  signsNothing,
} from "./leafClauses.js"
import type { Reason } from "./rejection.js"
import { isInForce, issuerClauses, leafClauses } from "./rfcClauses.js"

/** The names by which a profile is chosen. */
export type ProfileName = "private" | "public" | "strict"

export interface Profile {
  readonly name: ProfileName
  readonly leaf: readonly Clause[]
  /** For every intermediate. */
  readonly issuer: readonly Clause[]
  /** For the trust anchor; its name, key and constraints are used in any case. */
  readonly anchor: readonly Clause[]
  /** Why a signature algorithm is not accepted. */
  readonly signature: (identifier: AlgorithmIdentifier) => Reason | undefined
  /** Wildcards directly under a public suffix match nothing (BR 3.2.2.6). */
  readonly refusesPublicSuffixWildcards: boolean
  /** What a version 2 list must have to be used (RFC 5280 sections 5.2.1 and 5.2.3). */
  readonly crlExtensions: readonly ExtensionName[]
}

/** One's own CA: what OpenSSL and Java accept, the root examined like any other CA. */
const ownCa: Profile = {
  name: "private",
  leaf: leafClauses,
  issuer: issuerClauses,
  anchor: issuerClauses,
  signature: forgeableSignature,
  refusesPublicSuffixWildcards: false,
  crlExtensions: ["crlNumber"],
}

const everyWebCertificate: readonly Clause[] = [
  isVersion3,
  hasStrongKey,
  hasGoodSerial,
  hasRightTimeForm,
  hasRightCriticality,
  namesIssuerKey,
  namesNothingButIssuerKey,
]

const everyWebCa: readonly Clause[] = [hasCriticalBasicConstraints, hasKeyUsage, namesOwnKey]

const everyWebLeaf: readonly Clause[] = [
  ...leafClauses,
  ...everyWebCertificate,
  hasAlternativeNames,
  hasWellFormedNames,
  hasFittingCriticality,
  hasSpecificUsage,
  signsNothing,
  hasNoPathLength,
]

/** RFC 5280 and the Baseline Requirements for the leaf and the intermediates; roots are taken as trusted. */
const publicCa: Profile = {
  name: "public",
  leaf: [...everyWebLeaf, repeatsCommonName, hasUsage, isNoCa],
  issuer: [...issuerClauses, ...everyWebCertificate, ...everyWebCa],
  anchor: [isInForce, hasStrongKey],
  signature: weakWebSignature,
  refusesPublicSuffixWildcards: true,
  crlExtensions: ["crlNumber"],
}

/**
 * Every duty on every certificate of the path, the root included: for root stores and for one's own CA. Where
 * RFC 5280 and the Baseline Requirements contradict each other, what either permits passes: a leaf that is a CA
 * throughout, and a leaf without extended key usage.
 */
const strict: Profile = {
  ...publicCa,
  name: "strict",
  leaf: [...everyWebLeaf, claimsNoOtherHost, isCaThroughout, ...everyWebCa.map(ifCa)],
  // A serial number is for whom the issuer may revoke, which nobody does with a root: several have zero.
  anchor: [
    ...issuerClauses,
    ...everyWebCertificate.filter((clause) => clause !== hasGoodSerial),
    ...everyWebCa,
    rootNamesOwnKey,
    rootHasNoUsage,
  ],
  crlExtensions: ["crlNumber", "authorityKeyIdentifier"],
}

const profiles: Readonly<Record<ProfileName, Profile>> = {
  public: publicCa,
  private: ownCa,
  strict,
}

/** The profile of a name. */
export function profileOf(name: ProfileName): Profile {
  return profiles[name]
}
