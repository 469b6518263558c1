import { describe, expect, it } from "vitest"
import type { ExtensionSpec } from "../../certs-fixtures/certificateDer.js"
import { extension } from "../../certs-fixtures/extensionDer.js"
import { Budget } from "../../src/path/budget.js"
import { PolicyGraph } from "../../src/path/policyGraph.js"
import type { PolicyInputs } from "../../src/path/validationRun.js"
import { der, derInteger, derOid, derSequence } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { ca, leaf, outcome, verify } from "./graph.js"

const any = "2.5.29.32.0"
const [p1, p2, p3] = ["1.2.3.1", "1.2.3.2", "1.2.3.3"] as const
const root = ca("root>root")
const policies = (...oids: readonly string[]): ExtensionSpec => extension.certificatePolicies(oids)
const mappings = (...pairs: readonly (readonly [string, string])[]): ExtensionSpec => ({
  oid: extensionOids.policyMappings,
  critical: true,
  value: derSequence(...pairs.map(([from, to]) => derSequence(derOid(from), derOid(to)))),
})
const constraints = (explicit?: number, mapping?: number): ExtensionSpec => ({
  oid: extensionOids.policyConstraints,
  critical: true,
  value: derSequence(
    ...(explicit === undefined ? [] : [der(0x80, Uint8Array.of(explicit))]),
    ...(mapping === undefined ? [] : [der(0x81, Uint8Array.of(mapping))]),
  ),
})
const inhibit = (skip: number): ExtensionSpec => ({
  oid: extensionOids.inhibitAnyPolicy,
  critical: true,
  value: derInteger(skip),
})

/** root > a > b > leaf with the extensions of each; the policies of the path, or what refused it. */
function policiesOf(
  chain: { a?: readonly ExtensionSpec[]; b?: readonly ExtensionSpec[]; leaf?: readonly ExtensionSpec[] },
  inputs: PolicyInputs = {},
): string {
  const pool = [ca("root>a", { extensions: chain.a ?? [] }), ca("a>b", { extensions: chain.b ?? [] })]
  const result = verify(leaf("b>leaf", { extensions: chain.leaf ?? [] }), pool, [root], {
    profile: "private",
    policies: inputs,
  })
  return result.ok ? [...result.policies].sort().join(" ") : outcome(result)
}

const explicit: PolicyInputs = { requireExplicitPolicy: true }

describe("policies along a path", () => {
  it.each<[string, Parameters<typeof policiesOf>[0], PolicyInputs, string]>([
    ["none needed, none there", {}, {}, ""],
    ["needed, none there", {}, explicit, "policy"],
    ["the same everywhere", { a: [policies(p1)], b: [policies(p1)], leaf: [policies(p1)] }, explicit, p1],
    ["missing in the middle", { a: [policies(p1)], leaf: [policies(p1)] }, explicit, "policy"],
    ["different", { a: [policies(p1)], b: [policies(p2)], leaf: [policies(p1)] }, explicit, "policy"],
    ["overlapping", { a: [policies(p1, p2)], b: [policies(p2, p3)], leaf: [policies(p2, p1)] }, explicit, p2],
    ["anyPolicy above", { a: [policies(any)], b: [policies(any)], leaf: [policies(p1)] }, explicit, p1],
    ["anyPolicy below", { a: [policies(p1)], b: [policies(any)], leaf: [policies(any)] }, explicit, p1],
    [
      "anyPolicy everywhere",
      { a: [policies(any)], b: [policies(any)], leaf: [policies(any)] },
      explicit,
      any,
    ],
    [
      "anyPolicy everywhere, one accepted",
      { a: [policies(any)], b: [policies(any)], leaf: [policies(any)] },
      { ...explicit, acceptable: [p1] },
      p1,
    ],
    [
      "another one accepted",
      { a: [policies(p1)], b: [policies(p1)], leaf: [policies(p1)] },
      { ...explicit, acceptable: [p2] },
      "policy",
    ],
    [
      "another one accepted, none needed",
      { a: [policies(p1)], b: [policies(p1)], leaf: [policies(p1)] },
      { acceptable: [p2] },
      "",
    ],
    [
      "asked for by the first CA",
      { a: [policies(p1), constraints(0)], b: [policies(p1)], leaf: [] },
      {},
      "policy",
    ],
    ["asked for from the second certificate on", { a: [constraints(2)] }, {}, "policy"],
    ["asked for further down than the path goes", { a: [constraints(3)] }, {}, ""],
    ["asked for by the leaf", { leaf: [constraints(0)] }, {}, "policy"],
    [
      "mapped",
      { a: [policies(p1), mappings([p1, p2])], b: [policies(p2)], leaf: [policies(p2)] },
      { ...explicit, acceptable: [p1] },
      p1,
    ],
    [
      "mapped, the old name below",
      { a: [policies(p1), mappings([p1, p2])], b: [policies(p1)], leaf: [policies(p1)] },
      explicit,
      "policy",
    ],
    [
      "mapped twice",
      { a: [policies(p1), mappings([p1, p2])], b: [policies(p2), mappings([p2, p3])], leaf: [policies(p3)] },
      explicit,
      p1,
    ],
    [
      "two mapped to one",
      { a: [policies(p1, p2), mappings([p1, p3], [p2, p3])], b: [policies(p3)], leaf: [policies(p3)] },
      explicit,
      `${p1} ${p2}`,
    ],
    [
      "one mapped to two",
      { a: [policies(p1), mappings([p1, p2], [p1, p3])], b: [policies(p3)], leaf: [policies(p3)] },
      explicit,
      p1,
    ],
    [
      "mapped below anyPolicy",
      { a: [policies(any), mappings([p1, p2])], b: [policies(p2)], leaf: [policies(p2)] },
      explicit,
      p1,
    ],
    [
      "mapped where mapping is not allowed",
      { a: [policies(p1), mappings([p1, p2])], b: [policies(p2)], leaf: [policies(p2)] },
      { ...explicit, inhibitPolicyMapping: true },
      "policy",
    ],
    [
      "mapped after mapping was forbidden",
      {
        a: [policies(p1), constraints(undefined, 0)],
        b: [policies(p1), mappings([p1, p2])],
        leaf: [policies(p2)],
      },
      explicit,
      "policy",
    ],
    [
      "mapped while mapping is still allowed",
      {
        a: [policies(p1), constraints(undefined, 1)],
        b: [policies(p1), mappings([p1, p2])],
        leaf: [policies(p2)],
      },
      explicit,
      p1,
    ],
    [
      "mapped from anyPolicy",
      { a: [policies(p1), mappings([any, p2])], b: [policies(p2)], leaf: [policies(p2)] },
      {},
      "policy",
    ],
    [
      "mapped to anyPolicy",
      { a: [policies(p1), mappings([p1, any])], b: [policies(p2)], leaf: [policies(p2)] },
      {},
      "policy",
    ],
    [
      "anyPolicy where it does not count",
      { a: [policies(any)], b: [policies(p1)], leaf: [policies(p1)] },
      { ...explicit, inhibitAnyPolicy: true },
      "policy",
    ],
    [
      "anyPolicy after it was forbidden",
      { a: [policies(p1), inhibit(0)], b: [policies(any)], leaf: [policies(p1)] },
      explicit,
      "policy",
    ],
    [
      "anyPolicy while it is still allowed",
      { a: [policies(p1), inhibit(1)], b: [policies(any)], leaf: [policies(p1)] },
      explicit,
      p1,
    ],
  ])("%s", (_, chain, inputs, expected) => {
    expect(policiesOf(chain, inputs)).toBe(expected)
  })

  it("count anyPolicy of a self-issued intermediate although it is forbidden", () => {
    const pool = [
      ca("root>a", { extensions: [policies(p1), inhibit(0)] }),
      ca("a>a", { keyLabel: "new a", extensions: [policies(any)] }),
    ]
    const end = leaf("a>leaf", { signerLabel: "new a", extensions: [policies(p1)] })
    const result = verify(end, pool, [root], { profile: "private", policies: explicit })
    expect(result.ok && result.policies).toEqual([p1])
  })

  it("follow the constraints of the trust anchor's certificate", () => {
    const strict = ca("root>root", { extensions: [constraints(0)] })
    expect(outcome(verify(leaf("root>leaf"), [], [strict]))).toBe("policy")
  })
})

describe("PolicyGraph", () => {
  it("grows with the number of policies, not exponentially with the depth", () => {
    const budget = new Budget()
    const graph = new PolicyGraph(budget)
    const all = Array.from({ length: 10 }, (_, index) => `1.2.${index}`)
    const crossed = all.flatMap((from) => all.map((to) => ({ issuerDomain: from, subjectDomain: to })))
    for (let depth = 0; depth < 12; depth++) {
      graph.add(all, true)
      graph.map(crossed, true)
    }
    expect(graph.overrun).toBe(false)
    expect(graph.constrained(new Set([any])).size).toBe(10)
    expect(budget.spent.policyNodes).toBeLessThan(12 * 10 * 11 + 10)
  })

  it("stops when the budget ends", () => {
    const budget = new Budget({ policyNodes: 100 })
    const graph = new PolicyGraph(budget)
    graph.add(
      Array.from({ length: 1000 }, (_, index) => `1.2.${index}`),
      true,
    )
    expect(graph.overrun).toBe(true)
  })
})
