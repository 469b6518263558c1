import { copyFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { deliveredAt } from "../../certs-fixtures/recipes.js"
import { temporaryFolder } from "./folder.js"
import { runCli } from "./testIo.js"

const fixtures = join(import.meta.dirname, "../../certs-fixtures")
const fleetYaml = `certificate: { commonName: mail.example.org }
servers: [{ host: prx01.example.org, roles: [proxy] }]
domains: [{ domain: example.edu, names: [mail.example.edu] }]
`
const own = ["--domain", "example.edu"]

function withDomain(file = "fleet.yaml"): string {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, file), fleetYaml)
  return cwd
}

describe("the next command for a domain's own certificate", () => {
  it("is an import for that domain, after csr", async () => {
    const { stdout } = await runCli(["csr", ...own, "--out", "new"], { cwd: withDomain() })
    expect(stdout).toContain(
      "\n  certfleet import FILES... --key-file new/commercial.key --domain example.edu\n",
    )
  })

  it("names the fleet file in quotes where a shell would take it apart", async () => {
    const file = "Our fleet.yaml"
    const { stdout } = await runCli(["csr", ...own, "--fleet", file, "--out", "to come"], {
      cwd: withDomain(file),
    })
    expect(stdout).toContain(
      "--key-file 'to come/commercial.key' --domain example.edu --fleet 'Our fleet.yaml'\n",
    )
    const run = await runCli(["rollout", "--fleet", file], { cwd: withDomain(file) })
    expect(run.stderr).toContain("import FILES... --key-file KEY --fleet 'Our fleet.yaml' writes one")
  })

  it("is none of csr --next, which no mail exchanger wants of a domain", async () => {
    const run = await runCli(["csr", "--next", ...own], { cwd: withDomain() })
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("leave --next out"),
    })
  })

  it("is a look at the records of that fleet file, after csr --next", async () => {
    const { stdout } = await runCli(["csr", "--next", "-f", "mail.yaml"], { cwd: withDomain("mail.yaml") })
    expect(stdout).toMatch(/\n {2}1\. certfleet tlsa --fleet mail\.yaml /)
    expect(stdout).toMatch(/\n {2}3\. certfleet order \S+ --fleet mail\.yaml\n/)
  })

  it("is a rollout for that domain, after import, and of that fleet file", async () => {
    const cwd = withDomain("mail.yaml")
    copyFileSync(join(fixtures, "keys/rfc9500-rsa2048.key"), join(cwd, "new.key"))
    const words = ["--key-file", "new.key", "--trust", join(fixtures, "certs/root-g2.pem")]
    const delivered = join(fixtures, "deliveries/as-it-should-be")
    const run = await runCli(
      ["import", delivered, ...words, ...own, "--fleet", "mail.yaml", "--out", "bundle"],
      {
        cwd,
        now: deliveredAt.getTime(),
      },
    )
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(
      /\nnext: certfleet rollout bundle --dry-run --domain example\.edu --fleet mail\.yaml\n$/,
    )
  })

  it.each([[own], [["--domains"]]])(
    "is an import for that domain where rollout %j finds none",
    async (words) => {
      const run = await runCli(["rollout", ...words], { cwd: withDomain() })
      expect(run).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(
          "hint: certfleet import FILES... --key-file KEY --domain example.edu writes one",
        ),
      })
    },
  )
})
