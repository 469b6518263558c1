import { readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { describe, expect, it } from "vitest"

const root = resolve(import.meta.dirname, "..")
const source = join(root, "src")

/** From the ground up; a room imports only from itself and from the rows below its own. */
const rows: readonly (readonly string[])[] = [
  ["errors", "secret"],
  ["finding", "ports", "fileError", "dial", "cancelled"],
  ["x509"],
  ["remote"],
  ["zimbra", "csr", "path", "acme", "dns"],
  ["fleet"],
  ["assess", "dane"],
  ["bundle"],
  ["rules", "probe", "issuance"],
  ["rollout", "lint"],
  ["status"],
  ["renew"],
  ["report", "local"],
  ["demo"],
  ["index"],
  ["cli"],
]

/** Only who brings a process of its own hands the doors to this machine in. */
const mayUseLocal: ReadonlySet<string> = new Set(["local", "demo", "index", "cli"])

/** Packages that only one room may know. */
const confined: Readonly<Record<string, RegExp>> = {
  ssh2: /^(remote\/(ssh2|authentication|keyState)|demo\/)/,
  commander: /^cli\//,
  chalk: /^(report|cli)\//,
}

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return walk(path)
    return path.endsWith(".ts") ? [path] : []
  })
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8")
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)\s*import\s+"([^"]+)"/g
  return [...text.matchAll(pattern)].map((match) => ({
    from: relative(source, file),
    to: match[3] ?? match[4] ?? match[5] ?? "",
    typeOnly: match[2] !== undefined,
  }))
}

function roomOf(path: string): string {
  return (path.split("/")[0] ?? "").replace(/\.(js|ts)$/, "")
}

function rowOf(room: string): number {
  return rows.findIndex((row) => row.includes(room))
}

const files = walk(source)
const imports = files.flatMap(importsOf)

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const target = relative(source, resolve(dirname(join(source, from)), to))
  if (target.startsWith("..")) return target === "../package.json"
  const [own, other] = [roomOf(from), roomOf(target)]
  if (own === other) return true
  if (own === "index" && other === "demo") return false
  if (own === "cli" && other === "index") return false
  if (other === "local" && !mayUseLocal.has(own)) return false
  if (own === "cli" && ["x509", "path", "rules"].includes(other) && !typeOnly) return false
  if (own === "report" && (other === "rollout" || other === "status"))
    return typeOnly || ["rollout/phases/table.js", "status/verdicts.js"].includes(target)
  return rowOf(other) < rowOf(own)
}

type Graph = ReadonlyMap<string, readonly string[]>

const graph: Graph = new Map(
  files.map((file) => {
    const from = relative(source, file)
    const own = imports.filter((line) => line.from === from && line.to.startsWith("."))
    return [from, own.map(({ to }) => relative(source, resolve(dirname(file), to)).replace(/\.js$/, ".ts"))]
  }),
)

/** Every set of files that import each other, by whatever way; each set sorted. */
function circles(all: Graph): string[][] {
  const reach = new Map([...all.keys()].map((file) => [file, reachable(all, file)]))
  const knots = [...reach].flatMap(([file, seen]) =>
    seen.has(file)
      ? [
          [...seen]
            .filter((other) => reach.get(other)?.has(file))
            .sort()
            .join(" "),
        ]
      : [],
  )
  return [...new Set(knots)].map((knot) => knot.split(" "))
}

function reachable(all: Graph, from: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const queue = [...(all.get(from) ?? [])]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    queue.push(...(all.get(next) ?? []))
  }
  return seen
}

describe("the rooms of src/", () => {
  it("are all on the plan", () => {
    expect(
      [...new Set(files.map((file) => roomOf(relative(source, file))))].filter((room) => rowOf(room) < 0),
    ).toEqual([])
  })

  it("import only from rows below their own", () => {
    expect(imports.length).toBeGreaterThan(0)
    expect(imports.filter(({ to }) => to.startsWith(".")).filter((line) => !isAllowed(line))).toEqual([])
  })

  it("import nothing in a circle, types included", () => {
    expect(circles(graph)).toEqual([])
    const knot = new Map([
      ["a", ["b"]],
      ["b", ["c", "d"]],
      ["c", ["a"]],
      ["d", []],
    ])
    expect(circles(knot)).toEqual([["a", "b", "c"]])
  })

  it("keep ssh2, commander and chalk where they belong", () => {
    const strays = imports.filter(({ from, to }) => confined[to] !== undefined && !confined[to].test(from))
    expect(strays).toEqual([])
  })

  it("neither print nor exit outside cli/", () => {
    const loud = files
      .filter((file) => !relative(source, file).startsWith("cli/"))
      .filter((file) =>
        /\bconsole\.|process\.(exit|exitCode|stdout|stderr)\b/.test(readFileSync(file, "utf8")),
      )
    expect(loud.map((file) => relative(source, file))).toEqual([])
  })

  it("leave the work to the library: cli/ stays under 5,900 lines", () => {
    const lines = files
      .filter((file) => relative(source, file).startsWith("cli/"))
      // Pages for people hold no work.
      .filter((file) => !relative(source, file).startsWith("cli/help/topics/"))
      .map((file) => readFileSync(file, "utf8").split("\n").length - 1)
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5_900)
  })

  it("stay under 450 lines a file", () => {
    const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 450)
    expect(long.map((file) => relative(source, file))).toEqual([])
  })
})
