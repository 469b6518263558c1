/** zmap/zlint: one lint's verdict on one certificate, next to ours. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { ProfileName } from "../../src/path/profile.js"
import type { RuleContext } from "../../src/rules/context.js"
import { Linter } from "../../src/rules/engine.js"
import { rules } from "../../src/rules/registry.js"
import { audienceOf } from "../../src/rules/rule.js"
import { domains } from "../../src/rules/support/domains.js"
import { CertificateView } from "../../src/rules/view/certificateView.js"
import { inspectCertificate } from "../../src/x509/certificate.js"
import { readPem } from "../../src/x509/pem.js"
import { readVectors, type Verdict, vectorsFolder } from "./vectors.js"
import { zlintLedger } from "./zlintLedger.js"
import { zlintMapping } from "./zlintMapping.js"

export interface ZlintCase {
  readonly lint: string
  readonly source: string
  readonly file: string
  readonly expected_status: "pass" | "info" | "warn" | "error" | "fatal" | "NA" | "NE"
}

export function zlintCases(): readonly ZlintCase[] | undefined {
  return readVectors<readonly ZlintCase[]>("zlint", "cases.json")
}

export function isMapped({ lint }: ZlintCase): boolean {
  return Object.hasOwn(zlintMapping, lint)
}

export const lintContext: RuleContext = {
  now: new Date("2026-06-01T00:00:00Z"),
  domains,
  expiresIn: { days: 0 },
  blockedKeys: new Set(),
}

/** Lint knows no third profile: every rule runs under `public` already. */
type LintProfile = "public" | "private"
const linters: Readonly<Record<LintProfile, Linter>> = {
  public: new Linter(rules, { profile: "public" }, lintContext),
  private: new Linter(rules, { profile: "private" }, lintContext),
}
const forPublicOnly = new Set(rules.filter((rule) => audienceOf(rule) === "public").map(({ code }) => code))
const seen = new Map<string, ReadonlySet<string> | undefined>()

/** The codes of everything that we find in a file's first certificate; undefined when it cannot be read. */
export function codesOf(file: string, profile: LintProfile = "public"): ReadonlySet<string> | undefined {
  const key = `${profile} ${file}`
  if (!seen.has(key)) seen.set(key, lintFile(file, linters[profile]))
  return seen.get(key)
}

function lintFile(file: string, linter: Linter): ReadonlySet<string> | undefined {
  const block = readPem(readFileSync(join(vectorsFolder(), "zlint", "certs", file))).blocks[0]
  const certificate = block === undefined ? undefined : inspectCertificate(block.der)
  if (certificate?.ok !== true) return undefined
  const view = new CertificateView(certificate.value)
  const findings = linter.lint({ scope: "certificate", view }, { kind: "file", file })
  return new Set(findings.map(({ code }) => code))
}

/** A finding is expected where zlint says info, warn or error. */
export function runZlintCase(test: ZlintCase, profile: ProfileName = "public"): Verdict {
  const codes = codesOf(test.file, profile === "private" ? "private" : "public")
  const ours = zlintMapping[test.lint] ?? []
  const found = ours.filter((code) => codes?.has(code))
  const named = zlintLedger.find(({ lint, file }) => lint === test.lint && file === test.file)?.reason
  const unbound = profile === "private" && ours.some((code) => forPublicOnly.has(code))
  const excuse = named ?? (unbound ? "the rule binds public CAs only" : undefined)
  return {
    id: `${test.lint} on ${test.file} (${test.expected_status})`,
    expected: ["info", "warn", "error", "fatal"].includes(test.expected_status),
    actual: found.length > 0,
    detail:
      codes === undefined
        ? "the certificate cannot be read"
        : `${ours.join(", ")}: ${found.length === 0 ? "kept" : "broken"}`,
    ...(excuse === undefined ? {} : { excuse }),
  }
}

export function lintNames(cases: readonly ZlintCase[]): readonly string[] {
  return [...new Set(cases.map(({ lint }) => lint))]
}

/** The last line of `npm run conformance -- zlint`. */
export function zlintCount(agreeing: number, all: number): string {
  const cases = zlintCases() ?? []
  const mapped = lintNames(cases.filter(isMapped)).length
  return `agree ${agreeing} of ${all} mapped verdicts, ${mapped} of ${lintNames(cases).length} lints mapped`
}
