import type { KeyObject } from "node:crypto"
import { ToolError } from "../errors.js"
import type { Finding, Place, Subject } from "../finding.js"
import { reaches } from "../finding.js"
import { quoteWord } from "../remote/quote.js"
import { countryCodes } from "../x509/countries.js"
import { DerReader, Work } from "../x509/der.js"
import { weaknessOf } from "../x509/keyWeakness.js"
import { type KeyAlgorithm, keyAlgorithmOf, keyAlgorithms, publicKeyOf } from "../x509/privateKey.js"
import { readPublicKey } from "../x509/publicKey.js"
import type { SanEntry } from "../x509/sanEntry.js"
import { csrFindings } from "./findings.js"
import { collectNames, type NameProfile, type WantedName } from "./names.js"
import { type SubjectField, type SubjectFields, subjectLimits } from "./subject.js"

/** What somebody wants in a CSR, as it was written. */
export interface CsrRequest<R> {
  /** The first is the common name. */
  readonly names: readonly [commonName: WantedName<R>, ...others: WantedName<R>[]]
  readonly subject: SubjectFields
  readonly key: KeyAlgorithm
  readonly profile: NameProfile
  /** Where a field of the subject was written, for findings. */
  readonly locate?: (field: SubjectField) => { readonly subject: Subject; readonly at?: Place }
}

/**
 * What goes into a CSR. There is no common name beside the names: it *is* the first of them, so no plan
 * can have one that is missing from the subjectAltName.
 */
export interface CsrPlan {
  readonly names: readonly [commonName: SanEntry, ...others: SanEntry[]]
  readonly subject: SubjectFields
  readonly key: KeyAlgorithm
}

/** Where a key that there is already was read from, for what to do about it. */
export interface KeySource {
  readonly file: string
  readonly encrypted: boolean
}

/**
 * The plan for a key that there is already.
 *
 * @throws ToolError `config` for a kind that certfleet does not ask certificates for, and for a key that lint and import would
 *   refuse afterwards
 */
export function planWithKey(plan: CsrPlan, key: KeyObject, source?: KeySource): CsrPlan {
  const kind = keyAlgorithmOf(key)
  if (kind === undefined)
    throw new ToolError("config", "the key is of a kind that no certificate is asked for with", {
      hint: `it may be one of ${keyAlgorithms.join(", ")}`,
    })
  const publicKey = readPublicKey(new DerReader(publicKeyOf(key), new Work()))
  const weakness = weaknessOf(publicKey)
  if (weakness === undefined) return { ...plan, key: kind }
  const isSpelledOut = publicKey.kind === "ec" && publicKey.explicitCurve
  throw new ToolError("config", `no certificate should be ordered for this key: ${weakness}`, {
    hint: isSpelledOut
      ? `write the same key with its curve's name: ${namedCurve(source)}`
      : "leave --key-file out: then a new key is made",
  })
}

/** Of an encrypted key, the copy is to be encrypted, too. */
function namedCurve({ encrypted, file }: KeySource = { file: "OLD.key", encrypted: false }): string {
  return `openssl ec -in ${quoteWord(file)} -param_enc named_curve${encrypted ? " -aes256" : ""} -out new.key`
}

/** Judges the request; without any error there is a plan: canonical names, each once, the common name first. */
export function planCsr<R>(request: CsrRequest<R>): {
  readonly plan?: CsrPlan
  readonly findings: readonly Finding[]
} {
  const collected = collectNames(request.names, request.profile)
  const findings = [...collected.findings, ...subjectProblems(request)]
  const [commonName, ...others] = collected.names.map(({ entry }) => entry)
  if (commonName === undefined || reaches(findings, "error")) return { findings }
  return { plan: { names: [commonName, ...others], subject: request.subject, key: request.key }, findings }
}

/** Plain texts as wanted names, the common name first; for callers without a fleet. */
export function wantedFromTexts(
  commonName: string,
  others: readonly string[],
  labels: { readonly commonName: string; readonly other: string } = {
    commonName: "common name",
    other: "name",
  },
): readonly [WantedName<string>, ...WantedName<string>[]] {
  const wanted = (text: string, label: string): WantedName<string> => ({
    text,
    reason: label,
    subject: { kind: "input", name: label },
  })
  return [wanted(commonName, labels.commonName), ...others.map((text) => wanted(text, labels.other))]
}

function subjectProblems<R>({ subject, locate }: CsrRequest<R>): Finding[] {
  const place = (field: SubjectField): { subject: Subject; at?: Place } =>
    locate?.(field) ?? { subject: { kind: "input", name: "subject" } }
  const fields = Object.entries(subject) as [SubjectField, string][]
  return fields.flatMap(([field, value]) => {
    const where = place(field)
    if (field === "country")
      return countryCodes.has(value) ? [] : [csrFindings.country(where.subject, { country: value }, where.at)]
    const problem = textProblem(value, subjectLimits[field])
    return problem === undefined
      ? []
      : [csrFindings.subject(where.subject, { field, value, problem }, where.at)]
  })
}

function textProblem(value: string, limit: number): string | undefined {
  if (value.trim() === "") return "is empty"
  // RFC 5280 counts characters, not octets.
  if ([...value].length > limit) return `has more than ${limit} characters`
  if (/\p{Cc}|\p{Cs}/u.test(value)) return "has a control character"
  // What cannot be seen makes a name look like another one; the joiners U+200C and U+200D belong to some scripts.
  if (/(?![\u200c\u200d])[\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u.test(value))
    return "has an invisible character"
  return value.includes("\ufffd") ? "has a character that could not be read (U+FFFD)" : undefined
}
