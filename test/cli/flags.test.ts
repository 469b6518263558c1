import { describe, expect, it } from "vitest"
import { manPages } from "../../.ci/man/pages.js"
import { roff } from "../../.ci/man/roff.js"
import { everyCommand } from "../../src/cli/program.js"
import { temporaryFolder } from "./folder.js"
import { runCli } from "./testIo.js"

interface Flag {
  readonly command: string
  readonly long: string
  readonly short: string | undefined
  /** What its declaration calls its value; empty for a switch. */
  readonly value: string
  readonly about: string
}

const program = everyCommand()
const commands = [program, ...program.commands.filter((command) => command.name() !== "__complete")]
const flags: readonly Flag[] = commands.flatMap((command) =>
  command.options.map(({ long = "", short, flags: declared, description }) => ({
    ...{ command: command.name(), long, short, about: description },
    value: /[<[]([^>\]]*)/.exec(declared)?.[1] ?? "",
  })),
)
const byLong = grouped()

function grouped(): Map<string, Flag[]> {
  const groups = new Map<string, Flag[]>()
  for (const flag of flags) groups.set(flag.long, [...(groups.get(flag.long) ?? []), flag])
  return groups
}

/** The value and words that carry the meaning, wherever the flag is; the design's table of flags. */
const meanings: Readonly<Record<string, { readonly value: string; readonly about: RegExp }>> = {
  "--fleet": { value: "file", about: /\bfleet\b/ },
  "--limit": { value: "words", about: /^only these servers/ },
  "--timeout": { value: "seconds", about: /^time limit of each\b/ },
  "--deadline": { value: "seconds", about: /^(time limit of the whole|how long to watch)/ },
  "--key-file": { value: "file", about: /^the private key/ },
  "--key": { value: "kind", about: /^rsa-2048,/ },
  "--profile": { value: "name", about: /^public \(browsers\)|^public or private/ },
  "--trust": { value: "file", about: /^roots to trust .* means private unless --profile/ },
  "--fail-on": { value: "severity", about: /exit 1 from (there|this severity) on/ },
  "--json": { value: "", about: /JSON|--reporter json/i },
  "--reporter": { value: "name", about: /^text, json/ },
  "--reporter-file": { value: "name=file", about: /report to a file/ },
  "--dry-run": { value: "", about: /^print (every command that would run|what would be asked)/ },
  "--force": { value: "", about: /^also where/ },
  "--resume": { value: "", about: /^take up/ },
  "--connect": { value: "address", about: /^ask there, instead of where the names .* lead$/ },
  "--resolver": { value: "address", about: /^ask there;/ },
}

/** Said in other words, but the same thing. */
const otherWords: Readonly<Record<string, string>> = {
  "--ask-sudo-password": "init asks one server, the others several",
  "--break-lock": "rollback takes it over from any rollout",
  "--csr": "import looks beside the key, too",
  "--days": "status has a verdict of that name, probe a warning",
  "--expect": "status knows what was rolled out last, probe does not",
  "--html": "demo and lint say what is on their page",
  "--out": "csr writes two files there, import makes the folder",
  "--passphrase": "each says of which key",
}

describe("the flags of all commands", () => {
  it("say what they do, in the help and in the manual page", () => {
    const pages = manPages()
    for (const { command, long, about } of flags) {
      expect({ command, long, about }).toEqual({ command, long, about: expect.stringMatching(/\w{3}/) })
      for (const page of pagesWith(command)) expect(pages[page], `${page} ${long}`).toContain(roff(long))
    }

    /** What all commands have is in the page of each. */
    function pagesWith(command: string): readonly string[] {
      return command === "certfleet"
        ? Object.keys(pages).filter((page) => page.endsWith(".1"))
        : [`certfleet-${command}.1`]
    }
  })

  const guard = /^--(force|anew|break-lock|outside-window|reuse-key|allow-|ignore-)/

  it("have a variable that the help and the manual page name, unless they step past a guard", async () => {
    const pages = manPages()
    const cwd = temporaryFolder()
    for (const { command, long } of flags) {
      const { stdout } = await runCli(command === "certfleet" ? ["--help"] : [command, "--help"], { cwd })
      const variable = `CERTFLEET_${long.slice(2).toUpperCase().replaceAll("-", "_")}`
      const named = new RegExp(`\\b${variable}\\b`)
      const page = pages[command === "certfleet" ? "certfleet.1" : `certfleet-${command}.1`] ?? ""
      const without = guard.test(long) || long === "--passphrase" || long === "--version"
      expect({ variable, help: named.test(stdout), page: named.test(page.replaceAll("\\fB", " ")) }).toEqual({
        ...{ variable, help: !without, page: !without },
      })
    }
  })

  it("have variables of which none means two flags", () => {
    const places = new Map<string, Set<string>>()
    for (const { command, long } of flags) {
      const name = long.slice(2)
      for (const spelling of [name, `${command}-${name}`])
        places.set(spelling, (places.get(spelling) ?? new Set()).add(name))
    }
    expect([...places].filter(([, names]) => names.size > 1)).toEqual([])
  })

  it.each(Object.entries(meanings))("%s means the same at every command that has it", (long, meaning) => {
    for (const { command, value, about } of byLong.get(long) ?? []) {
      expect({ command, value }).toEqual({ command, value: meaning.value })
      expect(about, command).toMatch(meaning.about)
    }
  })

  it("are told of in the same words everywhere, or have a reason", () => {
    const different = [...byLong]
      .filter(([long]) => meanings[long] === undefined)
      .filter(([, group]) => new Set(group.map(({ value, about }) => `${value}: ${about}`)).size > 1)
      .map(([long]) => long)
    expect(different.sort()).toEqual(Object.keys(otherWords).sort())
  })

  it("take the same kind of value everywhere", () => {
    const two = [...byLong].filter(([, group]) => new Set(group.map(({ value }) => value)).size > 1)
    expect(two.map(([long]) => long)).toEqual([])
  })

  it("leave it to the folders above which fleet.yaml is meant, where --fleet is not given", () => {
    const fixed = commands.flatMap(({ options }) =>
      options.filter(({ long, defaultValue }) => long === "--fleet" && defaultValue !== undefined),
    )
    expect(fixed).toEqual([])
  })

  it("share no letter", () => {
    const letters = flags.flatMap(({ short, long }) => (short === undefined ? [] : [`${short} ${long}`]))
    const used = [...new Set(letters)].map((pair) => pair.split(" ")[0])
    expect(used).toEqual([...new Set(used)])
  })

  it.each([
    [["rollout", "--timeout", "60"], "--timeout", "--deadline"],
    [["rollback", "--timeout=60"], "--timeout=60", "--deadline"],
    [["check", "leaf.pem", "--key", "a.key"], "--key", "--key-file"],
    [["import", "leaf.pem", "--key=a.key"], "--key=a.key", "--key-file"],
    [["status", "--format", "nagios"], "--format", "--reporter"],
    [["report", "--format=markdown"], "--format=markdown", "--reporter"],
  ])("%j is refused with the new spelling", async (argv, old, now) => {
    expect(await runCli(argv, { cwd: temporaryFolder() })).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: `certfleet: error: unknown option '${old}'\ncertfleet: hint: it is called ${now} now\n`,
    })
  })
})
