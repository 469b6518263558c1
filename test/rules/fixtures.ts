/** The fixtures of rules as they lie in certs-fixtures/rules. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { lintable } from "../../certs-fixtures/rules/read.js"
import type { Lintable } from "../../src/rules/engine.js"
import { readPem } from "../../src/x509/pem.js"

const folder = join(import.meta.dirname, "../../certs-fixtures/rules")

export interface Fixture {
  readonly label: "CERTIFICATE" | "CERTIFICATE REQUEST"
  readonly der: Uint8Array
  readonly thing: Lintable
}

/** By name: `san-missing.bad`. */
export const fixtures: ReadonlyMap<string, Fixture> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".pem"))
    .map((name) => [name.slice(0, -".pem".length), readFixture(join(folder, name))]),
)

function readFixture(path: string): Fixture {
  const [block] = readPem(readFileSync(path)).blocks
  if (block?.label !== "CERTIFICATE" && block?.label !== "CERTIFICATE REQUEST")
    throw new Error(`${path}: neither a certificate nor a request`)
  const { label, der } = block
  return { label, der, thing: lintable({ label, der }) }
}

/** What is found in each fixture, as certs-fixtures/generate.ts has written it down. */
export const expectedFindings: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(folder, "findings.json"), "utf8"),
)
