import { assess } from "../assess/assess.js"
import { inputFindings } from "../assess/inputFindings.js"
import type { Assessment, Question } from "../assess/question.js"
import type { Finding, Subject } from "../finding.js"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { sha256 } from "../x509/fingerprint.js"
import type { Parsed, Problem } from "../x509/parsed.js"
import type { Endpoint, Observation, ServedObservation } from "./endpoint.js"
import { probeFindings as found, hintFor } from "./findings.js"

/** What ought to be served. */
export interface Expectation {
  /** By what the certificate is judged; where it names nobody, each port is asked for its own name. */
  readonly question: Omit<Question, "hosts" | "soonMs">
  /** Fewer days left than this is worth a warning. */
  readonly warnDays: number
  /** SHA-256 of the certificate that must be served, lower-case hex. */
  readonly fingerprint?: string | undefined
}

/** One observation with what can be said about it. */
export interface Verdict {
  readonly observation: Observation
  /** Of the leaf, where one was served and could be read. */
  readonly assessment?: Assessment
  /** The certificates as they were sent; undefined for one that cannot be read. */
  readonly chain: readonly (Certificate | undefined)[]
  /** Whole days until the first of leaf and chain expires, negative after; rounded down. */
  readonly daysLeft?: number
  readonly findings: readonly Finding[]
}

const day = 86_400_000

/** What judging gave, so that hundreds of ports with one chain cost one judgement. */
type Known = Map<string, Judged>

interface Judged {
  readonly assessment?: Assessment
  readonly read: readonly Parsed<Certificate>[]
}

/** Judges one observation. Never throws: what cannot be checked is a finding. */
export function judge(observation: Observation, expectation: Expectation, known: Known = new Map()): Verdict {
  const subject = subjectOf(observation.endpoint)
  if (!observation.ok) {
    const { kind, detail } = observation
    const facts = { kind, detail, advice: hintFor(observation) }
    return { observation, chain: [], findings: [inputFindings.unobserved(subject, facts)] }
  }
  const { assessment, read } = assessed(observation, expectation, known)
  const chain = read.map((one) => (one.ok ? one.value : undefined))
  const unreadable = read.flatMap((one, index) => (one.ok ? [] : [unreadableAt(index, one.problem, subject)]))
  const identity = judgeIdentity(observation, expectation, subject)
  if (assessment === undefined) return { observation, chain, findings: [...identity, ...unreadable] }
  // Judged once for many ports: each finding is about this one.
  const own = assessment.findings.map((finding) => ({ ...finding, subject }))
  const { at } = expectation.question
  return {
    ...{ observation, assessment, chain },
    daysLeft: Math.floor((assessment.endsFirst.notAfter.getTime() - at.getTime()) / day),
    findings: [...identity, ...unreadable, ...own],
  }
}

function unreadableAt(index: number, { message, citation = "" }: Problem, subject: Subject): Finding {
  const facts = { problem: message, clause: citation }
  return inputFindings.certificate(
    subject,
    facts,
    index === 0 ? undefined : { path: `certificate ${index + 1}` },
  )
}

/** Judges all; where no certificate is expected by name, the ports that differ from most others are found too. */
export function judgeAll(
  observations: readonly Observation[],
  expectation: Expectation | ((endpoint: Endpoint) => Expectation),
): Verdict[] {
  const expected = typeof expectation === "function" ? expectation : () => expectation
  const known: Known = new Map()
  const verdicts = observations.map((observation) =>
    judge(observation, expected(observation.endpoint), known),
  )
  const open = verdicts.filter(({ observation }) => expected(observation.endpoint).fingerprint === undefined)
  const odd = strangers(open.map(({ observation }) => observation))
  const own = new Map<string, ReadonlySet<string>>()
  return verdicts.map((verdict) => {
    const finding = odd.get(verdict.observation)
    const findings = finding === undefined ? verdict.findings : [...verdict.findings, finding]
    const { host, port, alias } = verdict.observation.endpoint
    const place = `${host}:${port}`
    if (alias !== true) own.set(place, new Set(findings.map(said)))
    // What the port says by its own name is not told again for each further one.
    return {
      ...verdict,
      findings: findings.filter((one) => alias !== true || own.get(place)?.has(said(one)) !== true),
    }
  })
}

function said({ code, message }: Finding): string {
  return `${code} ${message}`
}

function assessed(observation: ServedObservation, expectation: Expectation, known: Known): Judged {
  const { question, warnDays } = expectation
  const { chain: ders, endpoint, version, stapled } = observation
  const hosts = question.names === undefined ? [endpoint.sni ?? endpoint.host] : []
  const key = sha256(Buffer.concat([...ders, stapled ?? new Uint8Array()])) + version + hosts.join()
  const before = known.get(key)
  if (before !== undefined) return before
  const read = ders.map((der) => inspectCertificate(der))
  const [first] = read
  const sent = read.flatMap((one) => (one.ok ? [one.value] : []))
  const judged: Judged = {
    read,
    ...(first?.ok !== true
      ? {}
      : {
          assessment: assess(
            { leaf: first.value, sent, answer: observation, damaged: sent.length < read.length },
            { ...question, hosts, soonMs: warnDays * day },
            () => subjectOf(endpoint),
          ),
        }),
  }
  known.set(key, judged)
  return judged
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

function subjectOf({ host, port, service, sni, alias }: Endpoint): Subject {
  return { kind: "endpoint", host, port, service: alias === true ? `${service} for ${sni}` : service }
}

function judgeIdentity(served: ServedObservation, expectation: Expectation, subject: Subject): Finding[] {
  const expected = expectation.fingerprint
  if (expected === undefined || expected === served.fingerprint) return []
  return [found.otherCertificate(subject, { served: served.fingerprint, expected })]
}
