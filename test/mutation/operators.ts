/** The ways in which a mutant differs from its source: small slips that still read like a program. */
import { childOf, childrenOf, type SyntaxNode } from "./syntax.js"

/** Source text from start to end, in UTF-16 units, and what stands there instead. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What of this node can be changed; most nodes are none of an operator's business. */
export type Operator = (node: SyntaxNode, source: string) => readonly Edit[]

const swappedOperators: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
}

const swappedMethods: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  min: "max",
  max: "min",
  find: "findLast",
  findLast: "find",
  startsWith: "endsWith",
  endsWith: "startsWith",
}

export const operators: Readonly<Record<string, Operator>> = {
  "another operator": (node, source) => {
    const [left, right] = [childOf(node, "left"), childOf(node, "right")]
    const swapped = swappedOperators[String(node["operator"])]
    if (left === undefined || right === undefined || swapped === undefined) return []
    const between = source.slice(left.end, right.start)
    return [{ start: left.end, end: right.start, text: between.replace(String(node["operator"]), swapped) }]
  },
  "no fallback": (node) => {
    const [left, right] = [childOf(node, "left"), childOf(node, "right")]
    if (node["operator"] !== "??" || left === undefined || right === undefined) return []
    return [{ start: left.end, end: right.end, text: "" }]
  },
  "true for false": (node) =>
    node.type === "Literal" && typeof node["value"] === "boolean" ? [instead(node, `${!node["value"]}`)] : [],
  "one more or less": (node) => {
    const { type, value } = node
    if (type !== "Literal" || typeof value !== "number" || !Number.isSafeInteger(value)) return []
    return [instead(node, `${value + 1}`), instead(node, value === 0 ? "-1" : `${value - 1}`)]
  },
  "nothing negated": (node) =>
    node.type === "UnaryExpression" && node["operator"] === "!"
      ? [{ start: node.start, end: node.start + 1, text: "" }]
      : [],
  "condition negated": (node, source) => {
    const test = childOf(node, "test")
    return test === undefined ? [] : [instead(test, `!(${textOf(test, source)})`)]
  },
  "one branch": (node, source) => {
    const branches = ["consequent", "alternate"].map((field) => childOf(node, field))
    if (node.type !== "ConditionalExpression") return []
    return branches.flatMap((branch) => (branch === undefined ? [] : [instead(node, textOf(branch, source))]))
  },
  "statement gone": (node) =>
    /^(Throw|Return|Expression|Continue|Break)Statement$/.test(node.type) ? [instead(node, "{}")] : [],
  "nothing returned": (node) => {
    const value = node.type === "ReturnStatement" ? childOf(node, "argument") : undefined
    return value === undefined ? [] : [instead(value, "undefined")]
  },
  // What has a space in it is prose: whether it is well said is for a reader to judge.
  "empty string": (node) => {
    const { type, value } = node
    return type === "Literal" && typeof value === "string" && /^\S+$/.test(value) ? [instead(node, '""')] : []
  },
  "another method": (node) => {
    const property = node.type === "MemberExpression" ? childOf(node, "property") : undefined
    const name = property?.["name"]
    const swapped = typeof name === "string" ? swappedMethods[name] : undefined
    return property === undefined || swapped === undefined ? [] : [instead(property, swapped)]
  },
  "nothing filtered": (node) => {
    const callee = node.type === "CallExpression" ? childOf(node, "callee") : undefined
    const called = callee && childOf(callee, "object")
    if (callee === undefined || called === undefined) return []
    return childOf(callee, "property")?.["name"] === "filter"
      ? [{ start: called.end, end: node.end, text: "" }]
      : []
  },
  "one element less": (node) =>
    node.type === "ArrayExpression" ? withoutOne(childrenOf(node, "elements")) : [],
  "arguments swapped": (node, source) => {
    const given = node.type === "CallExpression" ? childrenOf(node, "arguments") : []
    const [first, second] = given
    if (first === undefined || second === undefined || given.length > 2) return []
    const between = source.slice(first.end, second.start)
    const text = `${textOf(second, source)}${between}${textOf(first, source)}`
    return [{ start: first.start, end: second.end, text }]
  },
  "a line of the script gone": (node, source) =>
    node.type === "TemplateElement" ? withoutOneLine(node, source) : [],
}

function textOf({ start, end }: SyntaxNode, source: string): string {
  return source.slice(start, end)
}

function instead({ start, end }: SyntaxNode, text: string): Edit {
  return { start, end, text }
}

function withoutOne(elements: readonly SyntaxNode[]): readonly Edit[] {
  return elements.map(({ start, end }, at) => {
    const [before, after] = [elements[at - 1], elements[at + 1]]
    if (after !== undefined) return { start, end: after.start, text: "" }
    return { start: before?.end ?? start, end, text: "" }
  })
}

/** Whole lines only: what stands on one line with a value cannot be taken away alone. */
function withoutOneLine({ start, end }: SyntaxNode, source: string): readonly Edit[] {
  const edits: Edit[] = []
  for (let at = source.indexOf("\n", start) + 1; at > 0 && at < end; ) {
    const next = source.indexOf("\n", at) + 1
    if (next === 0 || next > end) break
    if (source.slice(at, next).trim() !== "") edits.push({ start: at, end: next, text: "" })
    at = next
  }
  return edits
}
