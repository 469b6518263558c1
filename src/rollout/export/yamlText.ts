import { stringify } from "yaml"

export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml }

/** Keys in the order of their making. */
export type YamlMap = { readonly [key: string]: Yaml }

/** Below the width that ansible-lint wants, in which Jinja's expressions are folded. */
const width = 110

/** Every break that YAML knows, and every character that it does not take: a certificate may be called by any. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu, "?")
}

/** A YAML document with a comment before it, as ansible-lint likes it. */
export function yamlText(value: Yaml, comment: readonly string[]): string {
  const about = comment.map((line) => `# ${oneLine(line)}`.trimEnd()).join("\n")
  return `---\n${about}\n${stringify(value, { lineWidth: width, indentSeq: true, aliasDuplicateObjects: false, blockQuote: "literal" })}`
}
