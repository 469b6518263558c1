import { assess } from "../assess/assess.js"
import { faults } from "../assess/faults.js"
import { isDamage } from "../assess/inputFindings.js"
import type { Assessment, Material, Question } from "../assess/question.js"
import type { Subject } from "../finding.js"
import { indexOf } from "../path/certificateIndex.js"
import type { TrustStore } from "../path/trustStore.js"
import type { Certificate } from "../x509/certificate.js"
import { type LintInput, serversOf } from "./lintInput.js"
import type { LintRun } from "./lintRun.js"

export interface ChainLint {
  readonly session: LintRun
  /** The CAs of the group, the same array for all of its inputs. */
  readonly authorities: readonly Certificate[]
  readonly store: TrustStore
  /** Whether the roots are the user's own: then no other counts as known, whatever the profile. */
  readonly ownStore: boolean
  /** The file with an input's chain, where one lies beside it. */
  readonly chainFileOf: (input: string) => LintInput | undefined
  readonly now: Date
}

/** The look at chains, once the CAs of a group are known: one for each leaf of an input. */
export function lintChains(input: LintInput, lint: ChainLint): void {
  const { answer, name } = input
  const pool = lint.authorities
  const question = questionOf(input, lint)
  const chainFile = lint.chainFileOf(name)
  const pile = input.contents.isPile === true
  const damaged = [input, chainFile].some((one) => one?.contents.findings.some(isDamage) === true)
  const hangsOn = new Set<string>()
  for (const { leaf, subject, sent } of leavesOf(input, chainFile)) {
    if (answer === undefined && isAlone(leaf, sent, lint)) continue
    const material = { leaf, sent, pile, ...(answer === undefined ? {} : { answer }) }
    const assessment = judge(material, { pool, damaged }, (one) => assess(one, question, () => subject))
    lint.session.lintChain(name, assessment, subject)
    const isAtHand = (one: Certificate): boolean => indexOf(sent).has(one) || indexOf(pool).has(one)
    const further = assessment.way.filter((one) => !hangsOn.has(one.fingerprint) && !isAtHand(one))
    for (const one of further) lint.session.lintFurther(one, subject, name)
    for (const { fingerprint } of assessment.way) hangsOn.add(fingerprint)
  }
  if (hangsOn.size > 0)
    lint.session.leaveOthers(chainFile === undefined ? [input] : [input, chainFile], hangsOn)
}

/**
 * By what came along; what lies elsewhere in the group only fills gaps. A server would serve the chain that is in the
 * file, whatever better certificate of the same CA lies beside it.
 */
function judge(
  material: Material,
  beside: Pick<Material, "damaged"> & { readonly pool: readonly Certificate[] },
  assessWith: (material: Material) => Assessment,
): Assessment {
  const { leaf, sent } = material
  if (sent.every(({ fingerprint }) => fingerprint === leaf.fingerprint))
    return assessWith({ ...material, ...beside })
  const own = assessWith(material)
  if (own.findings.every(({ code }) => code !== faults.chainIncomplete.code)) return own
  const held = new Set(sent.map(({ subject }) => subject.key))
  const pool = beside.pool.filter(({ subject }) => !held.has(subject.key))
  return assessWith({ ...material, ...beside, pool })
}

function questionOf({ answer, name }: LintInput, lint: ChainLint): Question {
  const { profile } = lint.session.effective(name)
  return {
    ...{ at: lint.now, store: lint.store, profile },
    // What lies in a file may be one's own; what a server sends is nobody's word.
    ownRoot: profile === "private" && !lint.ownStore && answer === undefined,
    ...(answer === undefined ? {} : { hosts: [answer.host] }),
  }
}

/** A leaf alone says nothing about its chain, unless it signed itself or its issuer lies beside it. */
function isAlone(leaf: Certificate, sent: readonly Certificate[], lint: ChainLint): boolean {
  if (leaf.isSelfIssued || sent.some(({ fingerprint }) => fingerprint !== leaf.fingerprint)) return false
  const issuers = lint.ownStore ? [lint.authorities, lint.store.anchors] : [lint.authorities]
  return issuers.every((all) => indexOf(all).named(leaf.issuer).length === 0)
}

interface PlacedLeaf {
  readonly leaf: Certificate
  readonly subject: Subject
  readonly sent: readonly Certificate[]
}

/** Each leaf once, with its chain: of a file with several leaves only the issuers; a server sends all for its one. */
function leavesOf(input: LintInput, chainFile: LintInput | undefined): readonly PlacedLeaf[] {
  const { certificates } = input.contents
  const beside = chainFile?.contents.certificates.map(({ certificate }) => certificate) ?? []
  const all = certificates.map(({ certificate }) => certificate)
  const servers = serversOf(input)
  if (input.answer !== undefined)
    return certificates
      .filter(({ certificate }) => servers.has(certificate))
      .map(({ certificate, subject }) => ({ leaf: certificate, subject, sent: all }))
  const issuers = all.filter((one) => !servers.has(one))
  const seen = new Set<string>()
  let before = 0
  return certificates.flatMap(({ certificate: leaf, subject }) => {
    if (!servers.has(leaf)) {
      before += 1
      return []
    }
    if (seen.has(leaf.fingerprint)) return []
    seen.add(leaf.fingerprint)
    const copies = all.filter(({ fingerprint }) => fingerprint === leaf.fingerprint)
    // With its copy as its chain, what signed itself would vouch for itself.
    const itself = leaf.isSelfIssued ? [leaf] : copies
    return [
      { leaf, subject, sent: [...issuers.slice(0, before), ...itself, ...issuers.slice(before), ...beside] },
    ]
  })
}
