import { execFileSync } from "node:child_process"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { splitWords } from "../../src/demo/words.js"
import { commandLine, wayTo } from "../../src/remote/commandLine.js"
import { quoteArgv } from "../../src/remote/quote.js"

const word = fc
  .string({ unit: "binary" })
  .filter((text) => !text.includes("\0") && !/[\ud800-\udfff]/.test(text))

describe("quoteArgv", () => {
  it("is undone by splitWords, whatever the words hold", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (argv) => {
        expect(splitWords(quoteArgv(argv))).toEqual(argv)
      }),
    )
  })

  it("reaches a real shell's program word for word", () => {
    const hostile = [
      "",
      " ",
      "a b",
      "'",
      "''",
      '"',
      "$(id)",
      "`id`",
      "\\",
      "a\nb",
      "*",
      "~",
      "#",
      ";rm -rf /",
      "ü",
      "-n",
      "!x",
      "&&",
      ">f",
    ]
    const out = execFileSync("/bin/sh", ["-c", quoteArgv(["printf", "%s\\0", ...hostile])], {
      encoding: "utf8",
    })
    expect(out.split("\0").slice(0, -1)).toEqual(hostile)
  })

  it("survives being quoted twice, as su and a log-in shell need it", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (argv) => {
        const [, , , , inner = ""] = splitWords(commandLine({ name: "x", argv, user: "zimbra" }, "su"))
        expect(splitWords(inner)).toEqual(argv)
      }),
    )
  })

  it("refuses a word that no command line can carry", () => {
    expect(() => quoteArgv(["a\0b"])).toThrow(RangeError)
  })
})

describe("elevationFor", () => {
  it("needs none for the user who logged in", () => {
    expect(wayTo("zimbra", "zimbra")).toBe("none")
    expect(wayTo("admin", undefined)).toBe("none")
  })

  it("uses su for root and sudo for anyone else", () => {
    expect(wayTo("root", "zimbra")).toBe("su")
    expect(wayTo("admin", "zimbra")).toBe("sudo")
  })
})
