/**
 * Verification of a certificate against trust anchors: RFC 5280 section 6, RFC 9525, and the Baseline
 * Requirements by choice of profile.
 *
 * @module
 */
import type { Certificate } from "../x509/certificate.js"
import type { Crl } from "../x509/crl.js"
import type { KeyUsageName } from "../x509/extensions/basic.js"
import type { OcspResponse } from "../x509/ocsp.js"
import type { Usage } from "../x509/oids.js"
import { Budget, defaultMaxIntermediates, type Limits, type Spent } from "./budget.js"
import { CertificateIndex, indexOf } from "./certificateIndex.js"
import { type ExpectedName, expectedName } from "./identity.js"
import { nameFault } from "./nameCheck.js"
import { type ProfileName, profileOf } from "./profile.js"
import { type PathPosition, type Reason, type Rejection, rank, reject, topRejection } from "./rejection.js"
import { RevocationCheck } from "./revocation.js"
import { isItself, PathSearch } from "./search.js"
import { type PolicyInputs, type Question, type RevocationMode, ValidationRun } from "./validationRun.js"

/** What to verify for. Only the moment, the anchors and the profile have no default. */
export interface VerifyOptions {
  /** The moment of validation; fractions of a second are dropped, as certificates have none. */
  readonly at: Date
  /** Trusted certificates. Pass the same array again and it is indexed only once. */
  readonly anchors: readonly Certificate[]
  readonly profile: ProfileName
  /** More to build from than came along. Pass the same array again and it is indexed only once. */
  readonly pool?: readonly Certificate[]
  /** Names that the leaf must all carry; text is taken as a host name or an address. */
  readonly name?: string | ExpectedName | readonly (string | ExpectedName)[]
  /** What the leaf is for; left out: `serverAuth` in `public` and `strict`, anything in `private`. `null`: anything. */
  readonly purpose?: Usage | null
  /** Bits that the leaf's key usage, where it has one, must all include. */
  readonly keyUsage?: readonly KeyUsageName[]
  readonly crls?: readonly Crl[]
  /** OCSP responses, from files or stapled. */
  readonly ocsp?: readonly OcspResponse[]
  /** Left out: `available` when there are lists or responses, else `off`. */
  readonly revocation?: RevocationMode
  readonly policies?: PolicyInputs
  /**
   * Whether any trusted certificate ends a path, self-issued or not (OpenSSL: `-partial_chain`). Left out: as the
   * profile says; in `private` only roots do.
   */
  readonly partialChain?: boolean
  /** Intermediates allowed, self-issued ones not counted. */
  readonly maxIntermediates?: number
  readonly limits?: Partial<Limits>
}

/** A good path, or every reason why there is none. */
export type Verification =
  | {
      readonly ok: true
      /** Leaf first, trust anchor last. */
      readonly path: readonly Certificate[]
      /** The policies under which it is valid; `2.5.29.32.0` stands for any. */
      readonly policies: readonly string[]
      /** What clients other than those that decide in the profile would refuse (`private`: Java). */
      readonly warnings: readonly Rejection[]
      /** Dead ends on the way. */
      readonly rejections: readonly Rejection[]
      readonly counters: Counters
    }
  | {
      readonly ok: false
      /** The most telling rejection. */
      readonly top: Rejection
      /** All of them, the most telling first. */
      readonly rejections: readonly Rejection[]
      /** The longest way towards an anchor, leaf first; the whole path where only the leaf is at fault. */
      readonly closest: readonly Certificate[]
      readonly counters: Counters
    }

/** What the verification has cost. */
export type Counters = Readonly<Spent>

/** Verifies `leaf`, with `intermediates` (in any order, unrelated ones allowed) to build from. Never throws. */
export function verifyChain(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  options: VerifyOptions,
): Verification {
  const question = questionOf(options)
  const budget = new Budget(options.limits)
  const { anchors, pool } = candidatesOf(intermediates, options)
  const session = new ValidationRun(question, budget, anchors, pool)
  for (const rejection of session.ownFaults(leaf, "leaf")) session.record(rejection)
  for (const name of question.names) {
    const reason = nameFault(leaf, name, question.profile)
    if (reason !== undefined) session.record(reject(leaf, "leaf", reason))
  }
  const missing = missingUsage(leaf, options.keyUsage ?? [])
  if (missing !== undefined) session.record(reject(leaf, "leaf", missing))
  const leafIsGood = session.rejections.length === 0
  const revocation = new RevocationCheck(session)
  const search = new PathSearch(session, (path) => revocation.isGood(path))
  const found = search.find(leaf)
  const counters = budget.spent
  if (found !== undefined && leafIsGood) {
    const path = [...found.certificates, found.anchor]
    // Java looks at nothing in what it was told to trust.
    const looked = isItself(found.certificates, found.anchor) ? [] : path
    const warnings = [
      ...looked.flatMap((one, index) => session.warnings(one, positionOf(index, path))),
      ...found.warnings,
    ]
    return { ok: true, path, policies: found.policies, warnings, rejections: session.rejections, counters }
  }
  if (budget.exhausted !== undefined)
    session.record(
      reject(leaf, "leaf", {
        kind: "budget",
        limit: budget.exhausted,
        allowed: budget.limits[budget.exhausted],
      }),
    )
  const rejections = [...session.rejections].sort((a, b) => rank(a) - rank(b))
  const top = topRejection(rejections) ?? reject(leaf, "leaf", { kind: "issuer-not-found", issuer: "" })
  return { ok: false, top, rejections, closest: search.closest, counters }
}

function positionOf(index: number, { length }: readonly Certificate[]): PathPosition {
  if (index === 0) return "leaf"
  return index === length - 1 ? "anchor" : "intermediate"
}

const none: readonly Certificate[] = []
const sorted = new WeakMap<readonly Certificate[], Sorted>()
interface Sorted {
  readonly roots: readonly Certificate[]
  readonly others: readonly Certificate[]
}

/** Where a path only ends in roots, other trusted certificates are to build from. */
function candidatesOf(
  intermediates: readonly Certificate[],
  { anchors: trusted, pool = none, profile, partialChain }: VerifyOptions,
): { readonly anchors: CertificateIndex; readonly pool: CertificateIndex } {
  if (partialChain ?? !profileOf(profile).endsInRoots)
    return { anchors: indexOf(trusted), pool: new CertificateIndex(intermediates, indexOf(pool)) }
  const known = sorted.get(trusted)
  const { roots, others } = known ?? {
    roots: trusted.filter(({ isSelfIssued }) => isSelfIssued),
    others: trusted.filter(({ isSelfIssued }) => !isSelfIssued),
  }
  if (known === undefined) sorted.set(trusted, { roots, others })
  return {
    anchors: indexOf(roots),
    pool: new CertificateIndex([...intermediates, ...others], indexOf(pool)),
  }
}

/** RFC 5280 section 4.2.1.3: where key usage is given, the key serves nothing else. */
function missingUsage({ extensions }: Certificate, wanted: readonly KeyUsageName[]): Reason | undefined {
  const usage = extensions.keyUsage
  const missing = usage?.ok === true ? wanted.find((bit) => !usage.value.has(bit)) : undefined
  return missing && { kind: "key-usage", missing, citation: "RFC 5280 section 4.2.1.3" }
}

function questionOf(options: VerifyOptions): Question {
  const profile = profileOf(options.profile)
  const crls = options.crls ?? []
  const ocsp = options.ocsp ?? []
  const { purpose } = options
  return {
    at: new Date(Math.floor(options.at.getTime() / 1000) * 1000),
    profile,
    usage:
      purpose === null ? undefined : (purpose ?? (profile.name === "private" ? undefined : "serverAuth")),
    names: namesOf(options.name),
    maxIntermediates: options.maxIntermediates ?? defaultMaxIntermediates,
    policies: options.policies ?? {},
    asksForPolicies: options.policies !== undefined,
    revocation: options.revocation ?? (crls.length + ocsp.length > 0 ? "available" : "off"),
    crls,
    ocsp,
  }
}

function namesOf(name: VerifyOptions["name"]): readonly ExpectedName[] {
  if (name === undefined) return []
  const list: readonly (string | ExpectedName)[] = typeof name === "string" || "kind" in name ? [name] : name
  return list.map((one) => (typeof one === "string" ? expectedName(one) : one))
}

/** Where to build a chain from. */
export interface BuildOptions {
  readonly at: Date
  readonly anchors: readonly Certificate[]
  /** Left out: `private`, so that the order is found also for certificates that the web would refuse. */
  readonly profile?: ProfileName
  readonly limits?: Partial<Limits>
}

/**
 * Orders a pile of certificates into the path from the leaf to a trust anchor, whatever the leaf is for and
 * whatever it is called. `verifyChain` is the one to decide on trust.
 */
export function buildPath(
  leaf: Certificate,
  pool: readonly Certificate[],
  { at, anchors, profile = "private", limits = {} }: BuildOptions,
): Verification {
  const question = { purpose: null, revocation: "off", partialChain: true } as const
  return verifyChain(leaf, pool, { at, anchors, profile, limits, ...question })
}
