import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { mayHold } from "../../src/bundle/sniff.js"
import { readPem } from "../../src/x509/pem.js"

const fixtures = join(import.meta.dirname, "../../certs-fixtures")
const read = (name: string): Buffer => readFileSync(join(fixtures, name))
const derOf = (name: string): Uint8Array => readPem(read(name)).blocks[0]?.der ?? new Uint8Array()

describe("mayHold", () => {
  it("is not taken in by texts that begin like DER", () => {
    expect(mayHold(Buffer.from("0.1.0\n"))).toBe(false)
    expect(mayHold(Buffer.from("0123456789"))).toBe(false)
    expect(mayHold(Buffer.from(""))).toBe(false)
  })

  it("sees DER of the length that it says, and PEM after other text", () => {
    expect(mayHold(derOf("certs/leaf.pem"))).toBe(true)
    expect(mayHold(derOf("certs/leaf.pem").subarray(0, 500))).toBe(false)
    expect(mayHold(read("certs/leaf.pem"))).toBe(true)
  })
})
