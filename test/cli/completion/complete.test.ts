import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ofArgument, ofOption } from "../../../src/cli/completion/values.js"
import { everyCommand } from "../../../src/cli/program.js"
import { exampleOf } from "../../../src/fleet/example.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

/** The offered words, the kind of names first; the last word given is the unfinished one. */
async function offered(words: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const cwd = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(cwd, name, ".."), { recursive: true })
    writeFileSync(join(cwd, name), text)
  }
  const { exitCode, stdout, stderr } = await runCli(["__complete", "--", ...words], { cwd })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" })
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.split("\t")[0]]))
}

const three = { "fleet.yaml": exampleOf("three") }

describe("certfleet __complete", () => {
  it("offers every command, and none that is hidden", async () => {
    const [kind, ...commands] = await offered([""])
    expect(kind).toBe("words")
    expect(commands).toEqual(expect.arrayContaining(["init", "rollout", "completion", "help"]))
    expect(commands).not.toContain("__complete")
    expect(await offered(["help", "ro"])).toEqual(["words", "rollout", "rollback"])
  })

  it("offers a flag again only where it may be repeated", async () => {
    expect(await offered(["rollout", "--dry-run", "--dr"])).toEqual(["words"])
    expect(await offered(["rollout", "--limit", "mta", "--lim"])).toEqual(["words", "--limit"])
  })

  it("offers servers of the fleet that --fleet names", async () => {
    const files = { "other/fleet.yaml": exampleOf("three") }
    expect(await offered(["status", "-f", "other/fleet.yaml", "--limit", "ld"], files)).toContain(
      "ldap01.example.edu",
    )
    expect(await offered(["status", "--fleet=other/fleet.yaml", "--limit", "ld"], files)).toContain(
      "ldap01.example.edu",
    )
  })

  it("does not offer a server that was chosen already", async () => {
    expect(await offered(["status", "--limit", "ldap01.example.edu,ld"], three)).not.toContain(
      "ldap01.example.edu,ldap01.example.edu",
    )
  })

  it("takes every word after a flag with several values for one", async () => {
    expect(await offered(["rollout", "--canary", "ldap01.example.edu", "ld"], three)).toContain(
      "ldap01.example.edu",
    )
    expect(await offered(["rollout", "--canary", "1", "--dry"], three)).toEqual(["words", "--dry-run"])
  })

  it("offers nothing, and complains of nothing, where fleet.yaml is missing or wrong", async () => {
    expect(await offered(["status", "--limit", ""])).toEqual(["words"])
    expect(await offered(["status", "--limit", ""], { "fleet.yaml": "servers: [" })).toEqual(["words"])
    expect(await offered(["frobnicate", "--nonsense=", ""])).toEqual(["words"])
  })

  it("leaves out what a shell would read otherwise than it stands", async () => {
    const crt = (name: string) => `certificates/mail.example.edu/${name}/commercial.crt`
    const folders = { [crt("2026-11-24-1")]: "", [crt("$(reboot)")]: "", [crt("a b")]: "" }
    expect(await offered(["rollout", ""], { ...three, ...folders })).toEqual([
      "words",
      "certificates/mail.example.edu/2026-11-24-1",
    ])
  })

  it("leaves another folder than import's to the shell", async () => {
    expect(await offered(["rollout", "elsew"], three)).toEqual(["folders"])
    expect(await offered(["check", ""], three)).toEqual(["files"])
  })

  it("knows what may stand at every argument and behind every flag, or that anything may", () => {
    /** Numbers, names and addresses of the user's own. */
    const free =
      /^(seconds|hours|count|count\|share|limit|name|names|id|text|day|address|host|name=file|endpoint|words|command)$/
    const unknown = everyCommand().commands.flatMap((command) => [
      ...command.options
        .filter(({ required, optional }) => required || optional)
        .filter((option) => ofOption(command, option) === undefined)
        .map(({ flags }) => ({
          command: command.name(),
          flags,
          value: /[<[]([^>\].]*)/.exec(flags)?.[1] ?? "",
        })),
      ...command.registeredArguments
        .filter((argument) => ofArgument(argument) === undefined)
        .map((argument) => ({ command: command.name(), flags: "", value: argument.name() })),
    ])
    expect(unknown.filter(({ value }) => !free.test(value))).toEqual([])
  })
})

describe("certfleet completion", () => {
  it("names the shells it knows when asked for another one", async () => {
    const cwd = temporaryFolder()
    expect(await runCli(["completion", "tcsh"], { cwd })).toMatchObject({
      exitCode: 2,
      stderr:
        "certfleet: error: there is no completion for the shell tcsh\ncertfleet: hint: one of bash, zsh, fish\n",
    })
  })
})
