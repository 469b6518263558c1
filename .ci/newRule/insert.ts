/** Puts lines where they belong by the alphabet; what makes no sense there is left to the formatter. */

/** A group's list with one rule more: its import, and its place among the names. */
export function withRule(registry: string, group: string, name: string): string {
  const list = /(: readonly AnyRule\[\] = \[)([^\]]*)(\])/
  if (!list.test(registry)) throw new Error(`src/rules/registry/${group}.ts has no list of rules`)
  const listed = registry.replace(list, (_, before: string, names: string, after: string) => {
    const others = names.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]))
    return `${before}\n${[...others, name].sort().join(",\n")},\n${after}`
  })
  return withImport(listed, `import { ${name} } from "../${group}/${name}.js"`)
}

/** A table of recipes with one entry more, in front of the first code that comes after it. */
export function withRecipes(table: string, code: string, entry: string): string {
  const lines = table.split("\n")
  const start = lines.findIndex((line) => /^export const \w+: .* = \{$/.test(line))
  const end = lines.indexOf("}", start)
  if (start < 0 || end < 0) throw new Error("no table of recipes")
  const later = lines.findIndex((line, index) => {
    const other = index > start && index < end ? /^ {2}"?([\w-]+)"?: /.exec(line)?.[1] : undefined
    return other !== undefined && other > code
  })
  let place = later < 0 ? end : later
  // A comment belongs to the entry below it.
  while (lines[place - 1]?.startsWith("  //")) place--
  return [...lines.slice(0, place), entry.trimEnd(), ...lines.slice(place)].join("\n")
}

/** The imports from ./build.js with this name among them. */
export function withMaker(table: string, maker: string): string {
  return table.replace(/import \{([^}]*)\} from "\.\/build\.js"/, (whole, names: string) => {
    const known = names.split(",").map((word) => word.trim())
    return known.includes(maker) ? whole : whole.replace("{", `{ ${maker},`)
  })
}

function withImport(text: string, line: string): string {
  return text.replace(/^import /m, `${line}\nimport `)
}
