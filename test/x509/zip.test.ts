import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { zip } from "../../certs-fixtures/containers.js"
import { looksLikeZip, readZip } from "../../src/x509/zip.js"

const text = (value: string): Uint8Array => Buffer.from(value)
const two = zip([
  { name: "folder/", bytes: text(""), compress: false },
  { name: "folder/a.crt", bytes: text("first".repeat(100)) },
  { name: "b.crt", bytes: text("second"), compress: false },
])

function message(bytes: Uint8Array, limits?: Parameters<typeof readZip>[1]): string {
  const read = readZip(bytes, limits)
  return read.ok ? "no problem" : read.problem.message
}

describe("readZip", () => {
  it("reads stored and deflated files, without folders", () => {
    expect(looksLikeZip(two)).toBe(true)
    const read = readZip(two)
    expect(read.ok && read.value.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ["folder/a.crt", "first".repeat(100)],
      ["b.crt", "second"],
    ])
  })

  it("reads an archive with a comment behind it", () => {
    const commented = Buffer.concat([two, text("made by hand")])
    commented.writeUInt16LE(12, two.length - 2)
    expect(message(commented)).toBe("no problem")
  })

  it("stops at what the header declares, whatever a bomb unpacks to", () => {
    const bomb = zip([{ name: "bomb", bytes: new Uint8Array(5_000_000) }])
    const lying = Buffer.from(bomb)
    // The unpacked size in the directory: 100 bytes.
    lying.writeUInt32LE(100, lying.lastIndexOf("PK\x01\x02", undefined, "latin1") + 24)
    expect(message(lying)).toBe("bomb in the zip archive is damaged")
    expect(message(bomb, { entries: 10, bytes: 1_000_000 })).toBe(
      "the zip archive unpacks to too much (bomb)",
    )
  })

  it("counts all files against the limit", () => {
    const many = zip(
      Array.from({ length: 20 }, (_, index) => ({ name: `${index}`, bytes: new Uint8Array(1000) })),
    )
    expect(message(many, { entries: 20, bytes: 20_000 })).toBe("no problem")
    expect(message(many, { entries: 20, bytes: 19_999 })).toBe("the zip archive unpacks to too much (19)")
    expect(message(many, { entries: 19, bytes: 20_000 })).toBe("the zip archive has 20 files")
  })

  it("tells an encrypted archive from a damaged one", () => {
    const encrypted = Buffer.from(two)
    encrypted[encrypted.lastIndexOf("PK\x01\x02", undefined, "latin1") + 8] = 1
    expect(message(encrypted)).toBe("b.crt in the zip archive is encrypted")
    const changed = Buffer.from(two)
    changed[changed.indexOf("second")] = 0
    expect(message(changed)).toBe("b.crt in the zip archive is damaged")
    expect(message(two.subarray(0, two.length - 30))).toBe(
      "the zip archive is cut off: its directory is missing",
    )
  })

  it("never throws, whatever is changed", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(two.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(two)
        for (const [at, value] of changes) bytes[at] = value
        expect(readZip(bytes)).toHaveProperty("ok")
      }),
      { numRuns: 1000 },
    )
  })
})
