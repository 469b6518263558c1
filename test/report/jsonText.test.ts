import { describe, expect, it } from "vitest"
import { jsonText } from "../../src/report/jsonText.js"

const controls = ["\u007f", "\u0085", "\u009b"]
const directions = ["\u202e", "\u2066", "\u200f", "\u061c"]
const separators = ["\u2028", "\u2029"]
const noncharacters = ["\ufffe", "\ufdd0", "\u{1fffe}", "\u{10ffff}"]

describe("JSON text", () => {
  it.each([...controls, ...directions, ...separators, ...noncharacters, "\ud800"])(
    "holds no %j, and means it",
    (character) => {
      const value = { name: `aé${character}${character}z`, [character]: character }
      const text = jsonText(value)
      expect(text).not.toContain(character)
      expect(JSON.parse(text)).toEqual(value)
    },
  )

  it.each(["##[group]", "##vso[x]", "###[x]"])("holds no command of a build server: %s", (command) => {
    const value = { name: `é ${command}` }
    const text = jsonText(value)
    expect(text).not.toMatch(/##\w*\[/)
    expect(JSON.parse(text)).toEqual(value)
  })

  it("leaves everything else as it is", () => {
    expect(jsonText({ a: "ß ü 漢 😀 # [x] ## x\n\t" })).toBe('{\n  "a": "ß ü 漢 😀 # [x] ## x\\n\\t"\n}\n')
  })
})
