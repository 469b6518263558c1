import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { pkcs7 } from "../../certs-fixtures/containers.js"
import { berToDer } from "../../src/x509/ber.js"
import { readPem } from "../../src/x509/pem.js"
import { looksLikePkcs7, parsePkcs7 } from "../../src/x509/pkcs7.js"

const folder = join(import.meta.dirname, "../../certs-fixtures/certs")
const file = (name: string): string => join(folder, `${name}.pem`)
const der = (name: string): Uint8Array => readPem(readFileSync(file(name))).blocks[0]?.der ?? new Uint8Array()
const names = ["root-g2", "issuing", "leaf"]
const container = pkcs7(names.map(der))
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll(" ", ""), "hex")

describe("parsePkcs7", () => {
  it("gives the certificates in the order of the file", () => {
    expect(looksLikePkcs7(container)).toBe(true)
    expect(looksLikePkcs7(der("leaf"))).toBe(false)
    const read = parsePkcs7(container)
    expect(read.ok && read.value.map(hex)).toEqual(names.map((name) => hex(der(name))))
  })

  it.runIf(hasOpenssl)("reads what openssl makes (needs openssl)", () => {
    const made = execFileSync(
      "openssl",
      ["crl2pkcs7", "-nocrl", "-outform", "DER", ...names.flatMap((name) => ["-certfile", file(name)])],
      { stdio: ["ignore", "pipe", "pipe"] },
    )
    const read = parsePkcs7(made)
    expect(read.ok && read.value.map(hex).sort()).toEqual(names.map((name) => hex(der(name))).sort())
  })

  it.each([
    ["nothing", new Uint8Array()],
    ["a certificate", der("leaf")],
    ["a container cut off", container.subarray(0, container.length - 5)],
    ["a container with more behind it", Buffer.concat([container, Buffer.of(0)])],
    ["encrypted content", bytes("300f 06092a864886f70d010703 a002 3000")],
  ])("refuses %s", (_, input) => {
    expect(parsePkcs7(input)).toMatchObject({ ok: false })
  })

  it("never throws, whatever is changed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(container.length - 1), fc.nat(255)), { maxLength: 6 }),
        (changes) => {
          const changed = Buffer.from(container)
          for (const [at, value] of changes) changed[at] = value
          expect(parsePkcs7(changed)).toHaveProperty("ok")
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe("berToDer", () => {
  it.each([
    ["what is DER already", "3003 020105", "3003020105"],
    ["an indefinite length", "3080 020105 0000", "3003020105"],
    ["indefinite lengths inside each other", "3080 3080 020105 0000 0000", "30053003020105"],
    ["a length that is longer than necessary", "308103 020105", "3003020105"],
    ["a string in pieces", "2408 0402aabb 0402ccdd", "0404aabbccdd"],
    ["a string in pieces of pieces", "2480 2404 0402aabb 0402ccdd 0000", "0404aabbccdd"],
  ])("makes DER of %s", (_, input, expected) => {
    const read = berToDer(bytes(input))
    expect(read.ok && hex(read.value)).toBe(expected)
  })

  it.each([
    ["an indefinite length without end", "3080 020105"],
    ["a primitive of indefinite length", "0480 aabb 0000"],
    ["an element longer than its parent", "3003 020505"],
    ["trailing bytes", "3000 00"],
    ["endless nesting", "3080".repeat(100)],
    ["nothing", ""],
  ])("refuses %s", (_, input) => {
    expect(berToDer(bytes(input))).toMatchObject({ ok: false })
  })
})
