/** Mutations of one element of a DER structure that leave the lengths around it right, so that readers get deep. */
import { mutate } from "./mutate.js"

interface Node {
  readonly tag: number
  readonly children: readonly Node[] | undefined
  readonly content: Uint8Array
}

const octetString = 0x04

/** The elements one after the other; undefined when these bytes are not such. */
function readNodes(bytes: Uint8Array): readonly Node[] | undefined {
  const nodes: Node[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0
    const first = bytes[at + 1]
    if (first === undefined || (tag & 0x1f) === 0x1f || first === 0x80 || first > 0x84) return undefined
    const extra = first < 0x80 ? 0 : first & 0x7f
    let length = extra === 0 ? first : 0
    for (const octet of bytes.subarray(at + 2, at + 2 + extra)) length = length * 256 + octet
    const start = at + 2 + extra
    if (start + length > bytes.length) return undefined
    nodes.push(readNode(tag, bytes.subarray(start, start + length)))
    at = start + length
  }
  return nodes
}

/** The values of extensions are structures inside octet strings. */
function readNode(tag: number, content: Uint8Array): Node {
  const opened = (tag & 0x20) !== 0 || (tag === octetString && content.length > 1)
  return { tag, content, children: opened ? readNodes(content) : undefined }
}

function write({ tag, children, content }: Node): Uint8Array {
  const body = children === undefined ? content : Buffer.concat(children.map(write))
  const { length } = body
  const octets = length < 0x80 ? [length] : [0x82, (length >> 8) & 0xff, length & 0xff]
  if (length >= 0x80 && length < 0x100) octets.splice(0, 3, 0x81, length)
  return Uint8Array.of(tag, ...octets, ...body)
}

function count({ children = [] }: Node): number {
  return children.reduce((sum, child) => sum + count(child), 1)
}

/** The tree with the element of that number, counted from 0 in the order of the bytes, in another shape. */
function replace(node: Node, number: number, change: (node: Node) => readonly Node[]): readonly Node[] {
  if (number === 0) return change(node)
  let rest = number - 1
  const children: Node[] = []
  for (const child of node.children ?? []) {
    const size = count(child)
    children.push(...(rest >= 0 && rest < size ? replace(child, rest, change) : [child]))
    rest -= size
  }
  return [{ ...node, children }]
}

/** Changes one element's content or identifier, takes it out, or puts it there twice; others as `mutate`. */
export function mutateTree(bytes: Uint8Array, next: () => number, others: readonly Uint8Array[]): Uint8Array {
  const [root, ...rest] = readNodes(bytes) ?? []
  if (root === undefined || rest.length > 0) return mutate(bytes, next, others)
  const pick = (limit: number): number => Math.floor(next() * limit)
  const number = 1 + pick(count(root) - 1)
  const kind = pick(8)
  const [changed] = replace(root, number, (node) => {
    if (kind === 0) return []
    if (kind === 1) return [node, node]
    if (kind === 2) return [{ ...node, tag: node.tag ^ (1 << pick(8)) }]
    const { tag, content } = node
    return [
      { tag, children: undefined, content: content.length > 0 ? mutate(content, next, others) : content },
    ]
  })
  return changed === undefined ? bytes : write(changed)
}
