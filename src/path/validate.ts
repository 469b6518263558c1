/** Validation of one path: RFC 5280 section 6.1, from the trust anchor down to the leaf. */
import type { Certificate } from "../x509/certificate.js"
import { NameSpace } from "./nameConstraints.js"
import { PolicyState } from "./policyState.js"
import { type PathRole, type Reason, type Rejection, reject } from "./rejection.js"
import type { Session } from "./session.js"
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
}

/** Checks everything about a path that its certificates do not show one by one. */
export function validatePath(path: CandidatePath, session: Session): PathOutcome {
  return new PathValidation(path, session).run()
}

class PathValidation {
  readonly #path: CandidatePath
  readonly #session: Session
  readonly #names: NameSpace
  readonly #policies: PolicyState
  readonly #rejections: Rejection[] = []
  /** Section 6.1.2 (k): max_path_length, and who set it. */
  #maxLength: number

  constructor(path: CandidatePath, session: Session) {
    this.#path = path
    this.#session = session
    this.#names = new NameSpace(session.budget)
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
      const role: PathRole = index === 0 ? "leaf" : "intermediate"
      this.#note(certificate, role, this.#session.signatureFault(certificate, issuer, key))
      this.#process(certificate, role)
      if (index > 0) this.#prepareNext(certificate)
      issuer = certificate
      key = workingKey(certificate.publicKey, key)
    }
    const leaf = certificates[0] as Certificate
    this.#note(leaf, "leaf", this.#policies.finish(leaf))
    return { rejections: this.#rejections, policies: [...this.#policies.constrained()] }
  }

  #note(certificate: Certificate, role: PathRole, reason: Reason | undefined): void {
    if (reason !== undefined) this.#rejections.push(reject(certificate, role, reason))
  }

  /**
   * Section 6.2 lets a verifier honour what the anchor's certificate says about itself, and RFC 5937 how: its
   * name constraints, path length and policy constraints count.
   */
  #startFromAnchor(anchor: Certificate): void {
    this.#rejections.push(...this.#session.ownFaults(anchor, "anchor"))
    this.#note(anchor, "anchor", this.#names.add(anchor))
    const constraints = anchor.extensions.basicConstraints
    if (constraints?.ok === true) this.#limitLength(constraints.value.pathLength)
    this.#policies.constrainFromAnchor(anchor)
  }

  /** Section 6.1.3 (b) to (f). */
  #process(certificate: Certificate, role: PathRole): void {
    if (role === "leaf" || !certificate.isSelfIssued)
      this.#note(certificate, role, this.#names.check(certificate))
    this.#note(certificate, role, this.#policies.process(certificate, role === "leaf"))
  }

  /** Section 6.1.4; (k), (n) and (o) show on the certificate itself and are checked there. */
  #prepareNext(certificate: Certificate): void {
    this.#note(certificate, "intermediate", this.#policies.prepareNext(certificate))
    this.#note(certificate, "intermediate", this.#names.add(certificate))
    this.#note(certificate, "intermediate", this.#countLength(certificate))
    const constraints = certificate.extensions.basicConstraints
    if (constraints?.ok === true) this.#limitLength(constraints.value.pathLength)
  }

  /** (l): each intermediate that is not self-issued takes one of what is allowed. */
  #countLength(certificate: Certificate): Reason | undefined {
    if (certificate.isSelfIssued) return undefined
    if (this.#maxLength > 0) {
      this.#maxLength--
      return undefined
    }
    const { certificates, anchor } = this.#path
    const above = [...certificates.slice(certificates.indexOf(certificate) + 1), anchor]
    const limiting = above.find(({ extensions }) => {
      const constraints = extensions.basicConstraints
      return constraints?.ok === true && constraints.value.pathLength !== undefined
    })
    if (limiting === undefined)
      return { kind: "path-too-long", maxIntermediates: this.#session.question.maxIntermediates }
    const constraints = limiting.extensions.basicConstraints
    const allowed = constraints?.ok === true ? (constraints.value.pathLength ?? 0) : 0
    const below = certificates.slice(
      1,
      certificates.includes(limiting) ? certificates.indexOf(limiting) : undefined,
    )
    const following = below.filter((one) => !one.isSelfIssued).length
    if (following <= allowed)
      return { kind: "path-too-long", maxIntermediates: this.#session.question.maxIntermediates }
    return { kind: "path-length", allowed, following, citation: "RFC 5280 section 4.2.1.9" }
  }

  /** (m) */
  #limitLength(pathLength: number | undefined): void {
    if (pathLength !== undefined && pathLength < this.#maxLength) this.#maxLength = pathLength
  }
}
