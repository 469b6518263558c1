import { Lexer } from "yaml"

/** Ten times what any file of ours needs. */
const maxDepth = 100
/** Columns; each level of a block takes one at least. */
const maxIndent = 400

/**
 * Whether a YAML text is nested so deeply that reading it could take more stack than there is. Where a regular
 * expression is compiled at the end of the stack, V8 ends the process: there is nothing to catch.
 */
export function isNestedTooDeeply(text: string): boolean {
  if (/^(?:[ \t]*[-?:](?=[ \t])){50}/m.test(text)) return true
  if (new RegExp(`^ {${maxIndent}}`, "m").test(text)) return true
  // Brackets in strings and comments count only for the first look.
  return flowDepth(text) > maxDepth && flowDepth(new Lexer().lex(text)) > maxDepth
}

function flowDepth(tokens: Iterable<string>): number {
  let [depth, deepest] = [0, 0]
  for (const token of tokens) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth)
    else if ((token === "]" || token === "}") && depth > 0) depth -= 1
  }
  return deepest
}
