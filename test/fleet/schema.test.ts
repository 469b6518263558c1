import { describe, expect, it } from "vitest"
import { fleetJsonSchema } from "../../src/fleet/schema.js"

interface Node {
  readonly description?: string
  readonly additionalProperties?: unknown
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
}

function keys(node: Node, path: string): { path: string; node: Node }[] {
  const children = Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
    { path: `${path}.${key}`, node: child },
    ...keys(child, `${path}.${key}`),
  ])
  return node.items === undefined ? children : [...children, ...keys(node.items, `${path}[]`)]
}

describe("fleetJsonSchema", () => {
  const schema = fleetJsonSchema() as Node
  const all = keys(schema, "")

  it("describes every key", () => {
    expect(all.length).toBeGreaterThan(40)
    expect(all.filter(({ node }) => node.description === undefined).map(({ path }) => path)).toEqual([])
  })

  it("allows no unknown keys", () => {
    const open = all.filter(
      ({ node }) => node.properties !== undefined && node.additionalProperties !== false,
    )
    expect(open).toEqual([])
  })

  it("requires only what has no default", () => {
    expect(fleetJsonSchema()["required"]).toEqual(["certificate", "servers"])
  })
})
