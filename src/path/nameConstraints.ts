/** Name constraints along a path: RFC 5280 sections 4.2.1.10, 6.1.3 (b), (c) and 6.1.4 (g). */
import type { Certificate } from "../x509/certificate.js"
import type { NameConstraints, Subtree } from "../x509/extensions/names.js"
import { type GeneralName, type GeneralNameKind, generalNameText } from "../x509/generalName.js"
import { attributeOids } from "../x509/oids.js"
import type { Budget } from "./budget.js"
import { certificateText, type Reason } from "./rejection.js"
import { comparableKinds, constrainedAs, isUsableBase, type NameReading, within } from "./subtrees.js"

const citation = "RFC 5280 section 4.2.1.10"

/** One certificate's constraints, subtrees by the form of their names. */
interface Constraint {
  readonly by: string
  /** Subtrees of both lists. */
  readonly size: number
  readonly permitted: ReadonlyMap<GeneralNameKind, readonly GeneralName[]>
  readonly excluded: ReadonlyMap<GeneralNameKind, readonly GeneralName[]>
}

/**
 * The constraints in force. Each certificate's permitted subtrees are kept apart: a name has to lie in all of
 * them, which is what the intersection of RFC 5280 section 6.1.4 (g) (1) means.
 */
export class NameSpace {
  readonly #budget: Budget
  readonly #reading: NameReading
  readonly #constraints: Constraint[] = []

  constructor(budget: Budget, reading: NameReading) {
    this.#budget = budget
    this.#reading = reading
  }

  /** Takes a CA's constraints into force; the reason when they cannot be applied. */
  add(certificate: Certificate): Reason | undefined {
    const extension = certificate.extensions.nameConstraints
    if (extension === undefined) return undefined
    const by = certificateText(certificate)
    // An unreadable extension is rejected where extensions are checked.
    if (!extension.ok) return undefined
    const unusable = unusableSubtree(extension.value, this.#reading)
    if (unusable !== undefined)
      return {
        kind: "name-constraint-unusable",
        name: generalNameText(unusable.base),
        constrainedBy: by,
        citation,
      }
    const { permitted, excluded } = extension.value
    this.#constraints.push({
      by,
      size: (permitted?.length ?? 0) + (excluded?.length ?? 0),
      permitted: byKind(permitted),
      excluded: byKind(excluded),
    })
    return undefined
  }

  /** The first name of a certificate that the constraints in force do not allow. */
  check(certificate: Certificate, isLeaf: boolean): Reason | undefined {
    const [first] = this.#constraints
    if (first === undefined) return undefined
    const strange =
      this.#reading.namesInSubject === "leaf" ? strangeInSubject(certificate, isLeaf) : undefined
    if (strange !== undefined) return unusable(strange, first.by)
    const names = constrainedNames(certificate, isLeaf, this.#reading)
    const count = names.length + certificate.subject.rdns.length
    for (const constraint of this.#constraints) {
      // In advance, so that the work is refused rather than begun.
      if (!this.#budget.spend("nameComparisons", count * constraint.size)) return this.#exhausted()
      for (const name of names) {
        const reason = this.#fault(name, constraint)
        if (reason !== undefined) return reason
      }
    }
    return undefined
  }

  #fault(name: GeneralName, constraint: Constraint): Reason | undefined {
    for (const kind of constrainedAs(name, this.#reading)) {
      const reason = this.#permitted(name, kind, constraint) ?? this.#excluded(name, kind, constraint)
      if (reason !== undefined) return reason
    }
    return undefined
  }

  #exhausted(): Reason {
    return { kind: "budget", limit: "nameComparisons", allowed: this.#budget.limits.nameComparisons }
  }

  #permitted(name: GeneralName, kind: GeneralNameKind, { permitted, by }: Constraint): Reason | undefined {
    const bases = permitted.get(kind)
    if (bases === undefined) return undefined
    if (!comparableKinds.has(kind)) return unusable(name, by)
    for (const base of bases) {
      const found = within(name, base, "every", this.#reading)
      if (found === "unusable") return unusable(name, by)
      if (found === "inside") return undefined
    }
    return { kind: "name-not-permitted", name: generalNameText(name), constrainedBy: by, citation }
  }

  #excluded(name: GeneralName, kind: GeneralNameKind, { excluded, by }: Constraint): Reason | undefined {
    const bases = excluded.get(kind)
    if (bases === undefined) return undefined
    if (!comparableKinds.has(kind)) return unusable(name, by)
    for (const base of bases) {
      const found = within(name, base, "any", this.#reading)
      if (found === "unusable") return unusable(name, by)
      if (found === "inside")
        return { kind: "name-excluded", name: generalNameText(name), constrainedBy: by, citation }
    }
    return undefined
  }
}

function unusable(name: GeneralName, constrainedBy: string): Reason {
  return { kind: "name-constraint-unusable", name: generalNameText(name), constrainedBy, citation }
}

/** RFC 5280 has no use for minimum and maximum; a subtree that is not well-formed must not be guessed at. */
function unusableSubtree(
  { permitted = [], excluded = [] }: NameConstraints,
  reading: NameReading,
): Subtree | undefined {
  const isUnusable = ({ base, minimum, maximum }: Subtree): boolean =>
    minimum !== 0 || maximum !== undefined || !isUsableBase(base, reading)
  return permitted.find(isUnusable) ?? excluded.find(isUnusable)
}

function byKind(subtrees: readonly Subtree[] = []): ReadonlyMap<GeneralNameKind, readonly GeneralName[]> {
  const groups = new Map<GeneralNameKind, GeneralName[]>()
  for (const { base } of subtrees) {
    const group = groups.get(base.kind)
    if (group === undefined) groups.set(base.kind, [base])
    else group.push(base)
  }
  return groups
}

const twoLabels = /^[\w-]+(?:\.[\w-]+)+$/
const anyLabels = /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)*$/i

/**
 * The subject (unless empty), the alternative names and, where there are none of these, the mail addresses in
 * the subject. OpenSSL looks at the latter in any case, and takes the common name of a leaf without host names for one; Java that of
 * every certificate, even where it is one label.
 */
function constrainedNames(
  certificate: Certificate,
  isLeaf: boolean,
  { namesInSubject }: NameReading,
): readonly GeneralName[] {
  const { subject, extensions } = certificate
  const alternative = extensions.subjectAltName
  const names: GeneralName[] = subject.isEmpty ? [] : [{ kind: "directory", name: subject }]
  if (alternative === undefined || namesInSubject !== "none")
    for (const { value } of subject.values(attributeOids.emailAddress)) names.push({ kind: "email", value })
  if (alternative?.ok === true) names.push(...alternative.value)
  if (names.some(({ kind }) => kind === "dns")) return names
  return [...names, ...hostsOfSubject(certificate, isLeaf, namesInSubject)]
}

/**
 * What OpenSSL cannot compare with any constraints, of whatever form: a mail address that is no IA5String, and beside no
 * host names a common name that is no text, or hides a NUL.
 */
function strangeInSubject({ subject, extensions }: Certificate, isLeaf: boolean): GeneralName | undefined {
  const address = subject.values(attributeOids.emailAddress).find(({ type }) => type !== "IA5String")
  if (address !== undefined) return { kind: "email", value: address.value }
  const alternative = extensions.subjectAltName
  const hasHosts = alternative?.ok === true && alternative.value.some(({ kind }) => kind === "dns")
  if (!isLeaf || hasHosts) return undefined
  const common = subject
    .values(attributeOids.commonName)
    .find(({ type, value }) => type === undefined || /\0[^\0]/.test(value))
  return common && { kind: "dns", value: common.value }
}

/** Common names that a reader takes for host names. */
function hostsOfSubject(
  { subject }: Certificate,
  isLeaf: boolean,
  reading: NameReading["namesInSubject"],
): readonly GeneralName[] {
  if (reading === "none" || (reading === "leaf" && !isLeaf)) return []
  const host = reading === "every" ? anyLabels : twoLabels
  // OpenSSL reads over NULs at the end: crypto/x509/v3_ncons.c, cn2dnsid.
  const values = subject.values(attributeOids.commonName).map(({ value }) => value.replace(/\0+$/, ""))
  return values.filter((value) => host.test(value)).map((value) => ({ kind: "dns", value }))
}
