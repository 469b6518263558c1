import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { deliveredAt } from "../../certs-fixtures/recipes.js"
import { temporaryFolder } from "./folder.js"
import { runCli } from "./testIo.js"

const fixtures = join(import.meta.dirname, "../../certs-fixtures")
const certs = (...names: string[]): string[] => names.map((name) => join(fixtures, "certs", `${name}.pem`))
const delivery = (name: string): string => join(fixtures, "deliveries", name)
const trust = ["--trust", ...certs("root-g2")]
const key = ["--key", join(fixtures, "keys/rfc9500-rsa2048.key")]
const now = deliveredAt.getTime()

async function run(...argv: string[]) {
  return runCli(["check", ...argv], { cwd: temporaryFolder(), now })
}

describe("certfleet check", () => {
  it("says what is there, and that nothing is wrong with it", async () => {
    expect(await run(delivery("as-it-should-be"), ...trust, ...key)).toMatchObject({
      exitCode: 0,
      stderr: "",
      stdout: expect.stringMatching(
        /^mail\.example\.edu\n {2}valid {5}2026-04-20 to 2026-11-04 \(187 days left\)\n.*> Example Root G2\n {2}expires {3}mail\.example\.edu first, on 2026-11-04\n\nno findings\n$/s,
      ),
    })
  })

  it("checks every server certificate when there is no key", async () => {
    const result = await run(...certs("leaf", "leaf-other-key", "issuing", "root-g2"), ...trust, "--json")
    expect(result.exitCode).toBe(0)
    const { certificates, findings } = JSON.parse(result.stdout)
    expect(certificates).toHaveLength(2)
    expect(findings.map(({ code }: { code: string }) => code)).toEqual([
      ...Array.from({ length: 4 }, () => "bundle-text-around"),
      "bundle-ec-key",
    ])
  })

  it("exits 1 for an error, and for less with --fail-on", async () => {
    expect(await run(delivery("intermediate-expired"), ...trust)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("error: Example TLS CA 1 has expired (2025-12-31) [bundle-expired]"),
    })
    const notice = [delivery("duplicate"), ...trust]
    expect((await run(...notice)).exitCode).toBe(0)
    expect((await run(...notice, "--fail-on", "notice")).exitCode).toBe(1)
  })

  it("judges a chain file as Zimbra would", async () => {
    expect((await run(...certs("leaf", "issuing"), ...trust)).stdout).toContain(
      "issuing.pem as chain file: error 2 at 1 depth lookup: unable to get issuer certificate [zimbra-chain-refused]",
    )
    expect((await run(delivery("reversed"), ...trust)).stdout).toContain("[zimbra-chain-disordered]")
    expect((await run(delivery("chain-in-certificate-file"), ...trust)).stdout).not.toContain("[zimbra-")
  })

  it("compares with the CSR of the order", async () => {
    const csr = ["--csr", join(fixtures, "deliveries/commercial.csr")]
    expect(await run(delivery("names-dropped"), ...trust, ...csr)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("[bundle-requested-name-dropped]"),
    })
  })

  it("compares with the certificate in use", async () => {
    const inUse = certs("leaf")[0] ?? ""
    const removed = await run(delivery("names-dropped"), ...trust, "--against", inUse)
    expect(removed.exitCode).toBe(1)
    expect(removed.stdout).toContain("serves smtp.example.edu, and the new certificate is not valid for it")
    expect(removed.stdout).toContain("[compare-key-reused]")
    const allowed = ["--allow-removed", "SMTP.example.edu", "--allow-removed", "mbs01.example.edu"]
    const accepted = await run(delivery("names-dropped"), ...trust, "--against", inUse, ...allowed)
    expect(accepted).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("[compare-name-removed-as-allowed]"),
    })
    const same = await run(delivery("as-it-should-be"), ...trust, "--against", inUse)
    expect(same.stdout).toContain("[compare-same-certificate]")
  })

  it("says that there are only certificates of CAs", async () => {
    expect(await run(...certs("issuing", "root-g2"), ...trust)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(
        "only certificates of CAs (Example TLS CA 1, Example Root G2), none of a server",
      ),
    })
  })

  it.each([
    ["an unknown severity", ["--fail-on", "fatal"], 2, "--fail-on fatal is unknown"],
    [
      "a name that is none",
      ["--against", ...certs("leaf"), "--allow-removed", "a b"],
      2,
      "--allow-removed a b is no name",
    ],
    ["nothing to compare with", ["--against", "nowhere.crt"], 2, "nowhere.crt: no such file"],
    ["a CSR that is none", ["--csr", ...certs("leaf")], 2, "holds no CSR that can be read"],
  ])("exits with one clear line for %s", async (_, argv, exitCode, message) => {
    const result = await run(delivery("as-it-should-be"), ...trust, ...argv)
    expect(result).toMatchObject({ exitCode, stdout: "", stderr: expect.stringContaining(message) })
  })

  it("reads standard input, and writes nothing anywhere", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "note.txt"), "mine")
    const stdin = certs("leaf", "issuing")
      .map((file) => readFileSync(file, "utf8"))
      .join("")
    const result = await runCli(["check", "-", ...trust], { cwd, now, stdin })
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("[bundle-root-added]") })
    expect(readdirSync(cwd)).toEqual(["note.txt"])
  })
})
