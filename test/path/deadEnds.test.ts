import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { ca, host, leaf, outcome, verify } from "./graph.js"

const names = ["a", "b", "c", "d"]
const root = ca("root>root")
const stranger = ca("stranger>stranger")

interface Edge {
  readonly issuer: string
  readonly subject: string
  /** Two CAs may have one name. */
  readonly issuerKey: number
  readonly subjectKey: number
  readonly expired: boolean
  /** CAs that may follow. */
  readonly pathLength: number | undefined
}

const edge: fc.Arbitrary<Edge> = fc
  .record({
    issuer: fc.constantFrom(...names, "root", "stranger"),
    subject: fc.constantFrom(...names),
    issuerKey: fc.nat(1),
    subjectKey: fc.nat(1),
    expired: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
    pathLength: fc.constantFrom(undefined, undefined, 0, 1),
  })
  .filter(({ issuer, subject }) => issuer !== subject)

const labelOf = (name: string, key: number): string =>
  name === "root" || name === "stranger" ? name : `${name} ${key}`

const made = new Map<string, Certificate>()
function certificateOf(one: Edge): Certificate {
  const name = JSON.stringify(one)
  const known = made.get(name)
  if (known !== undefined) return known
  const certificate = ca(`${one.issuer}>${one.subject}`, {
    keyLabel: labelOf(one.subject, one.subjectKey),
    signerLabel: labelOf(one.issuer, one.issuerKey),
    ...(one.pathLength === undefined
      ? {}
      : { extensions: [extension.basicConstraints(true, one.pathLength)] }),
    ...(one.expired ? { notAfter: new Date("2025-01-01T00:00:00Z") } : {}),
  })
  made.set(name, certificate)
  return certificate
}

/** Tries every way: whether CAs in force, each with room for those before it, lead from this name and key to the root. */
function isReachable(edges: readonly Edge[], holder: string, before: readonly string[] = []): boolean {
  if (holder === "root") return true
  return edges.some(
    ({ issuer, subject, issuerKey, subjectKey, expired, pathLength = 9 }) =>
      !expired &&
      labelOf(subject, subjectKey) === holder &&
      !before.includes(holder) &&
      before.length <= pathLength &&
      isReachable(edges, labelOf(issuer, issuerKey), [...before, holder]),
  )
}

describe("a search that goes through no dead end twice", () => {
  const end = leaf("a>leaf", { signerLabel: "a 0" })

  it("finds a path wherever there is one, whatever its constraints", () => {
    let found = 0
    fc.assert(
      fc.property(fc.array(edge, { minLength: 6, maxLength: 20 }), (edges) => {
        const { ok } = verify(end, [...edges.map(certificateOf), stranger], [root])
        found += ok ? 1 : 0
        expect(ok).toBe(isReachable(edges, "a 0"))
      }),
      { numRuns: 600 },
    )
    expect(found).toBeGreaterThan(20)
  })

  it("goes back to one that it left because of a loop, when the way round the loop was refused", () => {
    const late = { notAfter: new Date("2049-06-01T00:00:00Z") }
    const refused = ca("b>a", {
      ...late,
      extensions: [extension.subjectAltName([dns("ca.example.org")])],
    })
    const pool = [
      refused,
      ca("d>b", late),
      ca("c>d"),
      ca("b>c"),
      ca("c>a"),
      ca("root>b", { extensions: [extension.nameConstraints([], [dns("example.org")])] }),
    ]
    const result = verify(leaf("a>leaf"), pool, [root])
    expect(outcome(result)).toBe(`${host} < a < c < b < root`)
  })
})
