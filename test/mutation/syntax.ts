/** The syntax tree of a source file, as far as mutants need it. */
import { parseAst } from "vitest/node"

export interface SyntaxNode {
  readonly type: string
  /** Offsets into the source, in UTF-16 units. */
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** What holds values inside although its name is that of a type. */
const valueHolders: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSParameterProperty",
])

/** Every node that is there when the program runs, parents first: types and what names a module are left out. */
export function runningNodes(source: string): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = []
  visit(parseAst(source, { lang: "ts" }), nodes)
  return nodes
}

export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  const child = node[field]
  return isNode(child) ? child : undefined
}

export function childrenOf(node: SyntaxNode, field: string): readonly SyntaxNode[] {
  const children = node[field]
  return Array.isArray(children) ? children.filter(isNode) : []
}

function visit(value: unknown, into: SyntaxNode[]): void {
  if (Array.isArray(value)) {
    for (const one of value) visit(one, into)
    return
  }
  if (!isNode(value) || isLeftOut(value)) return
  into.push(value)
  for (const [field, child] of Object.entries(value)) if (!isWord(value, field)) visit(child, into)
}

function isLeftOut({ type, importKind }: SyntaxNode): boolean {
  return (
    type === "ImportDeclaration" ||
    importKind === "type" ||
    (type.startsWith("TS") && !valueHolders.has(type))
  )
}

/** A module's name, or that of a property: no value that a program computes with. */
function isWord({ type, computed }: SyntaxNode, field: string): boolean {
  if (field === "source") return type.startsWith("Export") || type === "ImportExpression"
  return field === "key" && computed !== true
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value
}
