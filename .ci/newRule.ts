/** npm run new-rule -- CODE …: a lint rule's file, its line in the registry and its recipes, to be filled in. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { withMaker, withRecipes, withRule } from "./newRule/insert.js"
import { camelCase } from "./newRule/naming.js"
import { makerOf, recipesFile, recipesText, ruleText } from "./newRule/templates.js"
import { readWish, usage, type Wish } from "./newRule/wish.js"

const root = process.cwd()
process.exitCode = main(process.argv.slice(2))

function main(args: readonly string[]): number {
  const groups = readdirSync(join(root, "src/rules/registry")).map((name) => name.replace(/\.ts$/, ""))
  const read = wishOf(args, groups)
  if ("problems" in read) {
    for (const problem of read.problems) console.error(`new-rule: error: ${problem}`)
    console.error(usage)
    return 2
  }
  const files = filesOf(read.wish)
  for (const [file, text] of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  format([...files.keys()])
  console.log(nextSteps(read.wish))
  return 0
}

function wishOf(args: readonly string[], groups: readonly string[]): ReturnType<typeof readWish> {
  try {
    return readWish(args, { groups, codes: codesInUse() })
  } catch (error) {
    // An option that there is not.
    return { problems: [error instanceof Error ? error.message : String(error)] }
  }
}

/** Rules and all other findings share one set of codes. */
function codesInUse(): ReadonlySet<string> {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  const texts = sources.filter((name) => name.endsWith(".ts")).map((name) => text(`src/${name}`))
  return new Set(
    texts.flatMap((one) => [...one.matchAll(/\bcode: "([^"]+)"/g)].map(([, code]) => code ?? "")),
  )
}

/** Everything is worked out before anything is written. */
function filesOf(wish: Wish): ReadonlyMap<string, string> {
  const { code, group } = wish
  const rule = ruleFile(wish)
  const registry = registryFile(wish)
  const recipes = recipesFile(wish)
  if (existsSync(join(root, rule))) throw new Error(`${rule} is there already`)
  return new Map([
    [rule, ruleText(wish)],
    [registry, withRule(text(registry), group, camelCase(code))],
    [recipes, withMaker(withRecipes(text(recipes), code, recipesText(wish)), makerOf(wish))],
  ])
}

function ruleFile({ group, code }: Wish): string {
  return `src/rules/${group}/${camelCase(code)}.ts`
}

function registryFile({ group }: Wish): string {
  return `src/rules/registry/${group}.ts`
}

function text(file: string): string {
  return readFileSync(join(root, file), "utf8")
}

function format(files: readonly string[]): void {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome")
  execFileSync(process.execPath, [biome, "check", "--write", ...files], { cwd: root, stdio: "pipe" })
}

function nextSteps(wish: Wish): string {
  return `wrote  ${ruleFile(wish)}
       ${registryFile(wish)} (one import, one name)
       ${recipesFile(wish)} (the recipes of its fixtures)

To do by hand, in two files:
  1. ${ruleFile(wish)}: fill in everything marked FILL IN
  2. ${recipesFile(wish)}: fill in the two recipes; where the rule holds a number or a date,
     good and bad stand on the two sides of that edge
Then:
  npm run fixtures             writes the fixtures from the recipes
  npm run generate             writes the rule into src/rules/RULES.md
  npm test                     names whatever is still to be filled in
  npm run fix, npm run check   format; types, lint and format`
}
