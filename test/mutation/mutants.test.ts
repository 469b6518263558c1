import { describe, expect, it } from "vitest"
import { mutantsOf, shuffled } from "./mutants.js"
import { operators } from "./operators.js"

function made(operator: string, source: string): string[] {
  return mutantsOf("a.ts", source)
    .filter((mutant) => mutant.operator === operator)
    .map(({ text }) => text)
}

const cases: readonly (readonly [operator: string, source: string, mutants: readonly string[]])[] = [
  ["another operator", "const a = b < c", ["const a = b <= c"]],
  ["another operator", "const a = b !== c && d", ["const a = b !== c || d", "const a = b === c && d"]],
  ["no fallback", "const a = b ?? c", ["const a = b"]],
  ["true for false", "const a = false", ["const a = true"]],
  ["one more or less", "const a = 2048", ["const a = 2049", "const a = 2047"]],
  ["one more or less", "const a = 0", ["const a = 1", "const a = -1"]],
  ["nothing negated", "const a = !b", ["const a = b"]],
  ["condition negated", "if (a) b()", ["if (!(a)) b()"]],
  ["one branch", "const a = b ? c : d", ["const a = c", "const a = d"]],
  ["statement gone", "if (a) throw b", ["if (a) {}"]],
  ["statement gone", "a()\nb()", ["{}\nb()", "a()\n{}"]],
  ["nothing returned", "function a() { return b }", ["function a() { return undefined }"]],
  ["empty string", 'const a = "b"', ['const a = ""']],
  ["another method", "a.some(b)", ["a.every(b)"]],
  ["nothing filtered", "const a = b.filter(c).map(d)", ["const a = b.map(d)"]],
  [
    "one element less",
    "const a = [b, c, ...d]",
    ["const a = [c, ...d]", "const a = [b, ...d]", "const a = [b, c]"],
  ],
  ["one element less", "const a = [b]", ["const a = []"]],
  ["arguments swapped", "a(b, c)", ["a(c, b)"]],
  ["a line of the script gone", "const a = `set -e\nb\n`", ["const a = `set -e\n`"]],
]

describe("a mutant", () => {
  it.each(cases)("of %s: %s", (operator, source, mutants) => {
    expect(made(operator, source)).toEqual(mutants)
  })

  it("is in the cases above for every operator", () => {
    expect(Object.keys(operators).filter((name) => !cases.some(([operator]) => operator === name))).toEqual(
      [],
    )
  })

  it.each([
    ["a comment", "// a < b, true, 1\nlet a"],
    ["a type", 'type A = { readonly b: true | 1 | "c" }\nlet a: Record<string, 2>'],
    ["an import", 'import { a } from "b"'],
    ["an export's source", 'export { a } from "b"'],
    ["prose", 'const a = "this is prose"'],
  ])("is none of %s", (_what, source) => {
    expect(mutantsOf("a.ts", source)).toEqual([])
  })

  it("tells its file, its line, and that line before and after", () => {
    expect(mutantsOf("src/a.ts", "let a\n  if (b < c) a()\n")[0]).toMatchObject({
      file: "src/a.ts",
      line: 2,
      before: "if (b < c) a()",
      after: "if (b <= c) a()",
    })
  })

  it("stands where it should after characters of two units", () => {
    expect(made("true for false", 'const a = "😀é"\nconst b = true')).toEqual([
      'const a = "😀é"\nconst b = false',
    ])
  })
})

describe("a draw", () => {
  const all = Array.from({ length: 50 }, (_, at) => at)

  it("is the same for the same seed, and another one for another", () => {
    expect(shuffled(all, 1)).toEqual(shuffled(all, 1))
    expect(shuffled(all, 2)).not.toEqual(shuffled(all, 1))
  })

  it("leaves nothing out", () => {
    expect([...shuffled(all, 3)].sort((a, b) => a - b)).toEqual(all)
  })
})
