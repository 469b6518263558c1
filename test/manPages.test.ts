import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { manPages } from "../.ci/man/pages.js"
import { topicNames, topics } from "../src/cli/help/topics.js"
import { everyCommand } from "../src/cli/program.js"

const root = resolve(import.meta.dirname, "..")
const pages = Object.entries(manPages())
const commands = everyCommand().commands.filter((command) => command.name() !== "__complete")

function tool(...places: readonly string[]): string | undefined {
  return places.find((place) => existsSync(place))
}

const groff = tool("/usr/bin/groff")
const mandoc = tool("/usr/bin/mandoc")
const man = tool("/usr/bin/man")
const reason = (found: string | undefined, name: string): string =>
  found === undefined ? ` (needs ${name})` : ""

describe("the manual pages", () => {
  it("are certfleet's, one for each command, and one for each topic of help", () => {
    const expected = [
      "certfleet.1",
      ...commands.map((command) => `certfleet-${command.name()}.1`),
      ...topicNames.map((name) => `certfleet-${name}.7`),
    ]
    expect(pages.map(([name]) => name)).toEqual(expected)
  })

  it("are built, and package.json names them (npm run generate writes it)", () => {
    const names = pages.map(([name]) => name).sort()
    expect(readdirSync(join(root, "dist/man")).sort()).toEqual(names)
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { man: string[] }
    expect(manifest.man).toEqual(names.map((name) => `./dist/man/${name}`))
  })

  it.skipIf(groff === undefined)(`are set by groff without a warning${reason(groff, "groff")}`, () => {
    for (const [name, text] of pages) {
      const args = ["-man", "-ww", "-Tutf8", "-rLL=78n"]
      const run = spawnSync(groff ?? "", args, { input: text, encoding: "utf8" })
      expect({ name, status: run.status, stderr: run.stderr }).toEqual({ name, status: 0, stderr: "" })
    }
  })

  it.skipIf(mandoc === undefined)(`pass mandoc's examination${reason(mandoc, "mandoc")}`, () => {
    for (const [name, text] of pages) {
      const { stdout } = spawnSync(mandoc ?? "", ["-Tlint"], { input: text, encoding: "utf8" })
      // The same source makes the same page on every day: there is no date in it.
      const complaints = stdout.split("\n").filter((line) => line !== "" && !line.includes("missing date"))
      expect({ name, complaints }).toEqual({ name, complaints: [] })
    }
  })

  it.skipIf(man === undefined)(`are shown by man as the help has it${reason(man, "man")}`, () => {
    for (const command of commands) {
      const file = join(root, `dist/man/certfleet-${command.name()}.1`)
      const env = { PATH: process.env["PATH"], MANWIDTH: "200", LC_ALL: "C.UTF-8", MANROFFOPT: "-c" }
      const run = spawnSync(man ?? "", ["--warnings", "-P", "cat", "-l", file], { encoding: "utf8", env })
      expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: "" })
      // Overstruck letters are bold.
      const shown = run.stdout.replaceAll(/.[\b]/g, "")
      expect(shown).toContain(`certfleet-${command.name()} - `)
      for (const { long } of command.options) expect(shown).toContain(long ?? "")
      for (const argument of command.registeredArguments) expect(shown).toContain(argument.name())
      expect(shown).toMatch(/^ +130 +interrupted$/m)
    }
  })

  it.skipIf(man === undefined)(`show topics as help has them${reason(man, "man")}`, async () => {
    for (const name of topicNames) {
      const file = join(root, `dist/man/certfleet-${name}.7`)
      const env = { PATH: process.env["PATH"], MANWIDTH: "200", LC_ALL: "C.UTF-8", MANROFFOPT: "-c" }
      const run = spawnSync(man ?? "", ["--warnings", "-P", "cat", "-l", file], { encoding: "utf8", env })
      expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: "" })
      const words = (text: string): string =>
        text
          .replaceAll(/.[\b]/g, "")
          .replaceAll(/\u2010\s+/g, "")
          .replaceAll(/\s+/g, " ")
      const shown = words(run.stdout)
      for (const { text } of await topics[name].load())
        for (const block of text.split(/\n{2,}/)) expect(shown).toContain(words(block).trim())
    }
  })

  it("keep characters that roff would obey", () => {
    const rollout = Object.fromEntries(pages)["certfleet-rollout.1"] ?? ""
    expect(rollout).toContain("\\fB\\-\\-dry\\-run\\fR")
    for (const [, text] of pages)
      for (const line of text.split("\n").filter((one) => /^[.']/.test(one)))
        expect(line).toMatch(/^\.(TH|SH|TP|PP|EX|EE)\b/)
  })
})
