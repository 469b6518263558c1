/** Validation of one path: RFC 5280 section 6.1, from the trust anchor down to the leaf. */
import type { Certificate } from "../x509/certificate.js"
import { Budget } from "./budget.js"
import { NameSpace } from "./nameConstraints.js"
import { PolicyState } from "./policyState.js"
import { type PathPosition, type Reason, type Rejection, reject } from "./rejection.js"
import type { ValidationRun } from "./validationRun.js"
import { workingKey } from "./workingKey.js"

/** A complete path: the leaf first, the trust anchor last. */
export interface CandidatePath {
  /** Leaf first; without the anchor. Never empty. */
  readonly certificates: readonly Certificate[]
  readonly anchor: Certificate
}

/** What a valid path means beyond itself. */
export interface PathOutcome {
  readonly rejections: readonly Rejection[]
  readonly policies: readonly string[]
  readonly warnings: readonly Rejection[]
}

/** Checks everything about a path that its certificates do not show one by one. */
export function validatePath(path: CandidatePath, session: ValidationRun): PathOutcome {
  return new PathValidation(path, session).run()
}

/** A path length, and whose it is. */
interface PathLimit {
  readonly certificate: Certificate
  readonly role: PathPosition
  readonly allowed: number
}

class PathValidation {
  readonly #path: CandidatePath
  readonly #session: ValidationRun
  readonly #names: NameSpace
  readonly #policies: PolicyState
  /** Only where another reading of names warns. */
  readonly #otherNames: NameSpace | undefined
  readonly #rejections: Rejection[] = []
  readonly #warnings: Rejection[] = []
  /** Section 6.1.2 (k): max_path_length. */
  #maxLength: number
  /** Who set it; undefined: the question. */
  #limit: PathLimit | undefined

  constructor(path: CandidatePath, session: ValidationRun) {
    this.#path = path
    this.#session = session
    const { names, otherNames } = session.question.profile
    this.#names = new NameSpace(session.budget, names)
    this.#otherNames =
      otherNames === undefined ? undefined : new NameSpace(new Budget(session.budget.limits), otherNames)
    this.#policies = new PolicyState(session.question.policies, path.certificates.length, session.budget)
    this.#maxLength = session.question.maxIntermediates
  }

  run(): PathOutcome {
    const { certificates, anchor } = this.#path
    this.#startFromAnchor(anchor)
    let issuer = anchor
    let key = anchor.publicKey
    for (let index = certificates.length - 1; index >= 0; index--) {
      const certificate = certificates[index] as Certificate
      const role: PathPosition = index === 0 ? "leaf" : "intermediate"
      this.#note(certificate, role, this.#session.signatureFault(certificate, issuer, key))
      this.#process(certificate, role)
      if (index > 0) this.#prepareNext(certificate)
      issuer = certificate
      key = workingKey(certificate.publicKey, key)
    }
    const leaf = certificates[0] as Certificate
    this.#notePolicy(leaf, "leaf", this.#policies.finish(leaf))
    const policies = [...this.#policies.constrained()]
    return { rejections: this.#rejections, policies, warnings: this.#warnings }
  }

  #note(certificate: Certificate, role: PathPosition, reason: Reason | undefined): void {
    if (reason !== undefined) this.#rejections.push(reject(certificate, role, reason))
  }

  #warn(certificate: Certificate, role: PathPosition, reason: Reason | undefined): void {
    const isSaid = this.#warnings.some((one) => one.kind === reason?.kind && one.certificate === certificate)
    if (reason !== undefined && !isSaid) this.#warnings.push(reject(certificate, role, reason))
  }

  #isSelfIssued(certificate: Certificate): boolean {
    return this.#session.question.profile.isSelfIssued(certificate)
  }

  get #policiesDecide(): boolean {
    const { profile, asksForPolicies } = this.#session.question
    return asksForPolicies || !profile.policiesWhenAsked
  }

  #notePolicy(certificate: Certificate, role: PathPosition, reason: Reason | undefined): void {
    if (this.#policiesDecide || reason?.kind === "budget") this.#note(certificate, role, reason)
    else this.#warn(certificate, role, reason)
  }

  /**
   * Section 6.2 lets a verifier honour what the anchor's certificate says about itself, and RFC 5937 how: its
   * name constraints, path length and policy constraints count.
   */
  #startFromAnchor(anchor: Certificate): void {
    this.#rejections.push(...this.#session.ownFaults(anchor, "anchor"))
    this.#note(anchor, "anchor", this.#names.add(anchor))
    this.#limitLength(anchor, "anchor")
    // Who only warns of policies is Java, and reads none in an anchor.
    if (this.#policiesDecide) this.#policies.constrainFromAnchor(anchor)
  }

  /** Section 6.1.3 (b) to (f). */
  #process(certificate: Certificate, role: PathPosition): void {
    const isLeaf = role === "leaf"
    if (isLeaf || !this.#isSelfIssued(certificate)) {
      const reason = this.#names.check(certificate, isLeaf)
      this.#note(certificate, role, reason)
      if (reason === undefined) this.#warn(certificate, role, this.#otherNames?.check(certificate, isLeaf))
    }
    if (this.#session.question.profile.policiesWhenAsked)
      this.#warn(certificate, role, this.#policies.qualifierFault(certificate))
    this.#notePolicy(certificate, role, this.#policies.process(certificate, isLeaf))
  }

  /** Section 6.1.4; (k), (n) and (o) show on the certificate itself and are checked there. */
  #prepareNext(certificate: Certificate): void {
    this.#notePolicy(certificate, "intermediate", this.#policies.prepareNext(certificate))
    this.#note(certificate, "intermediate", this.#names.add(certificate))
    this.#warn(certificate, "intermediate", this.#otherNames?.add(certificate))
    this.#countLength(certificate)
    this.#limitLength(certificate, "intermediate")
  }

  /** (l): each intermediate that is not self-issued takes one of what is allowed. */
  #countLength(certificate: Certificate): void {
    if (this.#isSelfIssued(certificate)) return
    if (this.#maxLength > 0) this.#maxLength--
    else if (this.#limit === undefined) {
      const { maxIntermediates } = this.#session.question
      this.#note(certificate, "intermediate", { kind: "path-too-long", maxIntermediates })
    } else this.#noteLimit(this.#limit)
  }

  /** Once for whoever set the limit, with the number of all that follow. */
  #noteLimit({ certificate, role, allowed }: PathLimit): void {
    if (this.#rejections.some((one) => one.kind === "path-length" && one.certificate === certificate)) return
    const { certificates } = this.#path
    const below =
      role === "anchor" ? certificates.slice(1) : certificates.slice(1, certificates.indexOf(certificate))
    const following = below.filter((one) => !this.#isSelfIssued(one)).length
    this.#note(certificate, role, {
      kind: "path-length",
      allowed,
      following,
      citation: "RFC 5280 section 4.2.1.9",
    })
  }

  /** (m) */
  #limitLength(certificate: Certificate, role: PathPosition): void {
    const constraints = certificate.extensions.basicConstraints
    const allowed = constraints?.ok === true ? constraints.value.pathLength : undefined
    if (allowed === undefined || allowed >= this.#maxLength) return
    this.#maxLength = allowed
    this.#limit = { certificate, role, allowed }
  }
}
