import { describe, expect, it } from "vitest"
import { lintCodes } from "../../src/lint/codes.js"
import { documentation } from "../../src/lint/documentation.js"
import { explanationOf, otherExplanations, ruleExplanations, sources } from "../../src/lint/explanation.js"

describe("explanations", () => {
  it("are one for each code", () => {
    const codes = [...ruleExplanations(), ...otherExplanations()].map(({ code }) => code)
    expect(codes.toSorted()).toEqual([...lintCodes].toSorted())
  })

  it("say what each finding means", () => {
    const silent = [...ruleExplanations(), ...otherExplanations()].filter(({ what }) => what === "")
    expect(silent).toEqual([])
  })

  it("document no code that does not exist", () => {
    expect(Object.keys(documentation).filter((code) => explanationOf(code) === undefined)).toEqual([])
  })

  it("list rules by source, then by code", () => {
    const order = ruleExplanations().map(
      ({ source = "certfleet", code }) => `${sources.indexOf(source)} ${code}`,
    )
    expect(order).toEqual(order.toSorted())
  })

  it("are none for a code that no lint comes up with", () => {
    expect(explanationOf("made-up-code")).toBeUndefined()
  })
})
