/** Why a certificate or a path is not accepted: a closed union whose members carry the facts. */
import type { Certificate } from "../x509/certificate.js"
import { type GeneralName, generalNameText } from "../x509/generalName.js"
import { nameText } from "../x509/name.js"
import { extensionName } from "../x509/oids.js"
import type { Problem } from "../x509/parsed.js"
import type { LimitName } from "./budget.js"
import { type ExpectedName, expectedNameText } from "./identity.js"

/** Where on the path the certificate stands. */
export type PathPosition = "leaf" | "intermediate" | "anchor"

/** The facts of each kind of rejection. */
export interface RejectionFacts {
  /** Nobody with the issuer's name is at hand. */
  readonly "issuer-not-found": { readonly issuer: string }
  /** Someone with the issuer's name is at hand, but another key signed, or the bytes were changed. */
  readonly "bad-signature": { readonly issuer: string; readonly issuerFingerprint: string }
  readonly "signature-algorithm": { readonly message: string }
  /** The issuer's key is on the path already. */
  readonly loop: { readonly issuer: string }
  readonly "path-too-long": { readonly maxIntermediates: number }
  readonly expired: { readonly at: Date; readonly notAfter: Date }
  readonly "not-yet-valid": { readonly at: Date; readonly notBefore: Date }
  readonly "not-a-ca": Record<never, never>
  /** `certificate` is the one that sets the limit. */
  readonly "path-length": { readonly allowed: number; readonly following: number }
  readonly "key-usage": { readonly missing: string }
  readonly "extended-key-usage": { readonly wanted: string; readonly found: readonly string[] }
  readonly "unknown-critical-extension": { readonly oid: string }
  readonly "malformed-extension": { readonly oid: string; readonly problem: Problem }
  readonly malformed: { readonly problem: Problem }
  readonly "name-mismatch": { readonly wanted: ExpectedName; readonly found: readonly string[] }
  /** The only match is a wildcard over names of unrelated owners. */
  readonly "wildcard-on-public-suffix": { readonly wanted: ExpectedName; readonly found: string }
  readonly "name-not-permitted": { readonly name: string; readonly constrainedBy: string }
  readonly "name-excluded": { readonly name: string; readonly constrainedBy: string }
  readonly "name-constraint-unusable": { readonly name: string; readonly constrainedBy: string }
  readonly policy: { readonly message: string }
  readonly revoked: { readonly reason: string; readonly since: Date }
  /** `isUnknown`: the CA's own responder does not know the certificate. */
  readonly "revocation-unknown": { readonly message: string; readonly isUnknown?: true }
  readonly "weak-key": { readonly key: string; readonly message: string }
  readonly "weak-signature": { readonly message: string }
  /** A rule of the profile beyond path validation; `rule` is stable. */
  readonly profile: { readonly rule: string; readonly message: string }
  readonly budget: { readonly limit: LimitName; readonly allowed: number }
}
export type RejectionKind = keyof RejectionFacts

/** Whom a clause binds: whoever relies on the certificate, or its issuer alone. */
export type BoundParty = "relying-party" | "issuer"

interface Common {
  /** The certificate at fault. */
  readonly certificate: Certificate
  readonly role: PathPosition
  /** `issuer`: relying parties do not look at it, and only the profile makes it count. */
  readonly binds: BoundParty
  /** The clause that is broken, e.g. `RFC 5280 section 4.2.1.9`. */
  readonly citation?: string
}

/** A rejection of one kind. */
export type RejectionOf<K extends RejectionKind> = Common & { readonly kind: K } & RejectionFacts[K]
/** A rejection; `kind` tells which facts it carries. */
export type Rejection = { [K in RejectionKind]: RejectionOf<K> }[RejectionKind]

/** Facts without the certificate they are about: what a clause finds. */
export type Reason = {
  [K in RejectionKind]: { readonly kind: K; readonly citation?: string } & RejectionFacts[K]
}[RejectionKind]

/** Says whom a reason is about. */
export function reject(
  certificate: Certificate,
  role: PathPosition,
  reason: Reason,
  binds: BoundParty = "relying-party",
): Rejection {
  return { ...reason, certificate, role, binds }
}

/**
 * How telling each kind is, worst first: of several dead ends the one that came closest to a good path says
 * most, and "no issuer" says least.
 */
const order: readonly RejectionKind[] = [
  "malformed",
  "revoked",
  "expired",
  "not-yet-valid",
  "name-mismatch",
  "wildcard-on-public-suffix",
  "weak-key",
  "weak-signature",
  "extended-key-usage",
  "malformed-extension",
  "unknown-critical-extension",
  "name-excluded",
  "name-not-permitted",
  "name-constraint-unusable",
  "path-length",
  "not-a-ca",
  "key-usage",
  "policy",
  "profile",
  "revocation-unknown",
  "budget",
  "path-too-long",
  "signature-algorithm",
  "bad-signature",
  "issuer-not-found",
  "loop",
]
const ranks: ReadonlyMap<RejectionKind, number> = new Map(order.map((kind, index) => [kind, index]))
const roles: readonly PathPosition[] = ["leaf", "intermediate", "anchor"]

/** A number that is smaller for the more telling rejection; ties go to the certificate nearer to the leaf. */
export function rank(rejection: Rejection): number {
  return (ranks.get(rejection.kind) ?? order.length) * roles.length + roles.indexOf(rejection.role)
}

/** The most telling one. */
export function topRejection(rejections: readonly Rejection[]): Rejection | undefined {
  let top: Rejection | undefined
  for (const rejection of rejections) if (top === undefined || rank(rejection) < rank(top)) top = rejection
  return top
}

const date = (value: Date): string => value.toISOString().replace(/\.\d+Z$/, "Z")

const texts: { readonly [K in RejectionKind]: (facts: RejectionFacts[K]) => string } = {
  "issuer-not-found": ({ issuer }) => `its issuer (${issuer}) is neither among the certificates nor trusted`,
  "bad-signature": ({ issuer }) => `the key of ${issuer} did not sign it`,
  "signature-algorithm": ({ message }) => message,
  loop: ({ issuer }) => `its issuer (${issuer}) is on the path already`,
  "path-too-long": ({ maxIntermediates }) =>
    `the path would need more than ${maxIntermediates} intermediates`,
  expired: ({ at, notAfter }) => `it expired on ${date(notAfter)} (checked for ${date(at)})`,
  "not-yet-valid": ({ at, notBefore }) =>
    `it is not valid before ${date(notBefore)} (checked for ${date(at)})`,
  "not-a-ca": () => "it has issued a certificate but is not a CA certificate",
  "path-length": ({ allowed, following }) =>
    `it allows ${allowed === 0 ? "no CA" : allowed === 1 ? "one CA" : `${allowed} CAs`} below itself, and ${following} ${following === 1 ? "follows" : "follow"}`,
  "key-usage": ({ missing }) => `its key usage does not include ${missing}`,
  "extended-key-usage": ({ wanted, found }) =>
    `its extended key usage does not include ${wanted} (it has ${found.join(", ") || "none"})`,
  "unknown-critical-extension": ({ oid }) => `it has a critical extension that is not understood (${oid})`,
  "malformed-extension": ({ oid, problem }) => `its ${extensionName(oid)} cannot be read: ${problem.message}`,
  malformed: ({ problem }) => `it is malformed: ${problem.message}`,
  "name-mismatch": ({ wanted, found }) =>
    `it is not for ${expectedNameText(wanted)} but for ${found.join(", ") || "no name at all"}`,
  "wildcard-on-public-suffix": ({ found }) => `${found} stands for names of unrelated owners`,
  "name-not-permitted": ({ name, constrainedBy }) =>
    `${name} is outside of what ${constrainedBy} may certify`,
  "name-excluded": ({ name, constrainedBy }) => `${name} is excluded by ${constrainedBy}`,
  "name-constraint-unusable": ({ name, constrainedBy }) =>
    `a name constraint of ${constrainedBy} cannot be applied (${name})`,
  policy: ({ message }) => message,
  revoked: ({ reason, since }) => `it was revoked on ${date(since)} (${reason})`,
  "revocation-unknown": ({ message }) => `whether it is revoked is unknown: ${message}`,
  "weak-key": ({ key, message }) => `its key (${key}) ${message}`,
  "weak-signature": ({ message }) => message,
  profile: ({ message }) => message,
  budget: ({ limit, allowed }) => `verifying it would take more than ${allowed} ${limit}`,
}

/** The rejection in one sentence about `it`, the certificate, without final full stop. */
export function reasonText(reason: Reason): string {
  // The table and the union share their keys; TypeScript cannot follow that through an index.
  const render = texts[reason.kind] as (facts: Reason) => string
  return render(reason)
}

/** The rejection with the certificate's name in front. */
export function rejectionText(rejection: Rejection): string {
  return `${certificateText(rejection.certificate)}: ${reasonText(rejection)}`
}

/** How a certificate is called in messages: its common name or, without one, its whole subject. */
export function certificateText(certificate: Certificate): string {
  const [common] = certificate.subject.values("2.5.4.3")
  return common?.value ?? (nameText(certificate.subject) || `certificate ${certificate.serial}`)
}

/** Alternative names as texts, for the facts of a rejection. */
export function shownNames(names: readonly GeneralName[], limit = 20): readonly string[] {
  const shown = names.slice(0, limit).map((name) => generalNameText(name).replace(/^(DNS|IP):/, ""))
  return names.length > limit ? [...shown, `${names.length - limit} more`] : shown
}
