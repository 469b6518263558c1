import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml"
import type { Place } from "../finding.js"
import type { FleetPath } from "./types.js"

/** Finds the line and column of any node of a parsed document. */
export class Positions {
  readonly #document: Document
  readonly #lines: LineCounter
  /** Asked for once a key: a mapping may have thousands. */
  readonly #pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()

  constructor(document: Document, lines: LineCounter) {
    this.#document = document
    this.#lines = lines
  }

  /** The value at the path; where the file has none, the nearest parent. */
  value(path: FleetPath): Place {
    let node: unknown = this.#document.contents
    let found = isNode(node) ? node : undefined
    for (const step of path) {
      node = this.#child(node, step)
      if (!isNode(node) || node.range == null) break
      found = node
    }
    return this.#place(found)
  }

  /** The key itself, for keys that should not be there. */
  key(parent: FleetPath, key: string): Place {
    const pair = this.#pair(this.#node(parent), key)
    return isNode(pair?.key) ? this.#place(pair.key) : this.value(parent)
  }

  has(path: FleetPath): boolean {
    return isNode(this.#node(path))
  }

  #node(path: FleetPath): unknown {
    return path.reduce((node: unknown, step) => this.#child(node, step), this.#document.contents)
  }

  #child(parent: unknown, step: string | number): unknown {
    const node = isAlias(parent) ? parent.resolve(this.#document) : parent
    if (isSeq(node)) return typeof step === "number" ? node.items[step] : undefined
    return this.#pair(node, String(step))?.value
  }

  #pair(parent: unknown, key: string): Pair<unknown, unknown> | undefined {
    const node = isAlias(parent) ? parent.resolve(this.#document) : parent
    if (!isMap(node)) return undefined
    const pairs = this.#pairs.get(node) ?? pairsByKey(node)
    this.#pairs.set(node, pairs)
    return pairs.get(key)
  }

  #place(node: Node | undefined): Place {
    const { line, col } = this.#lines.linePos(node?.range?.[0] ?? 0)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
}

/** The first of a name counts, as far as names repeat. */
function pairsByKey(node: YAMLMap): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>()
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : undefined
    if (key !== undefined && !pairs.has(key)) pairs.set(key, pair)
  }
  return pairs
}
