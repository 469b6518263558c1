import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"

const root = resolve(import.meta.dirname, "..")
const pages = ["README.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"] as const
const read = (file: string): string => readFileSync(join(root, file), "utf8")
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> }

/** Words in paths that stand for something of the reader's own. */
const placeholder = /\b(CODE|GROUP|NAME)\b|\*/
const ofCheckout = /^(\.ci|\.github|bin|certs-fixtures|dist|src|test)\/|^[A-Za-z-]+\.(md|json|yaml)$/
/** Files of a user, not of this repository. */
const ofUser: ReadonlySet<string> = new Set(["fleet.yaml", "certfleet-lint.yaml"])

function commandsIn(text: string): string[] {
  const named = [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name ?? "")
  return /\bnpm test\b/.test(text) ? [...named, "test"] : named
}

/** Paths between backticks, from the root of the checkout, and the targets of links, from the page. */
function pathsIn(page: string, text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, "")
  const named = [...prose.matchAll(/`([^`\s]+)`/g)]
    .map(([, word]) => word ?? "")
    .filter((word) => ofCheckout.test(word) && !placeholder.test(word) && !ofUser.has(word))
  const linked = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target]) => target ?? "")
    .filter((target) => !target.includes("://"))
  return [...named, ...linked.map((target) => join(dirname(page), target))]
}

/** Versions written as tags, and whatever git is told to take for a branch. */
function tagsIn(text: string): string[] {
  const versions = text.match(/\bv\d+\.\d+(\.\d+)?\b/g) ?? []
  return [...versions, ...[...text.matchAll(/--branch[ =](\S+)/g)].map(([, name]) => name ?? "")]
}

function existingTags(): ReadonlySet<string> {
  try {
    return new Set(execFileSync("git", ["tag"], { cwd: root, encoding: "utf8", stdio: "pipe" }).split("\n"))
  } catch {
    // No clone, or no git: no tag can be vouched for.
    return new Set()
  }
}

describe.each(pages)("%s", (page) => {
  const text = read(page)

  it("names only npm scripts that exist", () => {
    expect(commandsIn(text).filter((name) => scripts[name] === undefined)).toEqual([])
  })

  it("names only files and folders that exist", () => {
    expect(pathsIn(page, text).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it("names only tags that exist", () => {
    const tags = existingTags()
    expect(tagsIn(text).filter((name) => !tags.has(name))).toEqual([])
  })
})

describe("CONTRIBUTING", () => {
  it("tells of every script that somebody runs by hand", () => {
    const named = new Set(commandsIn(pages.map(read).join("\n")))
    // npm runs prepare itself.
    expect(Object.keys(scripts).filter((name) => name !== "prepare" && !named.has(name))).toEqual([])
  })
})

describe("the CI workflow", () => {
  it("runs what .ci/run runs, on every push and pull request", () => {
    const workflow = parse(read(".github/workflows/ci.yml"))
    expect(workflow.on).toEqual(["push", "pull_request"])
    const steps: readonly { run?: string }[] = workflow.jobs.test.steps
    expect(steps.filter(({ run }) => run?.endsWith(" .ci/run"))).toHaveLength(1)
  })
})

describe("what is looked for in the pages", () => {
  it("is found", () => {
    expect(commandsIn("`npm run -s no-such` and npm test")).toEqual(["no-such", "test"])
    expect(
      pathsIn("a/b.md", "`src/no.ts`, `src/GROUP/x.ts`, `fleet.yaml`, [x](../c.md), [y](https://z)"),
    ).toEqual(["src/no.ts", "c.md"])
    expect(tagsIn("git clone --branch main, of v0.1.0; actions/checkout@v4")).toEqual(["v0.1.0", "main,"])
  })
})
