import { spawnSync } from "node:child_process"
import { resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { junitReport } from "../../../src/report/lint/junit.js"
import { clean, obeyed, options, report } from "./fixture.js"

const schema = resolve(import.meta.dirname, "junit.xsd")
const xmllint = (args: readonly string[], xml: string) =>
  spawnSync("xmllint", ["--noout", ...args, "-"], { input: xml, encoding: "utf8" })
const missing = spawnSync("xmllint", ["--version"]).error !== undefined
const without = missing ? " (skipped: xmllint is not installed, Debian package libxml2-utils)" : ""

/** The value of an XPath expression. */
function value(xml: string, expression: string): string {
  const run = spawnSync("xmllint", ["--xpath", `string(${expression})`, "-"], {
    input: xml,
    encoding: "utf8",
  })
  return run.stdout.replace(/\n$/, "")
}

describe("the JUnit report", () => {
  const xml = junitReport(report, options)

  it("stays as it is", () => {
    expect(xml).toMatchSnapshot()
  })

  it("lets nothing through that a terminal or a log obeys", () => {
    expect(xml).not.toMatch(obeyed)
  })

  it("gives a clean input one case that passes", () => {
    expect(junitReport(clean, options)).toContain(
      '<testcase classname="certfleet.certs/clean_pem" name="lint" time="0"/>',
    )
  })

  describe.skipIf(missing)(`read by xmllint${without}`, () => {
    it.each([
      ["all kinds of findings", report],
      ["none", clean],
      [
        "the same finding twice in one place",
        { ...report, findings: [...report.findings, ...report.findings] },
      ],
      ["notices that fail", { ...report, failOn: "notice" as const }],
      ["no input", { ...clean, inputs: [] }],
    ])("has the shape that Jenkins reads, with %s", (_, one) => {
      const run = xmllint(["--schema", schema], junitReport(one, options))
      expect([run.status, run.stderr]).toEqual([0, "- validates\n"])
    })

    it.each([
      ["a case without name", xml.replace(/ name="expired \(block 2\)"/, "")],
      ["an element that Jenkins does not read", xml.replace("<failure", "<fault/><failure")],
      ["two cases with one name", xml.replace('name="expires-soon (block 1)"', 'name="expired (block 2)"')],
    ])("is held to a schema that refuses %s", (_, broken) => {
      expect(xmllint(["--schema", schema], broken).status).not.toBe(0)
    })

    it("fails open findings from the threshold on, passes milder ones and skips excused ones", () => {
      const suite = (name: string): string => `//testsuite[@name="${name}"]`
      expect(value(xml, `${suite("certs/mail.pem")}/@failures`)).toBe("1")
      expect(value(xml, `${suite("certs/mail.pem")}/testcase[2]/system-out`)).toContain("[expires-soon]")
      expect(value(xml, `${suite("certs/old.pem")}/@skipped`)).toBe("2")
      expect(value(xml, `${suite("certs/old.pem")}/testcase[1]/skipped/@message`)).toMatch(
        /^waived until 2026-12-31: the vendor/,
      )
      expect(value(xml, "sum(//testsuite/@tests) - count(//testcase)")).toBe("0")
      expect(value(xml, "sum(//testsuite/@failures) - count(//failure)")).toBe("0")
      expect(value(xml, "sum(//testsuite/@skipped) - count(//skipped)")).toBe("0")
    })

    it("gives back hostile text as it was written", () => {
      const message = value(xml, '//failure[@type="made-up-code"]/@message')
      expect(message).toContain(`]]></failure><!-- & " ' --> <script>alert(1)</script>`)
    })
  })
})
