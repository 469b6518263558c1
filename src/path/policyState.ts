/** The policy variables of a path: RFC 5280 sections 6.1.2 (d) to (f), 6.1.3 (d) to (f), 6.1.4 (a), (b), (h) to (j), 6.1.5. */
import type { Certificate } from "../x509/certificate.js"
import { anyPolicy } from "../x509/oids.js"
import type { Parsed } from "../x509/parsed.js"
import type { Budget } from "./budget.js"
import { PolicyGraph } from "./policyGraph.js"
import type { Reason } from "./rejection.js"
import type { PolicyInputs } from "./validationRun.js"

/** The value, or undefined where it is absent or unreadable: the latter is rejected with the extensions. */
function present<T>(read: Parsed<T> | undefined): T | undefined {
  return read?.ok === true ? read.value : undefined
}

export class PolicyState {
  readonly #graph: PolicyGraph
  readonly #budget: Budget
  readonly #acceptable: ReadonlySet<string>
  #explicitPolicy: number
  #inhibitAnyPolicy: number
  #policyMapping: number
  #constrained: ReadonlySet<string> = new Set()

  /** `length` is n: the certificates of the path without the anchor. */
  constructor(inputs: PolicyInputs, length: number, budget: Budget) {
    this.#graph = new PolicyGraph(budget)
    this.#budget = budget
    this.#acceptable = new Set(inputs.acceptable ?? [anyPolicy])
    this.#explicitPolicy = inputs.requireExplicitPolicy === true ? 0 : length + 1
    this.#inhibitAnyPolicy = inputs.inhibitAnyPolicy === true ? 0 : length + 1
    this.#policyMapping = inputs.inhibitPolicyMapping === true ? 0 : length + 1
  }

  /** RFC 5937 section 3.2: the anchor's own policyConstraints and inhibitAnyPolicy. */
  constrainFromAnchor(anchor: Certificate): void {
    this.#tighten(anchor)
  }

  /** Java refuses critical policies with qualifiers (PKIXParameters), as long as the policies of all above fit together. */
  qualifierFault({ extensions }: Certificate): Reason | undefined {
    const policies = present(extensions.certificatePolicies)
    const isQualified =
      extensions.isCritical("certificatePolicies") &&
      policies?.some(({ oid, qualifiers }) => oid !== anyPolicy && qualifiers.length > 0) === true
    return isQualified && !this.#graph.isNull
      ? {
          kind: "policy",
          message: "its critical certificate policies have qualifiers",
          citation: "RFC 5280 section 4.2.1.4",
        }
      : undefined
  }

  /** Section 6.1.3 (d) to (f). */
  process(certificate: Certificate, isLeaf: boolean): Reason | undefined {
    const policies = present(certificate.extensions.certificatePolicies)
    const takesAny = this.#inhibitAnyPolicy > 0 || (!isLeaf && certificate.isSelfIssued)
    if (policies === undefined) this.#graph.clear()
    else
      this.#graph.add(
        policies.map(({ oid }) => oid),
        takesAny,
      )
    if (this.#graph.overrun)
      return { kind: "budget", limit: "policyNodes", allowed: this.#budget.limits.policyNodes }
    return this.#explicitPolicy === 0 && this.#graph.isNull
      ? noPolicy("RFC 5280 section 6.1.3 (f)")
      : undefined
  }

  /** Section 6.1.4 (a), (b), (h), (i), (j). */
  prepareNext(certificate: Certificate): Reason | undefined {
    const mappings = present(certificate.extensions.policyMappings)
    if (mappings?.some((pair) => pair.issuerDomain === anyPolicy || pair.subjectDomain === anyPolicy))
      return {
        kind: "policy",
        message: "it maps anyPolicy, which has no equivalent",
        citation: "RFC 5280 section 4.2.1.5",
      }
    if (mappings !== undefined) this.#graph.map(mappings, this.#policyMapping > 0)
    if (!certificate.isSelfIssued) {
      if (this.#explicitPolicy > 0) this.#explicitPolicy--
      if (this.#policyMapping > 0) this.#policyMapping--
      if (this.#inhibitAnyPolicy > 0) this.#inhibitAnyPolicy--
    }
    this.#tighten(certificate)
    return undefined
  }

  /** Section 6.1.4 (i) and (j). */
  #tighten({ extensions }: Certificate): void {
    const constraints = present(extensions.policyConstraints)
    this.#explicitPolicy = Math.min(this.#explicitPolicy, constraints?.requireExplicitPolicy ?? Infinity)
    this.#policyMapping = Math.min(this.#policyMapping, constraints?.inhibitPolicyMapping ?? Infinity)
    this.#inhibitAnyPolicy = Math.min(
      this.#inhibitAnyPolicy,
      present(extensions.inhibitAnyPolicy) ?? Infinity,
    )
  }

  /** Section 6.1.5 (a), (b), (g). */
  finish(leaf: Certificate): Reason | undefined {
    if (this.#explicitPolicy > 0) this.#explicitPolicy--
    if (present(leaf.extensions.policyConstraints)?.requireExplicitPolicy === 0) this.#explicitPolicy = 0
    this.#constrained = this.#graph.constrained(this.#acceptable)
    return this.#explicitPolicy === 0 && this.#constrained.size === 0
      ? noPolicy("RFC 5280 section 6.1.5 (g)")
      : undefined
  }

  /** Section 6.1.6: the policies under which the path is valid. */
  constrained(): ReadonlySet<string> {
    return this.#constrained
  }
}

function noPolicy(citation: string): Reason {
  return { kind: "policy", message: "no acceptable certificate policy holds for the whole path", citation }
}
