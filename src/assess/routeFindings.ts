import type { Finding, Subject } from "../finding.js"
import { type Rejection, rejectionText } from "../path/rejection.js"
import type { Certificate } from "../x509/certificate.js"
import { isSignedByOwnKey } from "../x509/certificateSignature.js"
import { isoDay } from "../x509/day.js"
import { accessMethods } from "../x509/extensions/revocation.js"
import { extensionOids } from "../x509/oids.js"
import { certificateName, certificateSubject, issuerName } from "./certificateNames.js"
import { faultFinding, faults } from "./faults.js"
import { ownNameFindings } from "./ownNames.js"
import type { Assessment, Question, Route, SubjectOf } from "./question.js"
import { isOfSha1 } from "./signatureFindings.js"

/** What is wrong with the way to the root, or why there is none. */
export function routeFindings(
  { leaf, way, route }: Pick<Assessment, "leaf" | "way" | "route">,
  { store }: Question,
  subjectOf: SubjectOf,
): Finding[] {
  const [root] = route.chain.slice(-1)
  if (root === undefined) return deadEndFindings(leaf, ofWay(route, way), store.name, subjectOf)
  const standing = standingFindings(leaf, root, route, store.name, subjectOf)
  // Of a way that nobody takes, who else would not is no matter.
  if (standing.length > 0) return standing
  const isKnown = store.anchors.some(({ fingerprint }) => fingerprint === root.fingerprint)
  const facts = { root: certificateName(root), fingerprint: root.fingerprint }
  return [
    ...(isKnown ? [] : [faultFinding(faults.rootAsDelivered, subjectOf(root), facts)]),
    ...route.warnings.map(javaFinding(subjectOf)),
  ]
}

function javaFinding(subjectOf: SubjectOf): (warning: Rejection) => Finding {
  return (warning) =>
    faultFinding(faults.javaRefuses, subjectOf(warning.certificate), { problem: rejectionText(warning) })
}

function standingFindings(
  leaf: Certificate,
  root: Certificate,
  route: Route,
  store: string,
  subjectOf: SubjectOf,
): Finding[] {
  const facts = { root: certificateName(root), name: certificateName(root), store }
  if (route.retired !== undefined) {
    const { by, since, instead } = route.retired
    return [faultFinding(faults.rootRetired, subjectOf(root), { root: facts.root, by, since, instead })]
  }
  if (route.standing !== "unknown") return []
  const fault = root.fingerprint === leaf.fingerprint ? faults.selfSigned : faults.rootNotTrusted
  return [faultFinding(fault, subjectOf(root), { ...facts, fingerprint: root.fingerprint })]
}

/** What has run out is no reason where nothing hangs on it. */
function ofWay(route: Route, way: readonly Certificate[]): Route {
  const onWay = new Set(way.map(({ fingerprint }) => fingerprint))
  const rejections = route.rejections.filter(
    (one) => !isOfCalendar(one) || onWay.has(one.certificate.fingerprint),
  )
  return { ...route, rejections }
}

function deadEndFindings(leaf: Certificate, route: Route, store: string, subjectOf: SubjectOf): Finding[] {
  // Nobody vouches for what signed itself, unless it counts as a root: whichever way stopped, that is why.
  const isAlone = route.leafIsRoot !== true && isSelfSigned(leaf)
  // As the root that it is not, it would lack all that a CA has.
  const noCa = ({ kind, role }: Rejection): boolean => leaf.isCa || role !== "anchor" || kind === "not-a-ca"
  const own = faultsOf(leaf, route.rejections.filter(noCa))
  const chosen = own.length > 0 || isAlone ? own : route.rejections.slice(0, 1)
  const found = chosen
    .filter((one) => !isNamesProblem(one, leaf) && !isOfCalendar(one) && !isOfSha1(one))
    .map((rejection) => rejectionFinding(rejection, store, subjectOf(rejection.certificate)))
  return isAlone
    ? [...found, faultFinding(faults.selfSigned, subjectOf(leaf), { name: certificateName(leaf), store })]
    : found
}

/** A dead end that is told nowhere else: none is passed over in silence. */
export function untoldFinding(
  leaf: Certificate,
  { rejections: [first] }: Route,
  { store }: Question,
  subjectOf: SubjectOf,
): Finding {
  if (first !== undefined) return rejectionFinding(first, store.name, subjectOf(first.certificate))
  const facts = { problem: `${certificateName(leaf)}: it leads nowhere`, kind: "unknown", clause: "" }
  return faultFinding(faults.chainInvalid, subjectOf(leaf), facts)
}

/** All that is wrong with the leaf itself. */
function faultsOf({ fingerprint }: Certificate, rejections: readonly Rejection[]): readonly Rejection[] {
  const own = rejections.filter(
    ({ certificate, kind }) => certificate.fingerprint === fingerprint && !linkFaults.has(kind),
  )
  // The same dead end is met on the way to each set of roots.
  return [...new Map(own.map((one) => [`${one.kind} ${rejectionText(one)}`, one])).values()]
}

/** Faults between two certificates rather than of one. */
const linkFaults: ReadonlySet<Rejection["kind"]> = new Set(["issuer-not-found", "bad-signature", "loop"])

/** Said where the names are looked at. */
function isNamesProblem(rejection: Rejection, leaf: Certificate): boolean {
  if (rejection.certificate.fingerprint !== leaf.fingerprint) return false
  if (rejection.kind === "malformed-extension") return rejection.oid === extensionOids.subjectAltName
  if (rejection.kind !== "profile") return false
  const code = codeOfNames[rejection.rule]
  return (
    code !== undefined && ownNameFindings(leaf, certificateSubject(leaf)).some((one) => one.code === code)
  )
}

/** Which finding says what a clause about the names has refused. */
const codeOfNames: Readonly<Record<string, string>> = {
  "san-missing": faults.sanMissing.code,
  "cn-not-in-san": faults.commonNameNotCovered.code,
}

/** The dates of everything on the way have findings of their own. */
function isOfCalendar({ kind }: Rejection): boolean {
  return kind === "expired" || kind === "not-yet-valid"
}

function rejectionFinding(rejection: Rejection, store: string, subject: Subject): Finding {
  const { certificate, role } = rejection
  const name = certificateName(certificate)
  const issuer = issuerName(certificate)
  switch (rejection.kind) {
    case "revoked":
      return faultFinding(faults.revoked, subject, {
        name,
        since: isoDay(rejection.since),
        reason: rejection.reason,
      })
    case "revocation-unknown":
      return faultFinding(faults.revocationUnknown, subject, { name, problem: rejection.message })
    case "issuer-not-found":
      return isSelfSigned(certificate)
        ? faultFinding(faults.selfSigned, subject, { name, store })
        : faultFinding(faults.chainIncomplete, subject, { name, issuer, url: issuerUrl(certificate) })
    case "bad-signature":
      return faultFinding(faults.chainWrongSignature, subject, { name, issuer })
    case "extended-key-usage":
      if (role === "leaf") return faultFinding(faults.notForServers, subject, { name })
      break
    default:
  }
  const problem = rejectionText(rejection)
  const facts = { problem, kind: rejection.kind, clause: rejection.citation ?? "" }
  return faultFinding(faults.chainInvalid, subject, facts)
}

function isSelfSigned(certificate: Certificate): boolean {
  return certificate.isSelfIssued && isSignedByOwnKey(certificate)
}

function issuerUrl({ extensions }: Certificate): string {
  const access = extensions.inspect("authorityInfoAccess")?.value ?? []
  const urls = access.flatMap(({ method, location }) =>
    method === accessMethods.caIssuers && location.kind === "uri" ? [location.value] : [],
  )
  return urls[0] ?? ""
}
