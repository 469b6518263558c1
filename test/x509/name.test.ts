import { describe, expect, it } from "vitest"
import { type NameSpec, nameDer } from "../../certs-fixtures/certificateDer.js"
import { DerReader, tags, Work } from "../../src/x509/der.js"
import { type Name, nameText, readName, sameName } from "../../src/x509/name.js"

const name = (spec: string | NameSpec): Name => readName(new DerReader(nameDer(spec), new Work()), "it")
const utf8 = tags.utf8String
const printable = tags.printableString

describe("sameName", () => {
  const same: readonly (readonly [string, NameSpec, NameSpec])[] = [
    ["case", [["CN", "Good CA"]], [["CN", "gOOD ca"]]],
    ["blanks at the ends and between", [["CN", " Good   CA "]], [["CN", "Good CA"]]],
    ["string types", [["CN", "Good CA", utf8]], [["CN", "Good CA", printable]]],
    ["composed and decomposed letters", [["CN", "Universit\u00e4t"]], [["CN", "Universita\u0308t"]]],
    ["sharp s", [["CN", "Stra\u00dfe"]], [["CN", "STRASSE"]]],
    ["what is mapped to nothing", [["CN", "Good\u00ad CA"]], [["CN", "Good CA"]]],
    ["a no-break space", [["CN", "Good\u00a0CA"]], [["CN", "Good CA"]]],
  ]
  it.each(same)("ignores %s", (_, one, other) => {
    expect(sameName(name(one), name(other))).toBe(true)
  })

  const different: readonly (readonly [string, NameSpec, NameSpec])[] = [
    [
      "order",
      [
        ["O", "A"],
        ["CN", "B"],
      ],
      [
        ["CN", "B"],
        ["O", "A"],
      ],
    ],
    ["attribute types", [["CN", "A"]], [["OU", "A"]]],
    [
      "an attribute more",
      [["CN", "A"]],
      [
        ["CN", "A"],
        ["CN", "A"],
      ],
    ],
    ["a blank more inside of a word", [["CN", "GoodCA"]], [["CN", "Good CA"]]],
    ["accents", [["CN", "Universit\u00e4t"]], [["CN", "Universitat"]]],
  ]
  it.each(different)("tells apart by %s", (_, one, other) => {
    expect(sameName(name(one), name(other))).toBe(false)
  })
})

describe("nameText", () => {
  it("starts with the most telling attribute", () => {
    expect(
      nameText(
        name([
          ["C", "DE"],
          ["O", "Example, Inc."],
          ["CN", "mail.example.edu"],
        ]),
      ),
    ).toBe("CN=mail.example.edu, O=Example\\, Inc., C=DE")
  })

  it("shows unknown types and control characters harmlessly", () => {
    expect(nameText(name([["1.2.3", "a\u001b[31mb"]]))).toBe("1.2.3=a\\u{1b}[31mb")
  })
})
