import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import AjvDraft4 from "ajv-draft-04"
import addFormats from "ajv-formats"
import { describe, expect, it } from "vitest"
import { explanationOf } from "../../../src/lint/explanation.js"
import { sarifReport } from "../../../src/report/lint/sarif.js"
import { rules } from "../../../src/rules/registry.js"
import { clean, obeyed, options, report } from "./fixture.js"

// The package asks for its schema by this path itself.
const schemaFile = createRequire(import.meta.url).resolve(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
)
const ajv = new AjvDraft4.default({ strict: false, allErrors: true, unicodeRegExp: false })
addFormats.default(ajv)
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, "utf8")))

interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string }
      readonly region: { readonly startLine: number; readonly startColumn?: number }
    }
    readonly logicalLocations?: readonly { readonly name?: string; readonly fullyQualifiedName?: string }[]
  }[]
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[]
  readonly baselineState?: string
}
interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
      readonly invocations: readonly [{ readonly executionSuccessful: boolean }]
      readonly results: readonly Result[]
    },
  ]
}

const isRule = (code: string): boolean => rules.some((rule) => rule.code === code)
const read = (text: string): Log["runs"][0] => {
  const log: Log = JSON.parse(text)
  return log.runs[0]
}

describe("the SARIF report", () => {
  const text = sarifReport(report, options)
  const run = read(text)
  const of = (ruleId: string): Result => {
    const found = run.results.find((result) => result.ruleId === ruleId)
    if (found === undefined) throw new Error(`no result for ${ruleId}`)
    return found
  }

  it.each([report, clean])("validates against the schema of SARIF 2.1.0", (one) => {
    validate(JSON.parse(sarifReport(one, options)))
    expect(validate.errors).toBeNull()
  })

  it("is held to a schema that refuses", () => {
    expect(validate({ version: "2.1.0", runs: [{ results: [{ level: "severe" }] }] })).toBe(false)
  })

  it("stays as it is, but for the words of the rules", () => {
    const { driver } = run.tool
    const rules = driver.rules.map((rule) => (isRule(rule.id) ? { id: rule.id } : rule))
    // As text: half a surrogate pair, which hostile names may hold, is no character of a file.
    expect(JSON.stringify({ ...run, tool: { driver: { ...driver, rules } } }, null, 2)).toMatchSnapshot()
  })

  it("describes a rule by its own documentation", () => {
    const rule = explanationOf("expired")
    const described = run.tool.driver.rules.find(({ id }) => id === "expired")
    expect(described).toMatchObject({
      shortDescription: { text: rule?.what },
      fullDescription: { text: `${rule?.what} ${rule?.why}` },
      help: {
        text: expect.stringContaining(`Bad: ${rule?.bad}\nGood: ${rule?.good}\n`),
        markdown: expect.stringContaining("**Why:** "),
      },
      defaultConfiguration: { level: "error" },
      properties: { citation: rule?.citation, "problem.severity": "error", scopes: rule?.scopes },
    })
  })

  it("knows nothing but the name of a code that nobody documents", () => {
    expect(run.tool.driver.rules.find(({ id }) => id === "made-up-code")).toEqual({
      id: "made-up-code",
      defaultConfiguration: { level: "error" },
    })
  })

  it("points each result to its rule", () => {
    const { rules } = run.tool.driver
    expect(run.results.map(({ ruleIndex }) => rules[ruleIndex]?.id)).toEqual(
      run.results.map(({ ruleId }) => ruleId),
    )
  })

  it("places a certificate at the first line of its PEM block, and says where inside", () => {
    expect(of("expired").locations).toEqual([
      {
        physicalLocation: { artifactLocation: { uri: "certs/mail.pem" }, region: { startLine: 31 } },
        logicalLocations: [{ fullyQualifiedName: "validity" }],
      },
    ])
  })

  it("places a problem of fleet.yaml at line and column", () => {
    expect(of("fleet-unknown-key").locations[0]?.physicalLocation.region).toEqual({
      startLine: 41,
      startColumn: 38,
    })
  })

  it("gives a server a file's place, without which GitHub refuses the whole report, and its name", () => {
    expect(of("sct-count-too-low").locations).toEqual([
      {
        physicalLocation: { artifactLocation: { uri: "mail.example.edu%3A443" }, region: { startLine: 1 } },
        logicalLocations: [{ name: "mail.example.edu:443", kind: "resource" }],
      },
    ])
  })

  it("encodes paths", () => {
    const uris = run.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri)
    expect(uris).toContain("certs/a%20b.pem")
    for (const uri of uris) expect(uri).toMatch(/^[\w./%~!'()*-]+$/)
  })

  it("makes an absolute path a file URI", () => {
    const outside = sarifReport(report, { ...options, locate: () => "/srv/a b.pem" })
    expect(read(outside).results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      "file:///srv/a%20b.pem",
    )
  })

  it("suppresses what is waived, with the reason, and tells the known from the new", () => {
    expect(run.results.map(({ baselineState }) => baselineState)).toEqual([
      ...["new", "new", "new", "new", "new", undefined, "unchanged", "new", "new", "new"],
    ])
    expect(of("sha1-signature").suppressions).toEqual([
      {
        kind: "external",
        justification: expect.stringMatching(/^the vendor \| mends it .* \(until 2026-12-31\)$/),
      },
    ])
  })

  it("has the identity as fingerprint", () => {
    expect(of("expired").partialFingerprints).toEqual({ "certfleetIdentity/v1": "2".repeat(32) })
  })

  it("says that a lint which could not check everything did not succeed", () => {
    expect(run.invocations[0].executionSuccessful).toBe(false)
    expect(read(sarifReport(clean, options)).invocations[0].executionSuccessful).toBe(true)
  })

  it("lets no name make a link, and nothing through that a terminal or a log obeys", () => {
    expect(of("made-up-code").message.text).not.toContain("](")
    expect(text).not.toMatch(obeyed)
  })
})
