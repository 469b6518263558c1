import { childOf, childrenOf, runningNodes, type SyntaxNode } from "../mutation/syntax.js"

/** 0, 1 and 2 are places and counts more often than limits; the fixtures of a rule have to tell them apart by themselves. */
const largestPlace = 2

/** What may be a limit in a source: its numbers, and its days as YYYY-MM-DD where it makes one by Date.UTC. */
export function limitsIn(source: string): readonly (number | string)[] {
  const nodes = runningNodes(source)
  const days = nodes.filter(isDay)
  const inDay = (node: SyntaxNode): boolean =>
    days.some(({ start, end }) => start <= node.start && node.end <= end)
  const numbers = nodes.filter((node) => !inDay(node)).flatMap((node) => numberOf(node) ?? [])
  return [...numbers.filter((number) => number > largestPlace), ...days.map(dayOf)]
}

function isDay(node: SyntaxNode): boolean {
  const callee = node.type === "CallExpression" ? childOf(node, "callee") : undefined
  if (callee === undefined) return false
  return (
    childOf(callee, "object")?.["name"] === "Date" &&
    childOf(callee, "property")?.["name"] === "UTC" &&
    childrenOf(node, "arguments").every((argument) => numberOf(argument) !== undefined)
  )
}

function dayOf(node: SyntaxNode): string {
  const [year = 0, month = 0, day = 1] = childrenOf(node, "arguments").flatMap((one) => numberOf(one) ?? [])
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10)
}

function numberOf({ type, value }: SyntaxNode): number | undefined {
  if (type !== "Literal") return undefined
  if (typeof value === "number") return value
  return typeof value === "bigint" ? Number(value) : undefined
}
