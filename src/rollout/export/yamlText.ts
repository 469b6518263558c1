import { stringify } from "yaml"

export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml }

/** Keys in the order of their making. */
export type YamlMap = { readonly [key: string]: Yaml }

/** Below the width that ansible-lint wants, in which Jinja's expressions are folded. */
const width = 110

/** A YAML document with a comment before it, as ansible-lint likes it. */
export function yamlText(value: Yaml, comment: readonly string[]): string {
  const about = comment.map((line) => `# ${line}`.trimEnd()).join("\n")
  return `---\n${about}\n${stringify(value, { lineWidth: width, indentSeq: true, aliasDuplicateObjects: false, blockQuote: "literal" })}`
}
