import { execFile } from "node:child_process"
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { topicNames, topics } from "../../../src/cli/help/topics.js"
import { everyCommand } from "../../../src/cli/program.js"
import { type AcmeCa, startAcmeCa } from "../../../src/demo/acme/server.js"
import { deliverPile } from "../../../src/demo/ca.js"
import { loadFleet } from "../../../src/fleet/load.js"
import { fleetSchema } from "../../../src/fleet/schema.js"
import { loadLintConfig } from "../../../src/lint/config.js"
import { systemClock } from "../../../src/local/clock.js"
import { nameServer } from "../../local/nameServer.js"
import { type EmbeddedFleet, embeddedFleet } from "../../status/embeddedFleet.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const root = resolve(import.meta.dirname, "../../..")
const pages = await Promise.all(
  topicNames.map(async (name) => ({ name, sections: await topics[name].load() })),
)
const blocks = pages.flatMap(({ name, sections }) =>
  sections
    .flatMap(({ text }) => text.split(/\n{2,}/))
    .map((block) => block.split("\n").filter((line) => line.trim() !== ""))
    .filter((lines) => lines.length > 0 && lines.every((line) => line.startsWith("    ")))
    .map((lines) => ({ name, lines: lines.map((line) => line.slice(4)) })),
)
const isCommand = (line: string): boolean => /(^|[ |])certfleet /.test(line)
const commands = blocks.filter(({ lines }) => lines.some(isCommand))
const others = blocks.filter(({ lines }) => !lines.some(isCommand))

describe("help TOPIC", () => {
  it.each(topicNames)("%s prints its page, and every line fits a wide terminal", async (name) => {
    const { exitCode, stdout, stderr } = await runCli(["help", name], { cwd: temporaryFolder() })
    expect([exitCode, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(new RegExp(`^certfleet ${name}: .+\\n\\n[A-Z]`))
    expect(stdout.split("\n").filter((line) => line.length > 122)).toEqual([])
  })

  it("is listed by help", async () => {
    const { stdout } = await runCli(["--help"], { cwd: temporaryFolder() })
    for (const name of topicNames)
      expect(stdout).toMatch(new RegExp(`^ {2}${name} +${topics[name].about}$`, "m"))
  })

  it.each([
    ["netwroks", "did you mean help networks?"],
    ["exit-code", "did you mean help exit-codes?"],
    ["hooks", "did you mean help fleet?"],
    ["hook", "did you mean help fleet?"],
    ["domains", "did you mean help fleet?"],
    ["issuer", "did you mean help fleet?"],
    ["dns", "did you mean help fleet?"],
  ])("%s is told what was meant", async (word, hint) => {
    for (const argv of [["help", word], [word]]) {
      const run = await runCli(argv, { cwd: temporaryFolder() })
      expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`hint: ${hint}\n`) })
    }
  })

  it("fleet tells of every part of fleet.yaml", () => {
    const text = pages
      .find(({ name }) => name === "fleet")
      ?.sections.map((section) => section.text)
      .join("\n")
    const parts = [...Object.keys(fleetSchema.shape), "issuer", "windows"]
    expect(
      parts.filter((part) => !new RegExp(`\\b${part}: `).test(text?.replaceAll(":\n", ": ") ?? "")),
    ).toEqual([])
  })

  it("names only commands and flags that there are", () => {
    const program = everyCommand()
    for (const { lines } of commands)
      for (const [, name = "", rest = ""] of lines.flatMap((line) => [
        ...line.matchAll(/(?:^|[ |])certfleet ([a-z-]+)([^|&]*)/g),
      ])) {
        const command = program.commands.find((one) => one.name() === name)
        const known = [...(command?.options ?? []), ...program.options].map(({ long }) => long)
        for (const [flag] of rest.matchAll(/--[a-z-]+/g)) expect(known, `${name} ${flag}`).toContain(flag)
      }
  })
})

describe("the examples of fleet.yaml and certfleet-lint.yaml", () => {
  const base = {
    certificate: { commonName: "mail.example.edu" },
    servers: [
      { host: "mbs01.example.edu", roles: ["mailbox"] },
      { host: "prx01.example.edu", roles: ["proxy"] },
    ],
  }

  it.each(others.filter(({ name }) => ["fleet", "networks", "renew"].includes(name)))(
    "$lines.0 of $name is valid",
    ({ lines }) => {
      const text = JSON.stringify({ ...base, ...parse(lines.join("\n")) })
      expect(loadFleet(text, "fleet.yaml").findings).toEqual([])
    },
  )

  it.each(others.filter(({ name }) => name === "lint"))("$lines.0 of $name is valid", ({ lines }) => {
    expect(loadLintConfig(lines.join("\n"), "certfleet-lint.yaml").findings).toEqual([])
  })
})

describe("every example of help TOPIC", { timeout: 120_000 }, () => {
  let fleet: EmbeddedFleet
  let acme: AcmeCa
  let resolver: Awaited<ReturnType<typeof nameServer>>
  const bin = (): string => join(fleet.folder, "bin")

  function shell(line: string, cwd = fleet.folder): Promise<{ code: number; output: string }> {
    const env = {
      ...{ PATH: `${bin()}:${process.env["PATH"]}`, HOME: fleet.folder },
      ...{ CERTFLEET_TRUST: join(fleet.folder, "root.pem"), CERTFLEET_TIMEOUT: "20" },
      // The names of its farms lead nowhere.
      CERTFLEET_NO_FARMS: "1",
    }
    return new Promise((done) => {
      const child = execFile("sh", ["-c", line], { cwd, env }, (_error, stdout, stderr) =>
        done({ code: child.exitCode ?? -1, output: stdout + stderr }),
      )
    })
  }

  beforeAll(async () => {
    fleet = await embeddedFleet()
    acme = await startAcmeCa(fleet.ca, systemClock)
    writeFileSync(join(fleet.folder, "acme.pem"), acme.certificate)
    const yaml = parse(readFileSync(join(fleet.folder, "fleet.yaml"), "utf8"))
    yaml.certificate.issuer = {
      acme: { directory: acme.directory, termsOfServiceAgreed: true, caCertificates: "acme.pem" },
    }
    writeFileSync(join(fleet.folder, "fleet.yaml"), JSON.stringify(yaml))
    resolver = await nameServer({})
    mkdirSync(bin())
    const put = (name: string, text: string): void => {
      writeFileSync(join(bin(), name), `#!/bin/sh\n${text}\n`)
      chmodSync(join(bin(), name), 0o755)
    }
    put("certfleet", `exec "${process.execPath}" "${join(root, "bin/certfleet.js")}" "$@"`)
    put("ansible-inventory", `echo '{"mailbox": {"hosts": ["mbs01.example.edu"]}}'`)
    mkdirSync(join(fleet.folder, "certs"))
    writeFileSync(join(fleet.folder, "certs/mail.crt"), fleet.pair.issued.leaf)
    expect(await shell("certfleet csr --out order && cp order/commercial.csr certs/mail.csr")).toMatchObject({
      code: 0,
    })
    const issued = await fleet.ca.issue(await readOrder())
    writeFileSync(join(fleet.folder, "delivered.txt"), deliverPile(issued).content)
    const brought = await shell(
      "certfleet import delivered.txt --key-file order/commercial.key && certfleet rollout",
    )
    expect(brought).toMatchObject({ code: 0 })
  }, 60_000)
  afterAll(async () => {
    await resolver?.close()
    await acme?.close()
    await fleet?.close()
  })

  async function readOrder(): Promise<string> {
    const { output } = await shell("cat order/commercial.csr")
    return output
  }

  /** Addresses of documentation become those of the scene. */
  const here = (line: string): string =>
    line.replace(/192\.0\.2\.53|198\.51\.100\.53/g, resolver.address).replace("192.0.2.11", "127.0.0.1")

  /** What an example ends with that finds something, as its page says. */
  const ends: Readonly<Record<string, readonly number[]>> = {
    "certfleet rollout --resume": [2],
    "certfleet probe --connect 192.0.2.11 mail.example.edu:443": [3],
  }

  it.each(commands.flatMap(({ name, lines }) => lines.map((line) => ({ name, line }))))(
    "$name: $line",
    async ({ name, line }) => {
      const fresh = line.includes("certfleet init") ? temporaryFolder() : fleet.folder
      const { code, output } = await shell(here(line), fresh)
      expect({ code, output }).toEqual({
        code: expect.toBeOneOf([...(ends[line] ?? endsOf(name, line))]),
        output,
      })
    },
  )

  /** Lint judges a demo's certificate by the rules of public CAs. */
  function endsOf(name: string, line: string): readonly number[] {
    return name === "lint" || line.startsWith("certfleet lint") ? [0, 1] : [0]
  }
})
