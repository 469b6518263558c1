import { readdirSync, readFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { describe, expect, it } from "vitest"

const root = resolve(import.meta.dirname, "..")
const elsewhere = new Set(["node_modules", "dist", ".git"])

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (elsewhere.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return walk(path)
    return entry.isFile() ? [path] : []
  })
}

/** A whole key: a BEGIN line with base64 below it. Words about keys in code and tests are none. */
const block = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----\s+(?:[A-Za-z-]+: .*\s+)*[A-Za-z0-9+/]{32}/

describe("the repository", () => {
  it("holds no private keys but RFC 9500's published test keys", () => {
    const found = walk(root)
      .filter((path) => block.test(readFileSync(path, "latin1")))
      .map((path) => relative(root, path))
    expect(found.sort()).toEqual([
      "certs-fixtures/keys/rfc9500-p256.key",
      "certs-fixtures/keys/rfc9500-rsa2048.key",
    ])
  })
})
