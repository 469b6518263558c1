import { sign } from "node:crypto"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { extension } from "../../../certs-fixtures/extensionDer.js"
import { labelledKey } from "../../../certs-fixtures/keys.js"
import { deliveredAt } from "../../../certs-fixtures/recipes.js"
import manifest from "../../../package.json" with { type: "json" }
import { checkPage } from "../../../src/report/page/checkPage.js"
import { parseCertificate } from "../../../src/x509/certificate.js"
import {
  der,
  derBits,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derText,
} from "../../../src/x509/derWrite.js"
import { readPem, writePem } from "../../../src/x509/pem.js"
import { crlSeeds } from "../../fuzz/seeds.js"
import { at, ca, host, leaf } from "../../path/graph.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const fixtures = join(import.meta.dirname, "../../../certs-fixtures")
const certs = (...names: string[]): string[] => names.map((name) => join(fixtures, "certs", `${name}.pem`))
const delivery = (name: string): string => join(fixtures, "deliveries", name)
const trust = ["--trust", ...certs("root-g2")]
const key = ["--key-file", join(fixtures, "keys/rfc9500-rsa2048.key")]
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

  it.each([true, false])(
    "takes a server's certificate that signed itself for one, a CA or not (%s)",
    async (isCa) => {
      const extensions = [extension.basicConstraints(isCa), extension.keyUsage(isCa ? [0, 5] : [0])]
      const own = leaf(`${host}>${host}`, { keyLabel: "own", signerLabel: "own", extensions })
      const cwd = temporaryFolder()
      writeFileSync(join(cwd, "own.pem"), writePem("CERTIFICATE", own.der))
      const options = { cwd, now: at.getTime() }
      const trusted = await runCli(["check", "own.pem", "--no-fleet", "--trust", "own.pem"], options)
      expect(trusted).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/\n\n.* notice: .*\n\n1 notice\n$/),
      })
      const alone = await runCli(["check", "own.pem", "--no-fleet", "--profile", "private"], options)
      expect(alone).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("[self-signed]") })
    },
  )

  it("takes a CA that names hosts and issued nothing for a server's, where no other is there", async () => {
    const extensions = [extension.basicConstraints(true), extension.keyUsage([0, 5])]
    const cwd = temporaryFolder()
    const put = (name: string, bytes: Uint8Array): void =>
      writeFileSync(join(cwd, name), writePem("CERTIFICATE", bytes))
    put("root.pem", ca("root>root").der)
    put("mail.pem", leaf("root>mail", { extensions }).der)
    const words = ["check", "mail.pem", "root.pem", "--no-fleet", "--trust", "root.pem"]
    const { exitCode, stdout } = await runCli(words, { cwd, now: at.getTime() })
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("chain     mail.example.edu > root")])
  })

  it.each([
    ["short.pem", "long.pem"],
    ["long.pem", "short.pem"],
  ])("takes of two certificates of one moment the one that lasts longest: %s %s", async (...files) => {
    const cwd = temporaryFolder()
    const until = (name: string, notAfter: string): void => {
      const { der: bytes } = leaf("root>mail", { keyLabel: "mail", notAfter: new Date(notAfter) })
      writeFileSync(join(cwd, name), writePem("CERTIFICATE", bytes))
    }
    until("short.pem", "2027-01-01T00:00:00Z")
    until("long.pem", "2028-01-01T00:00:00Z")
    writeFileSync(join(cwd, "root.pem"), writePem("CERTIFICATE", ca("root>root").der))
    const words = ["check", ...files, "root.pem", "--no-fleet", "--trust", "root.pem"]
    const { stdout } = await runCli(words, { cwd, now: at.getTime() })
    expect(stdout).toContain("to 2028-01-01")
    expect(stdout).toContain("took of those issued last the one that lasts longest")
  })

  it("refuses standard input that is named twice", async () => {
    const run = await runCli(["check", "-", "-"], { cwd: temporaryFolder(), now })
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("- is named twice") })
  })

  it("writes a page of what --json prints", async () => {
    const cwd = temporaryFolder()
    const words = ["check", delivery("as-it-should-be"), ...trust, ...key, "--json", "--html", "check.html"]
    const fleet = ["--fleet", join(fixtures, "fleets/example.yaml")]
    const { stdout } = await runCli([...words, ...fleet], { cwd, now })
    expect(readFileSync(join(cwd, "check.html"), "utf8")).toBe(
      checkPage(JSON.parse(stdout), manifest.version),
    )
    const [one] = JSON.parse(stdout).certificates
    expect(one).toMatchObject({ daysLeft: 187, root: "trusted", key: expect.stringMatching(/^RSA \d+$/) })
    const places = one.links.map(({ place }: { place: string }) => place)
    expect(places).toEqual(["sent", "sent", "sent"])
    expect(one.coverage.rows.length).toBeGreaterThan(10)
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
      stdout: expect.stringContaining("error: Example TLS CA 1 expired on 2025-12-31 [expired]"),
    })
    const notice = [delivery("duplicate"), ...trust]
    expect((await run(...notice)).exitCode).toBe(0)
    expect((await run(...notice, "--fail-on", "notice")).exitCode).toBe(1)
  })

  it("judges a chain file as Zimbra would", async () => {
    expect((await run(...certs("leaf", "issuing"), ...trust)).stdout).toContain(
      "issuing.pem: notice: Zimbra would not take it with this chain: error 2 at 1 depth lookup: unable to get issuer certificate [chain-not-for-zimbra]",
    )
    expect((await run(delivery("reversed"), ...trust)).stdout).toContain("[chain-disordered]")
    expect((await run(delivery("chain-in-certificate-file"), ...trust)).stdout).not.toMatch(
      /chain-not-for-zimbra|chain-disordered/,
    )
  })

  it("compares with the CSR of the order", async () => {
    const csr = ["--csr", join(fixtures, "deliveries/commercial.csr")]
    expect(await run(delivery("names-dropped"), ...trust, ...csr)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("[bundle-requested-name-dropped]"),
    })
  })

  it("does not take the CSR of another key for that of the order", async () => {
    const cwd = temporaryFolder()
    await runCli(["csr", "--cn", "mail.example.edu", "--key", "ec-p256", "--out", cwd], { cwd })
    const csr = ["--csr", join(cwd, "commercial.csr")]
    const other = "commercial.csr is the CSR of another key than"
    const without = await run(...certs("leaf", "leaf-other-key", "issuing"), ...trust, ...csr)
    expect(without).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(`${other} any certificate's`),
    })
    const withKey = await run(...certs("leaf", "issuing"), ...trust, ...csr, ...key)
    expect(withKey).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`${other} ${key[1]}`) })
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

describe("certfleet check --crl", () => {
  const ca = {
    key: labelledKey("issuing"),
    name: [
      ["2.5.4.6", "US"],
      ["2.5.4.10", "Example Trust"],
      ["2.5.4.3", "Example TLS CA 1"],
    ] as const,
  }

  const extension = (oid: string, value: Uint8Array): Uint8Array => derSequence(derOid(oid), derOctets(value))

  function crl(...serials: readonly Uint8Array[]): string {
    const time = (text: string): Uint8Array => derText(0x17, text)
    const algorithm = derSequence(derOid("1.2.840.113549.1.1.11"), der(0x05))
    const name = derSequence(
      ...ca.name.map(([type, value]) =>
        derSet(derSequence(derOid(type), derText(type === "2.5.4.6" ? 0x13 : 0x0c, value))),
      ),
    )
    const number = [extension("2.5.29.20", derInteger(7))]
    const tbs = derSequence(
      derInteger(1),
      algorithm,
      name,
      time("260430000000Z"),
      time("260601000000Z"),
      ...(serials.length === 0
        ? []
        : [derSequence(...serials.map((serial) => derSequence(derInteger(serial), time("260425120000Z"))))]),
      der(0xa0, derSequence(...number)),
    )
    return writePem("X509 CRL", derSequence(tbs, algorithm, derBits(sign("sha256", tbs, ca.key))))
  }

  it("refuses a certificate that its CA has revoked, and accepts one that is not on the list", async () => {
    const cwd = temporaryFolder()
    const leaf = readPem(readFileSync(certs("leaf")[0] ?? "")).blocks[0]?.der ?? new Uint8Array()
    const read = parseCertificate(leaf)
    writeFileSync(join(cwd, "revoked.crl"), crl(read.ok ? read.value.serialOctets : new Uint8Array()))
    writeFileSync(join(cwd, "clean.crl"), crl())
    const argv = ["check", delivery("as-it-should-be"), ...trust, "--crl"]
    const revoked = await runCli([...argv, "revoked.crl"], { cwd, now })
    expect(revoked).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("mail.example.edu was revoked on 2026-04-25"),
    })
    expect(await runCli([...argv, "clean.crl"], { cwd, now })).toMatchObject({ exitCode: 0 })
    const none = await runCli([...argv, ...certs("leaf")], { cwd, now })
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("no revocation list in it") })
    writeFileSync(join(cwd, "other.crl"), writePem("X509 CRL", crlSeeds[0] ?? new Uint8Array()))
    expect(await runCli([...argv, "other.crl"], { cwd, now })).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(
        /revoked is unknown: the list of .* is about none .*\[revocation-unknown\]/,
      ),
    })
    const beside = [...argv, "other.crl", "--crl", "clean.crl"]
    expect(await runCli(beside, { cwd, now })).toMatchObject({ exitCode: 0 })
    writeFileSync(join(cwd, "leaf.der"), leaf)
    writeFileSync(join(cwd, "response.der"), Buffer.from("30030a0106", "hex"))
    for (const [file, what] of [
      ["leaf.der", "a certificate"],
      ["response.der", "an OCSP response"],
    ] as const)
      expect((await runCli([...argv, file], { cwd, now })).stderr).toContain(`--crl ${file}: it is ${what}\n`)
  })
})
