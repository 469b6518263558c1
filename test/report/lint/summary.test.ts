import { Marked, type Token } from "marked"
import { describe, expect, it } from "vitest"
import type { LintReport } from "../../../src/lint/lintReport.js"
import { markdownText } from "../../../src/report/lint/markdownText.js"
import { summaryReport } from "../../../src/report/lint/summary.js"
import { clean, hostile, obeyed, options, report } from "./fixture.js"

const marked = new Marked({ gfm: true })

/** Every token of a text, those inside of others included. */
function tokensOf(markdown: string): Token[] {
  const tokens: Token[] = []
  marked.walkTokens(marked.lexer(markdown), (token) => void tokens.push(token))
  return tokens
}

/** What a reader sees of HTML. */
function visible(html: string): string {
  return html
    .replace(/<!-- -->|<[a-z/][^>]*>/g, "")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
}

describe("the step summary", () => {
  const markdown = summaryReport(report, options)
  const html = marked.parse(markdown, { async: false })

  it("stays as it is", () => {
    expect(markdown).toMatchSnapshot()
  })

  it("is a heading, the counts, a table, and the excused ones folded", () => {
    expect(
      tokensOf(markdown).filter(({ type }) => ["heading", "table", "code", "list"].includes(type)),
    ).toEqual([
      expect.objectContaining({ type: "heading", text: "certfleet lint" }),
      expect.objectContaining({ type: "table" }),
      expect.objectContaining({ type: "table" }),
    ])
    expect(html.match(/<tr>/g)).toHaveLength(2 + report.findings.length)
    expect(html).toContain("<details><summary>2 findings do not count</summary>")
  })

  it("makes nothing of hostile text but text", () => {
    const kinds = new Set(tokensOf(markdown).map(({ type }) => type))
    for (const kind of ["link", "image", "codespan", "strong", "em", "del"]) expect(kinds).not.toContain(kind)
    const tags = new Set([...html.matchAll(/<\/?([a-z]\w*)/g)].map(([, tag]) => tag))
    expect([...tags].sort()).toEqual(
      ["br", "details", "h3", "p", "summary", "table", "tbody", "td", "th", "thead", "tr"].sort(),
    )
    expect(markdown).not.toMatch(obeyed)
    expect(markdown).not.toMatch(/@[a-z]/)
  })

  it.each([
    "a | b",
    "`code`",
    "\\| \\`",
    "<b>",
    "&lt;",
    "www.evil.test",
    "https://evil.test",
    "a_b_c *d*",
    "#1 @x",
  ])("shows %j as it is written", (text) => {
    const cell = marked.parse(`| a |\n| --- |\n| ${markdownText(text)} |\n`, { async: false })
    const [, shown = ""] = /<td>(.*)<\/td>/.exec(cell) ?? []
    expect(visible(shown)).toBe(text)
  })

  it("stays below the mebibyte that GitHub takes, and says how many are left out", () => {
    const many: LintReport = {
      ...report,
      findings: Array.from({ length: 5_000 }, () => report.findings).flat(),
    }
    const long = summaryReport(many, options)
    expect(Buffer.byteLength(long)).toBeLessThan(1024 * 1024)
    expect(long).toMatch(/\nand \d+ more\n/)
  })

  it("cuts a name that is far too long", () => {
    expect(markdownText(`${"x".repeat(399)}\u{1f600}${hostile}`)).toBe(`${"x".repeat(399)}…`)
  })

  it("says that nothing is wrong", () => {
    expect(summaryReport(clean, options)).toBe("### certfleet lint\n\nnothing wrong with 1 certificate\n\n")
  })
})
