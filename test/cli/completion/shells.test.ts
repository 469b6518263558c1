import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { delimiter, join, resolve } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { exampleOf } from "../../../src/fleet/example.js"
import { quoteWord } from "../../../src/remote/quote.js"
import { temporaryFolder } from "../folder.js"
import { shownAfter, type Typing, whyNotTyped } from "./typing.js"

const program = resolve(import.meta.dirname, "../../../bin/certfleet.js")
const bundle = "certificates/mail.example.edu/2026-11-24-4ef3fe2e"

/** A user's folder, with certfleet on a PATH. */
function workplace(): Pick<Typing, "cwd" | "path"> {
  const cwd = temporaryFolder()
  const bin = join(cwd, ".bin")
  mkdirSync(bin)
  const start = `#!/bin/sh\nexec ${quoteWord(process.execPath)} ${quoteWord(program)} "$@"\n`
  writeFileSync(join(bin, "certfleet"), start, { mode: 0o755 })
  writeFileSync(join(cwd, "fleet.yaml"), exampleOf("twelve"))
  mkdirSync(join(cwd, bundle), { recursive: true })
  writeFileSync(join(cwd, bundle, "commercial.crt"), "")
  mkdirSync(join(cwd, "pages"))
  writeFileSync(join(cwd, "delivered.zip"), "")
  return { cwd, path: [bin, process.env["PATH"]].join(delimiter) }
}

const interactive: readonly (Pick<Typing, "shell" | "setup"> & { readonly name: string })[] = [
  { name: "bash", shell: ["bash", "--norc", "--noprofile", "-i"], setup: ". <(certfleet completion bash)" },
  {
    name: "zsh",
    shell: ["zsh", "-f", "-i"],
    setup: "autoload -U compinit; compinit -u -D; . <(certfleet completion zsh)",
  },
]

beforeAll(() => {
  expect(existsSync(resolve(program, "../../dist/cli.js")), "npm run build comes first").toBe(true)
})

describe.each(interactive.map((one) => [one.name, one] as const))(
  "certfleet completion %s, in that shell",
  (name, { shell, setup }) => {
    const missing = whyNotTyped(name)
    const title = missing === undefined ? "" : ` (${missing})`
    const typed = (line: string) => shownAfter(line, { shell, setup, ...workplace() })

    it.skipIf(missing !== undefined)(`shows the commands that begin so${title}`, async () => {
      const shown = await typed("certfleet roll\t\t")
      expect(shown).toMatch(/rollback\b.*\brollout\b/s)
      expect(shown).not.toContain("probe")
    })

    it.skipIf(missing !== undefined)(`completes a flag${title}`, async () => {
      expect(await typed("certfleet rollout --lim\t")).toContain("certfleet rollout --limit ")
    })

    it.skipIf(missing !== undefined)(
      `completes a server, also after another and behind =${title}`,
      async () => {
        expect(await typed("certfleet status --limit mbs03\t")).toContain("--limit mbs03.example.edu ")
        expect(await typed("certfleet status --limit=mta,mbs03\t")).toContain(
          "--limit=mta,mbs03.example.edu ",
        )
      },
    )

    it.skipIf(missing !== undefined)(`shows farms and roles${title}`, async () => {
      const shown = await typed("certfleet rollout --limit zimbra-\t\t")
      for (const farm of ["zimbra-web", "zimbra-proxy", "zimbra-mx"]) expect(shown).toContain(farm)
      expect(await typed("certfleet rollout --limit mailb\t")).toContain("--limit mailbox ")
    })

    it.skipIf(missing !== undefined)(`completes the code of a finding${title}`, async () => {
      expect(await typed("certfleet explain expires-s\t")).toContain("certfleet explain expires-soon ")
    })

    it.skipIf(missing !== undefined)(`completes the folder that import wrote${title}`, async () => {
      expect(await typed("certfleet rollout certificates/m\t")).toContain(`certfleet rollout ${bundle}`)
    })

    it.skipIf(missing !== undefined)(`leaves files and folders to the shell${title}`, async () => {
      expect(await typed("certfleet import deliv\t")).toContain("certfleet import delivered.zip ")
      expect(await typed("certfleet check --html=pa\t")).toContain("--html=pages/")
      expect(await typed("certfleet rollout pa\t")).toContain("certfleet rollout pages/")
    })
  },
)

const noZsh = whyNotTyped("zsh")

describe("certfleet completion zsh, in a folder of functions", () => {
  it.skipIf(noZsh !== undefined)(
    `completes from the first tab on${noZsh === undefined ? "" : ` (${noZsh})`}`,
    async () => {
      const setup =
        "certfleet completion zsh > .bin/_certfleet; fpath=($PWD/.bin $fpath); autoload -U compinit; compinit -u -D"
      const shown = await shownAfter("certfleet status --limit mbs03\t", {
        ...workplace(),
        ...{ shell: ["zsh", "-f", "-i"], setup },
      })
      expect(shown).toContain("--limit mbs03.example.edu ")
    },
  )
})

const noFish = existsSync("/usr/bin/fish") ? undefined : "needs fish"

describe("certfleet completion fish, in that shell", () => {
  const title = noFish === undefined ? "" : ` (${noFish})`

  /** What fish would offer after the line, a candidate and its description each. */
  const offered = (line: string): string[] => {
    const { cwd, path } = workplace()
    const run = spawnSync(
      "fish",
      ["--command", `certfleet completion fish | source; complete -C ${quoteWord(line)}`],
      {
        ...{ cwd, encoding: "utf8" },
        env: { PATH: path, HOME: cwd, LC_ALL: "C.UTF-8" },
      },
    )
    expect(run).toMatchObject({ status: 0, stderr: "" })
    return run.stdout.split("\n").filter(Boolean)
  }

  it.skipIf(noFish !== undefined)(`offers commands and flags with what they mean${title}`, () => {
    expect(offered("certfleet ro")).toEqual([
      "rollback\tput back what the servers had before a rollout, also days later",
      expect.stringMatching(/^rollout\tbring an imported certificate to every server/),
    ])
    expect(offered("certfleet status --cal")).toEqual([
      "--calendar\tshow when to renew, and how often a year",
    ])
  })

  it.skipIf(noFish !== undefined)(
    `offers servers, farms and roles, also after another and behind =${title}`,
    () => {
      expect(offered("certfleet status --limit mbs03")).toEqual(["mbs03.example.edu\tmailbox"])
      expect(offered("certfleet status --limit=mta,zimbra-w")).toEqual(["--limit=mta,zimbra-web\tfarm"])
      expect(offered("certfleet status --limit mailb")).toEqual(["mailbox\trole"])
    },
  )

  it.skipIf(noFish !== undefined)(`offers codes, folders that import wrote, and files${title}`, () => {
    expect(offered("certfleet explain expires-s")).toEqual(["expires-soon"])
    expect(offered("certfleet rollout ")).toEqual([bundle])
    expect(offered("certfleet import deliv")).toEqual(["delivered.zip"])
    expect(offered("certfleet check --html=pa")).toEqual(["--html=pages/"])
  })
})
