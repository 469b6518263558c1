import { describe, expect, it } from "vitest"
import { githubReport } from "../../../src/report/lint/github.js"
import { clean, obeyed, options, report } from "./fixture.js"

/** As the runner reads a line, by its documentation of workflow commands. */
function command(line: string): {
  name: string
  properties: Readonly<Record<string, string>>
  message: string
} {
  const [, name = "", list = "", message = ""] = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? []
  const decoded = (text: string): string =>
    text.replace(/%(0D|0A|3A|2C|25)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const properties = list.split(",").map((one): [string, string] => {
    const at = one.indexOf("=")
    return [one.slice(0, at), decoded(one.slice(at + 1))]
  })
  return { name, properties: Object.fromEntries(properties), message: decoded(message) }
}

describe("annotations for GitHub", () => {
  const text = githubReport(report, options)
  const commands = text.trimEnd().split("\n").map(command)

  it("stay as they are", () => {
    expect(text).toMatchSnapshot()
  })

  it("are one line for each open finding, and nothing else", () => {
    expect(commands.map(({ name }) => name)).toEqual([
      ...["error", "error", "warning", "warning", "notice", "error", "error", "warning"],
    ])
  })

  it("carry file, line, column, code, message, hint and clause", () => {
    expect(commands[0]?.properties).toEqual({
      file: "fleet.yaml",
      line: "41",
      col: "38",
      title: "fleet-unknown-key",
    })
    expect(commands[1]).toEqual({
      name: "error",
      properties: { file: "certs/mail.pem", line: "31", title: "expired" },
      message: "expired on 2026-04-01\nhint: order the renewal: certfleet csr\nsee: RFC 5280 section 4.1.2.5",
    })
  })

  it("name a server in the title", () => {
    expect(commands[4]?.properties).toEqual({ title: "mail.example.edu:443: sct-count-too-low" })
  })

  it("let no text end a property, a line or the command", () => {
    expect(Object.keys(commands[5]?.properties ?? {})).toEqual(["file", "line", "title"])
    expect(commands[5]?.properties["file"]).toContain("100%, a:b")
    expect(text).not.toMatch(obeyed)
  })

  it("are none when nothing is wrong", () => {
    expect(githubReport(clean, options)).toBe("")
  })
})
