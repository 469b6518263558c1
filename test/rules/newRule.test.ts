import { execFile } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { withRecipes, withRule } from "../../.ci/newRule/insert.js"
import { namingProblems } from "../../.ci/newRule/naming.js"
import { placeholders } from "../../.ci/newRule/placeholders.js"
import { pairOf } from "../../certs-fixtures/issue.js"
import { serverKey } from "../../certs-fixtures/keys.js"
import { leaf, type Pair } from "../../certs-fixtures/rules/build.js"
import { ruleFiles } from "../../certs-fixtures/rules/files.js"

const root = resolve(import.meta.dirname, "../..")
/** What the scaffold, the compiler, the formatter and the test of what is unfinished read. */
const needed = [
  ".ci",
  ".gitignore",
  "biome.json",
  "certs-fixtures",
  "package.json",
  "src",
  "test/rules/unfinished.test.ts",
  "test/vitest.config.ts",
  "tsconfig.json",
]
let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "certfleet-test-"))
  for (const path of needed)
    cpSync(join(root, path), join(copy, path), {
      recursive: true,
      filter: (source) => !/\/(deliveries|p12|[^/]+\.pem)$/.test(source),
    })
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

interface Run {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

async function node(...args: readonly string[]): Promise<Run> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: copy })
    return { exitCode: 0, stdout, stderr }
  } catch (error) {
    // What execFile rejects with: an error with the output beside it.
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { exitCode: code, stdout, stderr }
  }
}
const newRule = (...args: readonly string[]) => node(".ci/run-ts.mjs", ".ci/newRule.ts", ...args)
const text = (file: string): string => readFileSync(join(copy, file), "utf8")

describe("npm run new-rule", () => {
  it.each([
    ["no-mail-host", "state the problem"],
    ["San-Odd", "kebab case"],
    ["san-missing", "another finding"],
    ["pem-broken", "another finding"],
  ])("refuses the code %s and writes nothing", async (code, reason) => {
    const before = text("src/rules/registry/names.ts")
    const run = await newRule(code, "--group", "names", "--scope", "leaf", "--source", "br")
    expect(run).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(reason) })
    expect(text("src/rules/registry/names.ts")).toBe(before)
  })

  it("names every choice that is missing or wrong", async () => {
    const { exitCode, stderr } = await newRule("san-odd", "--group", "nowhere", "--scope", "leaf,chain")
    expect(exitCode).toBe(2)
    for (const words of ["--group is one of chain", "stand alone", "--source is one of rfc, br"])
      expect(stderr).toContain(words)
  })

  it.each([
    ["san-a-new-one", "names", "leaf,csr", "names", "sanANewOne", `requestRule`],
    ["subject-a-new-one", "subject", "root", "subject", "subjectANewOne", `certificateRule`],
    ["chain-a-new-one", "chain", "chain", "scenes", "chainANewOne", `chainRule`],
    ["private-key-a-new-one", "privateKey", "key", "scenes", "privateKeyANewOne", `keyRule`],
    ["fleet-a-new-one", "fleet", "fleet", "scenes", "fleetANewOne", `fleetRule`],
  ])("writes the rule %s, its line in the registry and its recipes", async (...row) => {
    const [code, group, scope, recipes, name, maker] = row
    const run = await newRule(code, "--group", group, "--scope", scope, "--source", "certfleet")
    expect(run).toMatchObject({ exitCode: 0, stderr: "" })
    const written = [`src/rules/${group}/${name}.ts`, `certs-fixtures/rules/${recipes}.ts`]
    for (const file of [...written, `src/rules/registry/${group}.ts`]) expect(run.stdout).toContain(file)
    expect(text(`src/rules/${group}/${name}.ts`)).toContain(`export const ${name} = ${maker}({`)
    expect(text(`src/rules/registry/${group}.ts`).match(new RegExp(`\\b${name}\\b`, "g"))).toHaveLength(3)
    expect(text(`certs-fixtures/rules/${recipes}.ts`)).toContain(`  "${code}": {`)
    const left = placeholders(copy)
    for (const file of written) expect(left.filter((line) => line.startsWith(file))).not.toEqual([])
  })

  it("refuses a code that it has written before", async () => {
    expect(existsSync(join(copy, "src/rules/names/sanANewOne.ts"))).toBe(true)
    const again = await newRule("san-a-new-one", "--group", "names", "--scope", "leaf", "--source", "br")
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("another finding") })
  })

  it("leaves a tree that compiles and is formatted", async () => {
    const compiled = await node("node_modules/typescript/bin/tsc", "-p", ".", "--noEmit")
    expect(compiled).toMatchObject({ exitCode: 0, stdout: "" })
    const biome = "node_modules/@biomejs/biome/bin/biome"
    const formatted = await node(biome, "check", "--error-on-warnings", "src/rules", "certs-fixtures/rules")
    expect(formatted).toMatchObject({ exitCode: 0 })
  })

  it("leaves a tree whose tests fail and say what to fill in where", async () => {
    const tests = ["run", "--config", "test/vitest.config.ts", "test/rules/unfinished.test.ts"]
    const { exitCode, stderr } = await node("node_modules/vitest/vitest.mjs", ...tests)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/src\/rules\/names\/sanANewOne\.ts:\d+: the clause/)
    expect(stderr).toMatch(/certs-fixtures\/rules\/scenes\.ts:\d+: good is what the rule looks at/)
  })
})

describe("ruleFiles", () => {
  const server = pairOf(serverKey(join(root, "certs-fixtures"), "rfc9500-rsa2048"))
  const keys = { server, issuing: server, root: server, old: server }
  const clean = leaf()
  const wrong = leaf({ drop: ["subjectAltName"] })
  const files = (pair: Pair) => () => ruleFiles(keys, { "san-missing": pair })

  it("makes no fixture of a recipe that proves nothing about its rule", () => {
    expect(files({ good: clean, bad: clean })).toThrow("the bad recipe of san-missing does not break it")
    expect(files({ good: wrong, bad: wrong })).toThrow("the good recipe of san-missing breaks it")
    expect([...files({ good: clean, bad: wrong })().keys()]).toEqual([
      "san-missing.good.pem",
      "san-missing.bad.pem",
      "findings.json",
    ])
  })
})

describe("namingProblems", () => {
  it("has nothing to say to the name of a problem", () => {
    expect(namingProblems("notice-reference", new Set(["notice"]))).toEqual([])
  })

  it.each([
    ["prefer-rsa", "what to do"],
    ["do-not-use-sha1", "what to do"],
    ["san--missing", "kebab case"],
    ["san-", "kebab case"],
    ["1024-bits", "kebab case"],
    ["taken", "another finding"],
  ])("refuses %s: %s", (code, reason) => {
    expect(namingProblems(code, new Set(["taken"]))).toEqual([expect.stringContaining(reason)])
  })
})

describe("withRule", () => {
  it("puts a rule among the others by the alphabet", () => {
    const list = `import { c } from "../g/c.js"\n\nexport const gRules: readonly AnyRule[] = [a, c]\n`
    expect(withRule(list, "g", "b")).toBe(
      `import { b } from "../g/b.js"\nimport { c } from "../g/c.js"\n\nexport const gRules: readonly AnyRule[] = [\na,\nb,\nc,\n]\n`,
    )
  })
})

describe("withRecipes", () => {
  const table = `export const pairs: Pairs = {\n  a: one,\n  // About c.\n  c: two,\n}\n`
  it("puts an entry in front of the first that comes after it, and of its comment", () => {
    expect(withRecipes(table, "b", "  b: new,\n")).toBe(table.replace("  // About", "  b: new,\n  // About"))
  })
  it("puts the last entry at the end", () => {
    expect(withRecipes(table, "d", "  d: new,\n")).toBe(table.replace("two,\n", "two,\n  d: new,\n"))
  })
})
