/** Revocation of the certificates of a path: by lists after RFC 5280 section 6.3, by OCSP responses after RFC 6960. */
import type { Certificate } from "../x509/certificate.js"
import type { Crl, RevokedEntry } from "../x509/crl.js"
import {
  allReasons,
  type DistributionPoint,
  type ReasonFlag,
  unreadableReason,
} from "../x509/extensions/revocation.js"
import { nameText } from "../x509/name.js"
import type { PublicKey } from "../x509/publicKey.js"
import { verifySignature } from "../x509/signature.js"
import { indexOf, ranked } from "./certificateIndex.js"
import { applies, isCurrent, isDelta } from "./crlDelta.js"
import { type CrlIndex, crlIndex } from "./crlIndex.js"
import { isSuperseded, type NumberedList, numberIn } from "./crlNumber.js"
import { coveredReasons, isFromIssuer, pointsOf } from "./crlScope.js"
import { askOcsp, type OcspAnswer } from "./ocsp.js"
import type { Profile } from "./profile.js"
import { type Reason, reasonText, reject } from "./rejection.js"
import { hasNoUnknownCritical, hasReadableExtensions, isInForce, isWellFormed } from "./rfcClauses.js"
import { PathSearch } from "./search.js"
import type { CandidatePath } from "./validate.js"
import { ValidationRun } from "./validationRun.js"
import { workingKey } from "./workingKey.js"

const citation = "RFC 5280 section 6.3.3"

/** A list's signer may need a path of its own, whose lists have signers again; PKITS needs two levels. */
const maxDepth = 3

/** Somebody above the certificate on its path, with the key that holds there. */
interface Holder {
  readonly certificate: Certificate
  readonly key: PublicKey
}

type Status =
  | { readonly kind: "good" }
  | { readonly kind: "revoked"; readonly entry: RevokedEntry }
  | { readonly kind: "unknown"; readonly message: string }

/** What one list says about one certificate, or why it says nothing. */
type Answer =
  | ({ readonly usable: true; readonly entry: RevokedEntry | undefined } & NumberedList)
  | { readonly usable: false; readonly message: string }

export class RevocationCheck {
  readonly #session: ValidationRun
  readonly #depth: number
  /** Fingerprints of signers whose path was found and whose status is being determined further up. */
  readonly #pending: ReadonlySet<string>

  constructor(session: ValidationRun, depth = 0, pending: ReadonlySet<string> = new Set()) {
    this.#session = session
    this.#depth = depth
    this.#pending = pending
  }

  /** Whether none of the path's certificates is revoked, as far as the question asks; records why not. */
  isGood(path: CandidatePath): boolean {
    const { revocation } = this.#session.question
    if (revocation === "off") return true
    const above: Holder[] = [{ certificate: path.anchor, key: path.anchor.publicKey }]
    for (let index = path.certificates.length - 1; index >= 0; index--) {
      const certificate = path.certificates[index] as Certificate
      const reason = this.#fault(certificate, above, path)
      if (reason !== undefined) {
        this.#session.record(reject(certificate, index === 0 ? "leaf" : "intermediate", reason))
        return false
      }
      const issuerKey = above.at(-1)?.key ?? path.anchor.publicKey
      above.push({ certificate, key: workingKey(certificate.publicKey, issuerKey) })
    }
    return true
  }

  /** Revoked by any source that can be believed is revoked; good takes one that says so. */
  #fault(certificate: Certificate, above: readonly Holder[], path: CandidatePath): Reason | undefined {
    const { crls, revocation } = this.#session.question
    const ocsp = this.#askOcsp(certificate, above)
    if (ocsp?.kind === "revoked") return { ...ocsp, citation: "RFC 6960 section 2.2" }
    const points = pointsOf(certificate)
    const concerned = crls.some((crl) => points.some((point) => isFromIssuer(crl, point, certificate)))
    const status = concerned ? this.#status(certificate, points, above, path) : undefined
    if (status?.kind === "revoked") return revokedBy(status.entry)
    if (ocsp?.kind === "good" || status?.kind === "good") return undefined
    if (status !== undefined) return { kind: "revocation-unknown", message: status.message, citation }
    if (ocsp !== undefined)
      return {
        ...{ kind: "revocation-unknown", message: ocsp.message, citation: "RFC 6960 section 3.2" },
        ...(ocsp.isUnknown === true ? { isUnknown: true } : {}),
      }
    return revocation === "available"
      ? undefined
      : { kind: "revocation-unknown", message: noList(certificate), citation }
  }

  #askOcsp(certificate: Certificate, above: readonly Holder[]): OcspAnswer | undefined {
    const issuer = above.at(-1)
    return issuer && askOcsp(certificate, issuer, this.#session)
  }

  /**
   * Goes through all points and lists: good when every reason is covered and none of the lists revokes. A hold is over
   * when a later list of the same issuer no longer has it; any other revocation is for good (RFC 5280 section 5.3.1).
   */
  #status(
    certificate: Certificate,
    points: readonly DistributionPoint[],
    above: readonly Holder[],
    path: CandidatePath,
  ): Status {
    const covered = new Set<ReasonFlag>()
    let message = noList(certificate)
    const complete = this.#session.question.crls.filter((crl) => !isDelta(crl))
    const relevant = points.flatMap((point) => complete.flatMap((crl) => scopeOf(crl, point, certificate)))
    const lists = new Set(relevant.map(({ crl }) => crl))
    const answers = new Map([...lists].map((crl) => [crl, this.#ask(crl, certificate, above, path)] as const))
    const usable = [...answers.values()].filter((answer) => answer.usable)
    for (const { crl, reasons } of relevant) {
      const answer = answers.get(crl)
      if (answer?.usable === false) message = answer.message
      if (answer?.usable !== true || (isHeld(answer) && isSuperseded(answer, usable))) continue
      if (answer.entry !== undefined) return { kind: "revoked", entry: answer.entry }
      for (const reason of reasons) covered.add(reason)
    }
    if (covered.size === allReasons.length) return { kind: "good" }
    return { kind: "unknown", message: covered.size === 0 ? message : "its lists do not cover every reason" }
  }

  /** Sections 6.3.3 (a), (c), (f) to (k). */
  #ask(crl: Crl, certificate: Certificate, above: readonly Holder[], path: CandidatePath): Answer {
    const of = `the list of ${nameText(crl.issuer)}`
    const { at, profile } = this.#session.question
    const index = crlIndex(crl, this.#session.budget)
    if (index === undefined) return { usable: false, message: `${of} is too long` }
    const missing = crl.version === 2 && profile.crlExtensions.find((name) => !crl.extensions.has(name))
    if (missing) return { usable: false, message: `${of} cannot be used: it has no ${missing}` }
    if (index.fault !== undefined) return { usable: false, message: `${of} cannot be used: ${index.fault}` }
    const algorithm = profile.signature(crl.signatureAlgorithm)
    if (algorithm !== undefined)
      return { usable: false, message: `${of} cannot be used: ${reasonText(algorithm)}` }
    const key = this.#signerKey(crl, above, path)
    if (key === undefined) return { usable: false, message: `nobody who may sign ${of} has signed it` }
    const update = this.#updateOf(crl, key)
    if (crl.thisUpdate > at) return { usable: false, message: `${of} is not valid yet` }
    // Section 6.3.3 (a) (1) (i): a current delta brings a list that has run out up to date.
    if (update === undefined && !isCurrent(crl, at)) return { usable: false, message: `${of} ${stale(crl)}` }
    const { issuer, serial } = certificate
    const entry = update?.index.find(issuer, serial) ?? index.find(issuer, serial)
    const reason = entry?.extensions.reasonCode
    return {
      usable: true,
      crl,
      key,
      number: numberIn((update?.delta ?? crl).extensions.crlNumber),
      entry: reason?.ok === true && reason.value === "removeFromCRL" ? undefined : entry,
    }
  }

  /** Section 6.3.3 (c): the newest delta that brings the list up to date. */
  #updateOf(crl: Crl, key: PublicKey): { readonly delta: Crl; readonly index: CrlIndex } | undefined {
    const { at, crls } = this.#session.question
    const delta = crls
      .filter((one) => isDelta(one) && isCurrent(one, at) && applies(one, crl))
      .toSorted((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime())
      .find((one) => this.#isSigned(one, key))
    const index = delta && crlIndex(delta, this.#session.budget)
    return delta === undefined || index === undefined || index.fault !== undefined
      ? undefined
      : { delta, index }
  }

  /** Section 6.3.3 (f), (g): the key that signed the list, of somebody who may and whom the same anchor vouches for. */
  #signerKey(crl: Crl, above: readonly Holder[], path: CandidatePath): PublicKey | undefined {
    const onPath = above.filter(({ certificate: holder }) => holder.subject.key === crl.issuer.key)
    for (const { certificate: holder, key } of [...onPath].reverse())
      if (maySignLists(holder) && this.#isSigned(crl, key)) return key
    const known = new Set(onPath.map(({ certificate: holder }) => holder))
    for (const candidate of ranked(crl, this.#session.pool.named(crl.issuer), this.#session.question.at)) {
      if (known.has(candidate) || !maySignLists(candidate)) continue
      if (this.#isSigned(crl, candidate.publicKey) && this.#isTrusted(candidate, path))
        return candidate.publicKey
    }
    return undefined
  }

  #isSigned(crl: Crl, key: PublicKey): boolean {
    const { budget, question } = this.#session
    // A delta has an algorithm of its own.
    if (question.profile.signature(crl.signatureAlgorithm) !== undefined) return false
    if (!budget.spend("signatures")) return false
    return verifySignature(crl.signatureAlgorithm, key, crl.tbs, crl.signature).kind === "valid"
  }

  /** A path from the signer to the same anchor, its own certificates not revoked either. */
  #isTrusted(signer: Certificate, { anchor }: CandidatePath): boolean {
    // Its own list may cover the signer: its path is good, or its status would not be asked for.
    if (this.#pending.has(signer.fingerprint)) return true
    if (this.#depth >= maxDepth) return false
    const { question, budget, pool } = this.#session
    const session = new ValidationRun(
      { ...question, profile: signerProfile(question.profile), names: [], usage: undefined, policies: {} },
      budget,
      indexOf([anchor]),
      pool,
    )
    if (session.ownFaults(signer, "leaf").length > 0) return false
    const pending = new Set([...this.#pending, signer.fingerprint])
    const revocation = new RevocationCheck(session, this.#depth + 1, pending)
    return new PathSearch(session, (path) => revocation.isGood(path)).find(signer) !== undefined
  }
}

interface Scope {
  readonly crl: Crl
  readonly reasons: ReadonlySet<ReasonFlag>
}

/** The list with the reasons that it covers at this point; empty where it covers none. */
function scopeOf(crl: Crl, point: DistributionPoint, certificate: Certificate): readonly Scope[] {
  if (!isFromIssuer(crl, point, certificate)) return []
  const reasons = coveredReasons(crl, point, certificate)
  return reasons.size === 0 ? [] : [{ crl, reasons }]
}

function isHeld({ entry }: { readonly entry: RevokedEntry | undefined }): boolean {
  const reason = entry?.extensions.reasonCode
  return reason?.ok === true && reason.value === "certificateHold"
}

function noList({ issuer }: Certificate): string {
  return `no list of ${nameText(issuer)} covers it`
}

/** RFC 5280 section 5.1.2.5 demands nextUpdate: nobody can tell whether a list without it is the newest. */
function stale({ nextUpdate }: Crl): string {
  return nextUpdate === undefined
    ? "does not say until when it holds: it has no nextUpdate, which RFC 5280 demands"
    : "has expired"
}

function revokedBy({ extensions: { reasonCode }, revokedAt }: RevokedEntry): Reason {
  if (reasonCode === undefined) return { kind: "revoked", reason: "unspecified", since: revokedAt, citation }
  const reason = reasonCode.ok ? reasonCode.value : unreadableReason
  return { kind: "revoked", reason, since: revokedAt, citation }
}

/** RFC 5280 section 4.2.1.3: cRLSign, where key usage is given. */
function maySignLists({ extensions }: Certificate): boolean {
  const usage = extensions.keyUsage
  return usage === undefined || (usage.ok && usage.value.has("cRLSign"))
}

/** Who signs lists is neither a server nor necessarily a CA. */
function signerProfile(profile: Profile): Profile {
  const leaf = [isWellFormed, isInForce, hasNoUnknownCritical, hasReadableExtensions]
  return { ...profile, clauses: { ...profile.clauses, leaf } }
}
