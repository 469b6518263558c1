/** Path building: depth-first over all candidate issuers, with backtracking and under a budget. */
import type { Certificate } from "../x509/certificate.js"
import { sameBytes } from "../x509/derValues.js"
import { nameText } from "../x509/name.js"
import { anyPolicy } from "../x509/oids.js"
import { DeadEnds } from "./deadEnds.js"
import { type PathPosition, type Reason, type Rejection, reject } from "./rejection.js"
import { type CandidatePath, validatePath } from "./validate.js"
import type { ValidationRun } from "./validationRun.js"
import { inheritsParameters } from "./workingKey.js"

/** A path that was found good. */
export interface FoundPath extends CandidatePath {
  readonly policies: readonly string[]
  /** What the path's certificates suffer from together, but not for those who decide. */
  readonly warnings: readonly Rejection[]
}

/** A further check of a path that is otherwise good (revocation); it records its own rejections. */
export type FinalCheck = (path: CandidatePath) => boolean

/**
 * Self-issued certificates do not count as intermediates (RFC 5280 section 6.1.4 (l)), so that a path may be
 * longer than `maxIntermediates` by some key rollovers.
 */
const rolloverAllowance = 4

/** One search from one leaf. */
export class PathSearch {
  readonly #session: ValidationRun
  readonly #finalCheck: FinalCheck
  readonly #deadEnds = new DeadEnds()
  /** The longest way taken, as a hint where no path is found. */
  closest: readonly Certificate[] = []

  constructor(session: ValidationRun, finalCheck: FinalCheck) {
    this.#session = session
    this.#finalCheck = finalCheck
  }

  /** The first good path in order of likelihood. */
  find(leaf: Certificate): FoundPath | undefined {
    const found = this.#extend([leaf])
    if (found !== undefined || !this.#deadEnds.mayHideOne) return found
    this.#deadEnds.forgetLoops()
    return this.#extend([leaf])
  }

  #extend(path: readonly Certificate[]): FoundPath | undefined {
    return this.#deadEnds.watch(path.at(-1) as Certificate, () => this.#explore(path))
  }

  #explore(path: readonly Certificate[]): FoundPath | undefined {
    const session = this.#session
    const current = path.at(-1) as Certificate
    const role: PathPosition = path.length === 1 ? "leaf" : "intermediate"
    if (path.length > this.closest.length) this.closest = path
    if (!session.budget.spend("buildCalls")) {
      this.#deadEnds.pathFailed()
      session.record(
        reject(current, role, {
          kind: "budget",
          limit: "buildCalls",
          allowed: session.budget.limits.buildCalls,
        }),
      )
      return undefined
    }
    const { anchors, pool: candidates } = session.candidates(current)
    if (anchors.length === 0 && candidates.every((candidate) => sameBytes(candidate.der, current.der)))
      session.record(
        reject(current, role, {
          kind: "issuer-not-found",
          issuer: nameText(current.issuer),
          citation: "RFC 5280 section 6.1.3 (a) (4)",
        }),
      )
    return this.#toAnchor(path, anchors) ?? this.#through(path, candidates)
  }

  #toAnchor(path: readonly Certificate[], anchors: readonly Certificate[]): FoundPath | undefined {
    for (const anchor of anchors) {
      if (path.length > 1 && path.some((one) => isSameHolder(one, anchor))) {
        if (!isSameHolder(path.at(-1) as Certificate, anchor)) this.#deadEnds.pathFailed()
        continue
      }
      const found = this.#tryAnchor(path, anchor)
      if (found !== undefined) return found
    }
    return undefined
  }

  #through(path: readonly Certificate[], candidates: readonly Certificate[]): FoundPath | undefined {
    for (const candidate of candidates) {
      if (this.#session.budget.exhausted !== undefined) return undefined
      if (this.#deadEnds.skips(candidate)) continue
      const found = this.#mayFollow(path, candidate) ? this.#extend([...path, candidate]) : undefined
      if (found !== undefined) return found
    }
    return undefined
  }

  #tryAnchor(path: readonly Certificate[], anchor: Certificate): FoundPath | undefined {
    const session = this.#session
    const current = path.at(-1) as Certificate
    const { itself } = session.question.profile
    if (itself !== undefined && isItself(path, anchor)) return this.#trustItself(path, anchor, itself(anchor))
    const role: PathPosition = path.length === 1 ? "leaf" : "intermediate"
    const fault = this.#linkFault(current, anchor)
    if (fault !== undefined) {
      session.record(reject(current, role, fault))
      return undefined
    }
    this.#deadEnds.pathFailed()
    const candidate: CandidatePath = { certificates: path, anchor }
    this.closest = [...path, anchor]
    const { rejections, policies, warnings } = validatePath(candidate, session)
    for (const rejection of rejections) session.record(rejection)
    if (rejections.length > 0 || !this.#finalCheck(candidate)) return undefined
    return { ...candidate, policies, warnings }
  }

  /** A leaf that is trusted by itself: nothing stands above it that could constrain it. */
  #trustItself(
    certificates: readonly Certificate[],
    anchor: Certificate,
    fault: Reason | undefined,
  ): FoundPath | undefined {
    this.closest = [...certificates, anchor]
    const path = { certificates, anchor }
    if (fault !== undefined) this.#session.record(reject(anchor, "leaf", fault))
    else if (this.#finalCheck(path)) return { ...path, policies: [anyPolicy], warnings: [] }
    return undefined
  }

  /** The signature, unless the issuer's key is only complete once its own issuer is known; then what the profile asks. */
  #linkFault(certificate: Certificate, issuer: Certificate): Reason | undefined {
    const { publicKey } = issuer
    const signature = inheritsParameters(publicKey)
      ? undefined
      : this.#session.signatureFault(certificate, issuer, publicKey)
    return signature ?? this.#session.question.profile.link(certificate, issuer)
  }

  /** Whether it is worth going on through this candidate; why not is recorded. */
  #mayFollow(path: readonly Certificate[], candidate: Certificate): boolean {
    const session = this.#session
    const role: PathPosition = path.length === 1 ? "leaf" : "intermediate"
    const current = path.at(-1) as Certificate
    // A certificate that is on the path already, or another one of the same CA and key, leads nowhere new.
    const held = path.findIndex((one) => isSameHolder(one, candidate))
    if (held !== -1) {
      // Where its holder stands, this one is tried too, unless the profile holds the two apart.
      const issued = path[held - 1]
      if (issued !== undefined && session.question.profile.link(issued, candidate) !== undefined)
        this.#deadEnds.pathFailed()
      else if (held < path.length - 1) this.#deadEnds.passedLoop()
      if (!sameBytes(current.der, candidate.der))
        session.record(reject(current, role, { kind: "loop", issuer: nameText(candidate.subject) }))
      return false
    }
    const { maxIntermediates } = session.question
    if (path.length > maxIntermediates + rolloverAllowance) {
      this.#deadEnds.pathFailed()
      session.record(reject(current, role, { kind: "path-too-long", maxIntermediates }))
      return false
    }
    const fault = this.#linkFault(current, candidate)
    if (fault !== undefined) {
      session.record(reject(current, role, fault))
      return false
    }
    const faults = session.ownFaults(candidate, "intermediate")
    for (const rejection of faults) session.record(rejection)
    return faults.length === 0
  }
}

/** Whether the leaf alone is the path, and the anchor the same certificate. */
export function isItself([leaf, above]: readonly Certificate[], anchor: Certificate): boolean {
  return leaf !== undefined && above === undefined && sameBytes(leaf.der, anchor.der)
}

function isSameHolder(one: Certificate, other: Certificate): boolean {
  return one.subject.key === other.subject.key && sameBytes(one.publicKey.der, other.publicKey.der)
}
