import type { Finding, Place } from "../finding.js"
import { identityOf, placeOf, type RawFinding } from "./entity.js"
import { lintFindings } from "./findings.js"
import type { LintedFinding, Standing } from "./lintReport.js"
import type { PathMatcher } from "./settings.js"

/** Excuses findings of one code, for a reason and until a day. */
export interface Waiver {
  readonly code: string
  /** Only in these files; everywhere unless given. */
  readonly matches?: PathMatcher
  /** Only for the certificate, request or key with this SHA-256, lower-case hexadecimal. */
  readonly fingerprint?: string
  readonly reason: string
  /** Last day on which it counts, `2026-12-31`, UTC. */
  readonly until: string
  /** Where it is written. */
  readonly file: string
  readonly at: Place
}

export interface WaiverOptions {
  readonly waivers: readonly Waiver[]
  /** Identities of findings that are known; undefined without a baseline. */
  readonly baseline: ReadonlySet<string> | undefined
  /** The names of what was looked at: of others, a run cannot say whether they need a waiver. */
  readonly inputs: readonly string[]
  /** Whether a code was looked for in an input: of one that was left out, neither. */
  readonly seeks: (code: string, input: string) => boolean
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Says of each finding whether it counts; waivers that have ended or excuse nothing of what was looked at are findings themselves. */
export function applyWaivers(raw: readonly RawFinding[], options: WaiverOptions): LintedFinding[] {
  const { waivers, baseline, inputs, seeks, now } = options
  const valid = waivers.filter((waiver) => now < endOf(waiver))
  const used = new Set<Waiver>()
  const standing = (one: RawFinding, identity: string): Standing => {
    const waiver = valid.find((candidate) => excuses(candidate, one))
    if (waiver !== undefined) {
      used.add(waiver)
      return { kind: "waived", reason: waiver.reason, until: waiver.until }
    }
    return baseline?.has(identity) === true ? { kind: "known" } : { kind: "open" }
  }
  const linted = raw.map((one): LintedFinding => {
    const identity = identityOf(one)
    return { finding: one.finding, identity, standing: standing(one, identity) }
  })
  const wasTried = ({ code, matches }: Waiver): boolean =>
    inputs.some((input) => (matches === undefined || matches(input)) && seeks(code, input))
  const own = waivers.flatMap((waiver) => remark(waiver, now, used.has(waiver) || !wasTried(waiver)))
  return [...linted, ...own]
}

function remark(waiver: Waiver, now: number, mayBeNeeded: boolean): LintedFinding[] {
  const { code, until, reason, file, at } = waiver
  const subject = { kind: "file", file } as const
  if (now >= endOf(waiver)) return [open(lintFindings.waiverExpired(subject, { code, until, reason }, at))]
  return mayBeNeeded ? [] : [open(lintFindings.waiverUnused(subject, { code }, at))]
}

function open(finding: Finding): LintedFinding {
  const entity = `place:${placeOf(finding.subject)}`
  return { finding, identity: identityOf({ finding, entity }), standing: { kind: "open" } }
}

function excuses({ code, matches, fingerprint }: Waiver, { finding, entity }: RawFinding): boolean {
  if (code !== finding.code) return false
  if (matches !== undefined && !matches(placeOf(finding.subject))) return false
  return fingerprint === undefined || fingerprint === entity
}

/** The first millisecond after the waiver's last day. */
function endOf({ until }: Waiver): number {
  return Date.parse(`${until}T00:00:00Z`) + 86_400_000
}
