/**
 * Certificate policies along a path: RFC 5280 sections 6.1.2 to 6.1.5, with the graph of RFC 9618 in place of
 * the tree, whose size can double with every certificate.
 */
import type { PolicyMapping } from "../x509/extensions/policies.js"
import { anyPolicy } from "../x509/oids.js"
import type { Budget } from "./budget.js"

interface Node {
  readonly policy: string
  /** Which policies of the next certificate continue this one. */
  expected: ReadonlySet<string>
  readonly parents: ReadonlySet<Node>
}
type Level = Map<string, Node>

/** RFC 9618 section 5.1: valid_policy_graph. */
export class PolicyGraph {
  readonly #budget: Budget
  /** Index is depth; undefined is the NULL graph. */
  #levels: Level[] | undefined
  /** Set when the budget ended: nothing the graph says counts then. */
  #overrun = false

  constructor(budget: Budget) {
    this.#budget = budget
    const root: Node = { policy: anyPolicy, expected: new Set([anyPolicy]), parents: new Set() }
    this.#levels = [new Map([[anyPolicy, root]])]
  }

  get isNull(): boolean {
    return this.#levels === undefined
  }

  get overrun(): boolean {
    return this.#overrun
  }

  /** Section 6.1.3 (e): a certificate without policies. */
  clear(): void {
    this.#levels = undefined
  }

  /** Section 6.1.3 (d): a certificate's policies; `takesAny` says whether its anyPolicy counts. */
  add(policies: readonly string[], takesAny: boolean): void {
    const above = this.#levels?.at(-1)
    if (above === undefined) return
    const level: Level = new Map()
    const expecting = parentsByExpected(above)
    const any = above.get(anyPolicy)
    for (const policy of policies) {
      if (policy === anyPolicy) continue
      // (d) (1): below the nodes that expect the policy, otherwise below anyPolicy.
      const parents = expecting.get(policy) ?? (any === undefined ? undefined : new Set([any]))
      if (parents !== undefined) this.#put(level, policy, parents)
    }
    if (takesAny && policies.includes(anyPolicy)) this.#continueExpected(level, expecting)
    this.#levels?.push(level)
    this.#prune()
  }

  /** (d) (2): anyPolicy continues whatever is expected and not there yet. */
  #continueExpected(level: Level, expecting: ReadonlyMap<string, ReadonlySet<Node>>): void {
    for (const [policy, parents] of expecting) if (!level.has(policy)) this.#put(level, policy, parents)
  }

  #put(level: Level, policy: string, parents: ReadonlySet<Node>): void {
    if (this.#budget.spend("policyNodes", 1 + parents.size))
      level.set(policy, { policy, expected: new Set([policy]), parents })
    else this.#overrun = true
  }

  /** Section 6.1.4 (b): mappings, while they are allowed; otherwise mapped policies end here. */
  map(mappings: readonly PolicyMapping[], allowed: boolean): void {
    const level = this.#levels?.at(-1)
    const above = this.#levels?.at(-2)
    if (level === undefined || above === undefined) return
    const targets = new Map<string, Set<string>>()
    for (const { issuerDomain, subjectDomain } of mappings) {
      const known = targets.get(issuerDomain)
      if (known === undefined) targets.set(issuerDomain, new Set([subjectDomain]))
      else known.add(subjectDomain)
    }
    for (const [policy, expected] of targets) {
      if (allowed) this.#mapOne(level, above, policy, expected)
      else level.delete(policy)
    }
    if (!allowed) this.#prune()
  }

  #mapOne(level: Level, above: Level, policy: string, expected: ReadonlySet<string>): void {
    const node = level.get(policy)
    if (node !== undefined) {
      node.expected = expected
      return
    }
    const any = above.get(anyPolicy)
    if (!level.has(anyPolicy) || any === undefined) return
    this.#put(level, policy, new Set([any]))
    const made = level.get(policy)
    if (made !== undefined) made.expected = expected
  }

  /** (d) (3): nodes without children go, from the second-last level upwards. */
  #prune(): void {
    const levels = this.#levels
    if (levels === undefined) return
    for (let depth = levels.length - 2; depth >= 0; depth--) keepParents(levels[depth], levels[depth + 1])
    if (levels[0]?.size === 0 || levels.at(-1)?.size === 0) this.#levels = undefined
  }

  /** Section 6.1.5 (g): the policies that hold for the path and that the user accepts. */
  constrained(accepted: ReadonlySet<string>): ReadonlySet<string> {
    const authority = this.#authorityPolicies()
    if (accepted.has(anyPolicy)) return authority
    if (authority.has(anyPolicy)) return accepted
    return new Set([...authority].filter((policy) => accepted.has(policy)))
  }

  /** Policies in the trust anchor's own terms: the first below anyPolicy. */
  #authorityPolicies(): ReadonlySet<string> {
    const found = new Set<string>()
    const levels = this.#levels ?? []
    for (const level of levels.slice(1))
      for (const node of level.values())
        if (node.policy !== anyPolicy && hasAnyParent(node)) found.add(node.policy)
    if (levels.at(-1)?.has(anyPolicy)) found.add(anyPolicy)
    return found
  }
}

function parentsByExpected(level: Level): ReadonlyMap<string, ReadonlySet<Node>> {
  const found = new Map<string, Set<Node>>()
  for (const node of level.values())
    for (const policy of node.expected) {
      const parents = found.get(policy)
      if (parents === undefined) found.set(policy, new Set([node]))
      else parents.add(node)
    }
  return found
}

/** Drops the nodes of a level that no node of the level below descends from. */
function keepParents(level: Level | undefined, below: Level | undefined): void {
  const kept = new Set<Node>()
  for (const node of below?.values() ?? []) for (const parent of node.parents) kept.add(parent)
  for (const [policy, node] of level ?? []) if (!kept.has(node)) level?.delete(policy)
}

function hasAnyParent(node: Node): boolean {
  for (const parent of node.parents) if (parent.policy === anyPolicy) return true
  return false
}
