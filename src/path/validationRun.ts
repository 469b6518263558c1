/** What one verification shares between its steps: the question, the budget, and what was found out already. */
import type { Certificate } from "../x509/certificate.js"
import { certificateSignature } from "../x509/certificateSignature.js"
import type { Crl } from "../x509/crl.js"
import { sameBytes } from "../x509/derValues.js"
import type { OcspResponse } from "../x509/ocsp.js"
import type { Usage } from "../x509/oids.js"
import type { PublicKey } from "../x509/publicKey.js"
import type { SignatureResult } from "../x509/signature.js"
import type { Budget } from "./budget.js"
import { type CertificateIndex, ranked } from "./certificateIndex.js"
import type { Clause } from "./clause.js"
import type { ExpectedName } from "./identity.js"
import type { Profile } from "./profile.js"
import { certificateText, type PathPosition, type Reason, type Rejection, reject } from "./rejection.js"

/** Policy inputs of RFC 5280 section 6.1.1 (c), (e), (f), (g). */
export interface PolicyInputs {
  /** Acceptable policies; left out: any. */
  readonly acceptable?: readonly string[]
  readonly requireExplicitPolicy?: boolean
  readonly inhibitPolicyMapping?: boolean
  readonly inhibitAnyPolicy?: boolean
}

/** How revocation is asked for: only where a list or response concerns a certificate, or for every one. */
export type RevocationMode = "off" | "available" | "required"

/** The question, with every default filled in. */
export interface Question {
  /** Whole seconds. */
  readonly at: Date
  readonly profile: Profile
  readonly usage: Usage | undefined
  readonly names: readonly ExpectedName[]
  readonly maxIntermediates: number
  readonly policies: PolicyInputs
  /** Whether the question names policies at all. */
  readonly asksForPolicies: boolean
  readonly revocation: RevocationMode
  readonly crls: readonly Crl[]
  readonly ocsp: readonly OcspResponse[]
}

interface Candidates {
  readonly anchors: readonly Certificate[]
  readonly pool: readonly Certificate[]
}

const maxRejections = 250

/** One verification in progress. */
export class ValidationRun {
  readonly question: Question
  readonly budget: Budget
  readonly anchors: CertificateIndex
  readonly pool: CertificateIndex
  readonly rejections: Rejection[] = []
  readonly #seen = new Set<string>()
  readonly #candidates = new Map<Certificate, Candidates>()
  readonly #own: Readonly<Record<PathPosition, Map<Certificate, readonly Rejection[]>>> = {
    leaf: new Map(),
    intermediate: new Map(),
    anchor: new Map(),
  }
  readonly #signatures = new Map<Certificate, { key: PublicKey; reason: Reason | undefined }[]>()

  constructor(question: Question, budget: Budget, anchors: CertificateIndex, pool: CertificateIndex) {
    this.question = question
    this.budget = budget
    this.anchors = anchors
    this.pool = pool
  }

  /** Candidate issuers among the anchors and in the pool, the likeliest first; ranked once per certificate. */
  candidates(certificate: Certificate): Candidates {
    const known = this.#candidates.get(certificate)
    if (known !== undefined) return known
    const { at } = this.question
    const made = {
      anchors: ranked(certificate, this.anchors.named(certificate.issuer), at),
      pool: ranked(certificate, this.pool.named(certificate.issuer), at),
    }
    this.#candidates.set(certificate, made)
    return made
  }

  /** Remembers a rejection once per certificate and kind. */
  record(rejection: Rejection): void {
    const detail = rejection.kind === "profile" ? rejection.rule : ""
    const key = `${rejection.kind} ${detail} ${rejection.certificate.fingerprint}`
    if (this.#seen.has(key) || this.rejections.length >= maxRejections) return
    this.#seen.add(key)
    this.rejections.push(rejection)
  }

  /** What the profile has against one certificate by itself in one place; found out once for each. */
  ownFaults(certificate: Certificate, role: PathPosition): readonly Rejection[] {
    const known = this.#own[role].get(certificate)
    if (known !== undefined) return known
    const found = this.#breaches(certificate, role, this.question.profile.clauses[role])
    this.#own[role].set(certificate, found)
    return found
  }

  /** What others have against a certificate than those who decide. */
  warnings(certificate: Certificate, role: PathPosition): readonly Rejection[] {
    return this.#breaches(certificate, role, this.question.profile.warnings[role])
  }

  #breaches(certificate: Certificate, role: PathPosition, clauses: readonly Clause[]): readonly Rejection[] {
    const { at, usage, names } = this.question
    const found: Rejection[] = []
    for (const { check, binds } of clauses) {
      const reason = check(certificate, { at, role, usage, names })
      if (reason !== undefined) found.push(reject(certificate, role, reason, binds))
    }
    return found
  }

  /** RFC 5280 section 6.1.3 (a) (1): whether `key` signed the certificate, by an acceptable algorithm. */
  signatureFault(certificate: Certificate, issuer: Certificate, key: PublicKey): Reason | undefined {
    let tried = this.#signatures.get(certificate)
    if (tried === undefined) {
      tried = []
      this.#signatures.set(certificate, tried)
    }
    const known = tried.find((one) => one.key === key || sameBytes(one.key.der, key.der))
    if (known !== undefined) return known.reason
    const reason =
      this.question.profile.signature(certificate.signatureAlgorithm) ??
      this.#verify(certificate, issuer, key)
    if (reason?.kind !== "budget") tried.push({ key, reason })
    return reason
  }

  #verify(certificate: Certificate, issuer: Certificate, key: PublicKey): Reason | undefined {
    if (!this.budget.spend("signatures"))
      return { kind: "budget", limit: "signatures", allowed: this.budget.limits.signatures }
    return signatureReason(certificateSignature(certificate, key), issuer)
  }
}

/** The reason behind a signature that is not good. */
export function signatureReason(result: SignatureResult, issuer: Certificate): Reason | undefined {
  const citation = "RFC 5280 section 6.1.3 (a) (1)"
  switch (result.kind) {
    case "valid":
      return undefined
    case "unsupported":
      return { kind: "signature-algorithm", message: result.message, citation }
    default:
      return {
        kind: "bad-signature",
        issuer: certificateText(issuer),
        issuerFingerprint: issuer.fingerprint,
        citation,
      }
  }
}
