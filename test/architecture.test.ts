import { readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { describe, expect, it } from "vitest"

const root = resolve(import.meta.dirname, "..")
const source = join(root, "src")

/** From the ground up; a room imports only from itself and from the rows below its own. */
const rows: readonly (readonly string[])[] = [
  ["finding", "errors", "ports", "secret"],
  ["x509", "remote"],
  ["csr", "path", "zimbra"],
  ["bundle"],
  ["fleet"],
  ["rules", "probe"],
  ["rollout", "status", "lint", "local"],
  ["report"],
  ["demo"],
  ["cli", "index"],
]

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
  if (own === "report" && (other === "rollout" || other === "status") && !typeOnly) return false
  return rowOf(other) < rowOf(own)
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

  it("stay under 450 lines a file", () => {
    const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 450)
    expect(long.map((file) => relative(source, file))).toEqual([])
  })
})
