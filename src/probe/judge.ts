import { createHash } from "node:crypto"
import type { Finding, Subject } from "../finding.js"
import type { Endpoint, Observation, ServedObservation } from "./endpoint.js"
import { probeFindings as found } from "./findings.js"
import { type ChainShape, chainShape, readServed, type ServedCertificate } from "./served.js"
import { stapledRevocation } from "./stapled.js"

/** What ought to be served. */
export interface Expectation {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Fewer days left than this is worth a warning. */
  readonly warnDays: number
  /** SHA-256 of the certificate that must be served, lower-case hex. */
  readonly fingerprint?: string
  /** The names that clients use for this endpoint; the endpoint's own when not given. */
  readonly names?: readonly string[]
  /** Roots that clients know, in DER. */
  readonly anchors?: readonly Uint8Array[]
}

/** One observation with what can be said about it. */
export interface Verdict {
  readonly observation: Observation
  /** The leaf, where one was served and could be read. */
  readonly leaf?: ServedCertificate
  readonly chain?: ChainShape
  /** Whole days until the leaf expires, negative after; rounded down. */
  readonly daysLeft?: number
  /** The expected names that the leaf does not cover. */
  readonly missing: readonly string[]
  readonly findings: readonly Finding[]
}

const day = 86_400_000

/** What reading a chain gave, so that hundreds of ports with one chain cost one reading. */
type Readings = Map<string, { leaf: ServedCertificate | undefined; chain: ChainShape }>

/** Judges one observation. Never throws: what cannot be checked is a finding. */
export function judge(
  observation: Observation,
  expectation: Expectation,
  readings: Readings = new Map(),
): Verdict {
  const subject = subjectOf(observation.endpoint)
  if (!observation.ok) {
    const { kind, detail } = observation
    return { observation, missing: [], findings: [found.unobserved(subject, { kind, detail })] }
  }
  const { leaf, chain } = readChain(observation, expectation, readings)
  if (leaf === undefined) {
    const { fingerprint } = observation
    return { observation, missing: [], findings: [found.unreadable(subject, { fingerprint })] }
  }
  const missing = namesFor(observation.endpoint, expectation).filter((name) => !leaf.covers(name))
  const findings = [
    ...judgeIdentity(observation, expectation, subject),
    ...judgeValidity(leaf, expectation, subject),
    ...judgeStapled(observation, expectation, subject),
    ...(missing.length === 0 ? [] : [found.nameMissing(subject, { missing })]),
    ...judgeChain(observation, leaf, chain, subject),
    ...(/^TLSv1(\.1)?$/.test(observation.version)
      ? [found.oldVersion(subject, { version: observation.version })]
      : []),
  ]
  const daysLeft = Math.floor((leaf.notAfter - expectation.now) / day)
  return { observation, leaf, chain, daysLeft, missing, findings }
}

/** Judges all; where no certificate is expected by name, the ports that differ from most others are found too. */
export function judgeAll(
  observations: readonly Observation[],
  expectation: Expectation | ((endpoint: Endpoint) => Expectation),
): Verdict[] {
  const expected = typeof expectation === "function" ? expectation : () => expectation
  const readings: Readings = new Map()
  const verdicts = observations.map((observation) =>
    judge(observation, expected(observation.endpoint), readings),
  )
  const open = verdicts.filter(({ observation }) => expected(observation.endpoint).fingerprint === undefined)
  const odd = strangers(open.map(({ observation }) => observation))
  return verdicts.map((verdict) => {
    const finding = odd.get(verdict.observation)
    return finding === undefined ? verdict : { ...verdict, findings: [...verdict.findings, finding] }
  })
}

function readChain(
  { chain }: ServedObservation,
  { anchors = [] }: Expectation,
  readings: Readings,
): { leaf: ServedCertificate | undefined; chain: ChainShape } {
  const hash = createHash("sha256")
  for (const der of chain) hash.update(der)
  const key = hash.digest("hex")
  const known = readings.get(key)
  if (known !== undefined) return known
  const read = { leaf: readServed(chain[0] ?? new Uint8Array()), chain: chainShape(chain, anchors) }
  readings.set(key, read)
  return read
}

function strangers(observations: readonly Observation[]): Map<Observation, Finding> {
  const served = observations.filter((one): one is ServedObservation => one.ok)
  const counts = new Map<string, number>()
  for (const { fingerprint } of served) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1)
  const [usual] = [...counts].sort(([, one], [, other]) => other - one)
  if (usual === undefined || counts.size === 1) return new Map()
  const share = `${usual[1]} of ${served.length}`
  return new Map(
    served
      .filter(({ fingerprint }) => fingerprint !== usual[0])
      .map((one) => [
        one,
        found.differs(subjectOf(one.endpoint), { served: one.fingerprint, usual: usual[0], share }),
      ]),
  )
}

function subjectOf({ host, port, service }: Endpoint): Subject {
  return { kind: "endpoint", host, port, service }
}

function namesFor(endpoint: Endpoint, { names }: Expectation): readonly string[] {
  return names ?? [endpoint.sni ?? endpoint.host]
}

function judgeIdentity(served: ServedObservation, expectation: Expectation, subject: Subject): Finding[] {
  const expected = expectation.fingerprint
  if (expected === undefined || expected === served.fingerprint) return []
  return [found.otherCertificate(subject, { served: served.fingerprint, expected })]
}

function judgeValidity(leaf: ServedCertificate, { now, warnDays }: Expectation, subject: Subject): Finding[] {
  const [notBefore, notAfter] = [isoDay(leaf.notBefore), isoDay(leaf.notAfter)]
  if (leaf.notAfter < now) return [found.expired(subject, { notAfter })]
  if (leaf.notBefore > now) return [found.notYetValid(subject, { notBefore })]
  const daysLeft = Math.floor((leaf.notAfter - now) / day)
  return daysLeft < warnDays ? [found.expiresSoon(subject, { daysLeft, notAfter })] : []
}

/** A stapled response that cannot be used says nothing: clients look elsewhere then. */
function judgeStapled(served: ServedObservation, { now }: Expectation, subject: Subject): Finding[] {
  const revocation = stapledRevocation(served, new Date(now))
  if (revocation === undefined) return []
  const { since, reason } = revocation
  return [found.revoked(subject, { since: isoDay(since.getTime()), reason })]
}

function judgeChain(
  { chain }: ServedObservation,
  leaf: ServedCertificate,
  shape: ChainShape,
  subject: Subject,
): Finding[] {
  const name = (at: number): string => {
    const der = chain[at]
    return (der === undefined ? undefined : readServed(der)?.subject) ?? "unreadable"
  }
  if (shape.path.length === 1 && shape.end === "self-signed")
    return [found.selfSigned(subject, { subject: leaf.subject })]
  const top = chain[shape.path.at(-1) ?? 0]
  const issuer = (top === undefined ? undefined : readServed(top)?.issuer) ?? "unknown"
  return [
    ...(shape.end !== "open"
      ? []
      : [
          shape.path.length === 1
            ? found.chainIncomplete(subject, { issuer })
            : found.rootUnknown(subject, { issuer }),
        ]),
    ...(shape.ordered ? [] : [found.chainMisordered(subject, { order: chain.map((_, at) => name(at)) })]),
    ...(shape.extra.length === 0 ? [] : [found.chainExtra(subject, { extra: shape.extra.map(name) })]),
  ]
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
