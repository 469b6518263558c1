import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"
import { gitlabReport } from "../../../src/report/lint/gitlab.js"
import { clean, obeyed, options, report } from "./fixture.js"

/** What GitLab's documentation of Code Quality reports asks of each entry. */
const validate = new Ajv({ strict: true }).compile({
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    properties: {
      description: { type: "string", minLength: 1 },
      check_name: { type: "string", minLength: 1 },
      fingerprint: { type: "string", minLength: 1 },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        additionalProperties: false,
        required: ["path", "lines"],
        properties: {
          path: { type: "string", pattern: "^(?!\\./)" },
          lines: {
            type: "object",
            additionalProperties: false,
            required: ["begin"],
            properties: { begin: { type: "integer", minimum: 1 } },
          },
        },
      },
    },
  },
})

describe("the report for GitLab", () => {
  const text = gitlabReport(report, options)
  const entries: { fingerprint: string; check_name: string }[] = JSON.parse(text)

  it("is an array of what GitLab reads", () => {
    expect([validate(entries), validate.errors]).toEqual([true, null])
    expect(gitlabReport(clean, options)).toBe("[]\n")
  })

  it("stays as it is", () => {
    expect(text).toMatchSnapshot()
  })

  it("has each fingerprint once, though one certificate lies in two files", () => {
    const fingerprints = entries.map(({ fingerprint }) => fingerprint)
    expect(new Set(fingerprints).size).toBe(fingerprints.length)
    expect(fingerprints).toContain(`${"3".repeat(32)}-2`)
  })

  it("leaves out what is waived or known", () => {
    expect(entries.map(({ check_name }) => check_name)).not.toContain("sha1-signature")
  })

  it("lets nothing through that a terminal or a log obeys", () => {
    expect(text).not.toMatch(obeyed)
  })
})
