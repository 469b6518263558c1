/** The files of all recipes. */
import { rules } from "../../src/rules/registry.js"
import { writePem } from "../../src/x509/pem.js"
import { build, type Pairs, type Recipe, type RuleKeys } from "./build.js"
import { lintable, lintFixture } from "./read.js"
import { rulePairs } from "./table.js"

/**
 * CODE.good.pem and CODE.bad.pem with a line of words in front, and what is found in each of them. Throws when a good
 * one breaks its rule or a bad one keeps it: such a fixture would prove nothing.
 */
export function ruleFiles(keys: RuleKeys, pairs: Pairs = rulePairs): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const found: Record<string, readonly string[]> = {}
  const meanings = new Map(rules.map(({ code, documentation }) => [code, documentation.what]))
  for (const [code, { good, bad }] of Object.entries(pairs)) {
    add(`${code}.good`, good, (messages) => {
      if (messages.has(code)) throw new Error(`the good recipe of ${code} breaks it: ${messages.get(code)}`)
      return `${code}, kept: ${meanings.get(code)}`
    })
    add(`${code}.bad`, bad, (messages) => {
      if (!messages.has(code)) throw new Error(`the bad recipe of ${code} does not break it`)
      return `${code}, broken: ${messages.get(code)}`
    })
  }
  files.set("findings.json", `${JSON.stringify(found, null, 2)}\n`)
  return files

  function add(name: string, recipe: Recipe, words: (messages: ReadonlyMap<string, string>) => string): void {
    const built = build(name, recipe, keys)
    const findings = lintFixture(lintable(built), name)
    const messages = new Map(findings.map(({ code, message }) => [code, message]))
    found[name] = [...messages.keys()]
    files.set(`${name}.pem`, `${words(messages)}\n\n${writePem(built.label, built.der)}`)
  }
}
