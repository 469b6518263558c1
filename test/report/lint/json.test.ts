import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"
import { jsonReport } from "../../../src/report/lint/json.js"
import { clean, hostile, obeyed, options, report } from "./fixture.js"
import schema from "./lintJson.schema.json" with { type: "json" }

const validate = new Ajv({ strict: true, allErrors: true }).compile(schema)

describe("the JSON report", () => {
  const text = jsonReport(report, options)

  it.each([report, clean])("has the documented shape", (one) => {
    validate(JSON.parse(jsonReport(one, options)))
    expect(validate.errors).toBeNull()
  })

  it("stays as it is", () => {
    expect(text).toMatchSnapshot()
  })

  it("keeps every value, and escapes what a terminal or a log obeys", () => {
    const parsed: { findings: { facts: { name?: string } }[] } = JSON.parse(text)
    expect(parsed.findings.map(({ facts }) => facts.name)).toContain(hostile)
    expect(text).not.toMatch(obeyed)
  })
})
