import { describe, expect, it } from "vitest"
import { unarmoured, wholeBase64 } from "../../src/x509/base64Text.js"
import { derSequence, derText } from "../../src/x509/derWrite.js"

/** DER of so many octets; above 260, as its first four then tell its length. */
function derOf(octets: number): Uint8Array {
  const made = derSequence(derText(0x0c, "x".repeat(octets - 8)))
  if (made.length !== octets) throw new Error(`made ${made.length} octets`)
  return made
}

const lines = (bytes: Uint8Array, width = 64): string[] =>
  Buffer.from(bytes)
    .toString("base64")
    .match(new RegExp(`.{1,${width}}`, "g")) ?? []
const bytesIn = (text: string): Uint8Array[] => unarmoured(text).map(({ bytes }) => new Uint8Array(bytes))

describe("base64 without armour", () => {
  it.each(Array.from({ length: 48 }, (_, more) => 480 + more))(
    "of %i octets is read to its end in a text, whatever is left for its last line",
    (octets) => {
      const der = derOf(octets)
      expect(bytesIn(["Dear admin:", "", ...lines(der), "", "Regards"].join("\n"))).toEqual([der])
      expect(bytesIn([...lines(der), ...lines(derOf(500))].join("\r\n"))).toEqual([der, derOf(500)])
    },
  )

  it("is read in a line of other text, with slashes as JSON may write them", () => {
    const der = Uint8Array.from([...derOf(400).subarray(0, 100), ...new Uint8Array(300).fill(0xff)])
    const text = JSON.stringify({ ł: "Łódź", cert: Buffer.from(der).toString("base64") })
    expect(bytesIn(text.replaceAll("/", "\\/"))).toEqual([der])
    expect(bytesIn(text)).toEqual([der])
  })

  it.each([
    ["base64", `{"image":"MII${"A".repeat(12_000_000)}"}`],
    ["base64 alone", `MII${"A".repeat(12_000_000)}`],
    ["slashes as JSON may write them", `{"image":"MII${"\\/".repeat(6_000_000)}"}`],
    ["empty lines", `MII${"\n".repeat(12_000_000)}A`],
    ["blanks", `MII${" ".repeat(12_000_000)}A`],
    ["padding", `MII${"=".repeat(12_000_000)}`],
  ])("is looked for in millions of characters of %s", (_, text) => {
    expect(bytesIn(text)).toEqual([])
    expect(wholeBase64(text)).toBeUndefined()
  })
})
