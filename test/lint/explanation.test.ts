import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { faults } from "../../src/assess/faults.js"
import { lintCodes } from "../../src/lint/codes.js"
import { deliveryDocumentation } from "../../src/lint/deliveryDocumentation.js"
import { documentation } from "../../src/lint/documentation.js"
import {
  allCodes,
  explanationOf,
  otherExplanations,
  ruleExplanations,
  sources,
} from "../../src/lint/explanation.js"

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
}

describe("explanations", () => {
  it("are one for each code that lint comes up with, and for those of every other command", () => {
    const codes = allCodes()
    expect(new Set(codes).size).toBe(codes.length)
    expect([...lintCodes].filter((code) => !codes.includes(code))).toEqual([])
    expect(Object.values(faults).filter(({ code }) => !codes.includes(code))).toEqual([])
  })

  it("are there for every code that the sources declare", () => {
    const declared = filesBelow(resolve(import.meta.dirname, "../../src")).flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/^ +code: "([a-z0-9-]+)",$/gm)].map(([, code = ""]) => code),
    )
    expect(declared.length).toBeGreaterThan(400)
    expect(declared.filter((code) => explanationOf(code) === undefined)).toEqual([])
  })

  it("say what each finding means", () => {
    const silent = [...ruleExplanations(), ...otherExplanations()].filter(({ what }) => what === "")
    expect(silent).toEqual([])
  })

  it("document no code that does not exist", () => {
    expect(
      Object.keys({ ...documentation, ...deliveryDocumentation }).filter(
        (code) => explanationOf(code) === undefined,
      ),
    ).toEqual([])
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
