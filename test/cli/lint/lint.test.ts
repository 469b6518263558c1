import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { dns, extension } from "../../../certs-fixtures/extensionDer.js"
import { openListeners } from "../../../src/demo/listeners.js"
import { ToolError } from "../../../src/errors.js"
import type { Certificate } from "../../../src/x509/certificate.js"
import { derOid, derSequence } from "../../../src/x509/derWrite.js"
import { writePem } from "../../../src/x509/pem.js"
import { ca, host, leaf } from "../../path/graph.js"
import { realClock } from "../../probe/material.js"
import { temporaryFolder } from "../folder.js"
import { type RunOptions, runCli } from "../testIo.js"

const fixtures = join(import.meta.dirname, "../../../certs-fixtures")
const from = (name: string): string => join(fixtures, name)
const pem = (...names: string[]): string =>
  names.map((name) => readFileSync(from(`certs/${name}.pem`), "utf8")).join("")
const may = Date.UTC(2026, 4, 1)

interface Linted {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** `place code`, in order. */
  readonly found: readonly string[]
}

/** Lints in a folder with the given files; `own` leaves out the rules that bind public CAs only. */
async function lint(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<Linted & { readonly cwd: string }> {
  const cwd = options.cwd ?? temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(cwd, name, ".."), { recursive: true })
    writeFileSync(join(cwd, name), content)
  }
  const result = await runCli(["lint", ...args], { now: may, ...options, cwd })
  const found = [
    ...result.stdout.matchAll(/^(\S+(?: input)?).*: (?:error|warning|notice): .*\[([a-z0-9-]+)\]$/gm),
  ].map(([, place = "", code = ""]) => `${place.replace(/:\d+:\d+:?$|:$/, "")} ${code}`)
  return { ...result, found, cwd }
}
const own = ["--profile", "private", "--trust", from("certs/root-g2.pem")]
const certificateCodes = (found: readonly string[]): string[] => found.map((one) => one.split(" ")[1] ?? "")

describe("certfleet lint", () => {
  it("ends with 0 where nothing is wrong", async () => {
    const { exitCode, found } = await lint({ "mail.pem": pem("leaf", "issuing", "root-g2") }, [
      "mail.pem",
      ...own,
    ])
    expect([exitCode, found]).toEqual([0, []])
  })

  it("ends with 1 from the threshold on, and with 0 below it", async () => {
    const files = { "mail.pem": pem("leaf", "issuing", "unrelated", "root-g2") }
    const mild = await lint(files, ["mail.pem", ...own])
    expect([mild.exitCode, mild.found]).toEqual([0, ["mail.pem chain-unrelated-certificate"]])
    const strict = await lint(files, ["mail.pem", ...own, "--fail-on", "warning"])
    expect(strict.exitCode).toBe(1)
  })

  it("looks at everything in a folder by content, and passes over what is none of its business", async () => {
    const { found, exitCode } = await lint(
      {
        "deep/er/odd-name.txt": `Dear customer,\n${pem("leaf-expired")}`,
        "deep/notes.md": "0 certificates here",
        "deep/image.bin": "\u0000\u0001",
        ".git/objects/x.pem": pem("leaf-expired"),
        "node_modules/y/x.pem": pem("leaf-expired"),
      },
      [...own],
    )
    expect([exitCode, found]).toEqual([1, ["deep/er/odd-name.txt expired"]])
  })

  it("takes a bracket that nothing closes for a letter, and names a pattern that nothing matches", async () => {
    const files = { "mail[.pem": pem("leaf-expired"), "b.pem": pem("leaf-expired") }
    expect((await lint(files, [...own, "*[.pem"])).found).toEqual(["mail[.pem expired"])
    expect((await lint(files, [...own, "[!m]*.pem"])).found).toEqual(["b.pem expired"])
    expect((await lint(files, ["mail[x.pem"])).stderr).toContain("mail[x.pem: no such file")
    expect((await lint(files, ["c*.pem"])).stderr).toContain("no file matches c*.pem")
  })

  it("takes patterns, and leaves out what --exclude says", async () => {
    const files = {
      "a/x.pem": pem("leaf-expired"),
      "a/b/y.pem": pem("leaf-expired"),
      "a/z.crt": pem("leaf-expired"),
    }
    const one = await lint(files, ["a/*.pem", ...own])
    expect(one.found).toEqual(["a/x.pem expired"])
    const all = await lint(files, ["a/**/*.{pem,crt}", "--exclude", "a/b/**", ...own])
    expect(all.found).toEqual(["a/x.pem expired", "a/z.crt expired"])
  })

  it("reads standard input", async () => {
    const { found } = await lint({}, ["-", ...own], { stdin: pem("leaf-expired") })
    expect(found).toEqual(["standard input expired"])
  })

  it("names file, block and line", async () => {
    const { stdout } = await lint({ "two.pem": pem("issuing", "leaf-expired") }, ["two.pem", ...own])
    expect(stdout).toMatch(/^two\.pem \(block 2, line 32\) .*\[expired\]$/m)
  })

  it("makes a finding of what cannot be read, goes on, and ends with 3", async () => {
    const failing = (path: string): Promise<Uint8Array> => {
      if (path.endsWith("locked.pem")) throw new ToolError("unreadable", "locked.pem: permission denied")
      return Promise.resolve(readFileSync(path))
    }
    const files = { "locked.pem": "x", "mail.pem": pem("leaf-expired") }
    const { exitCode, found } = await lint(files, ["locked.pem", "mail.pem", ...own], {
      files: { read: failing },
    })
    expect([exitCode, found]).toEqual([3, ["locked.pem input-unreadable", "mail.pem expired"]])
  })

  it.each([
    ["empty.pem", "", "input-empty", 3],
    ["words.pem", "no certificate", "input-without-content", 3],
    ["cut.pem", pem("leaf").slice(0, 900), "pem-broken", 1],
  ])("says of a named file that it holds nothing: %s", async (name, content, code, exit) => {
    const { exitCode, found } = await lint({ [name]: content }, [name, ...own])
    expect([exitCode, found]).toEqual([exit, [`${name} ${code}`]])
  })

  it.each([
    [["nowhere.pem"], "nowhere.pem: no such file"],
    [["--profile", "secret"], "--profile secret is unknown"],
    [["--fail-on", "warn"], "--fail-on warn is unknown"],
    [["--expires-in", "soon"], "--expires-in soon is no limit"],
    [["--as-of", "2027-02-30x"], "--as-of 2027-02-30x is no day"],
    [["--as-of", "2027-02-30"], "--as-of 2027-02-30 is no day"],
    [["--ignore", "expires-sono"], "there is no finding with the code expires-sono"],
    [["--update-baseline"], "--update-baseline wants --baseline FILE"],
    [["--baseline", "none.json"], "none.json: no such baseline"],
    [["--config", "none.yaml"], "none.yaml: no such file"],
  ])("refuses %j as usage", async (args, message) => {
    const { exitCode, stderr, stdout } = await lint({ "mail.pem": pem("leaf") }, args)
    expect([exitCode, stdout]).toEqual([2, ""])
    expect(stderr).toContain(`certfleet: error: `)
    expect(stderr).toContain(message)
    expect(stderr).toContain("certfleet: hint: ")
  })
})

describe("certfleet lint, rules and dates", () => {
  it("leaves out with profile private what binds public CAs only", async () => {
    const files = { "mail.pem": pem("leaf") }
    expect((await lint(files, ["mail.pem", "--profile", "private"])).found).toEqual([])
    expect(certificateCodes((await lint(files, ["mail.pem"])).found)).toContain("policies-missing")
  })

  it("runs the codes of --select alone, without those of --ignore", async () => {
    const files = { "mail.pem": pem("leaf-expired") }
    const some = await lint(files, [
      "mail.pem",
      "--select",
      "expired,policies-missing",
      "--ignore",
      "policies-missing",
    ])
    expect(some.found).toEqual(["mail.pem expired"])
  })

  it("warns by days or by share of the lifetime", async () => {
    const files = { "mail.pem": pem("leaf") }
    const warned = async (limit: string): Promise<boolean> =>
      (await lint(files, ["mail.pem", ...own, "--expires-in", limit])).found.length > 0
    // A second less than 188 of 199 days is left.
    expect(await warned("187d")).toBe(false)
    expect(await warned("188d")).toBe(true)
    expect(await warned("94%")).toBe(false)
    expect(await warned("95%")).toBe(true)
  })

  it("says what would break if it were issued later", async () => {
    const lifetimes = async (day: string): Promise<string[]> =>
      certificateCodes((await lint({ "mail.pem": pem("leaf") }, ["mail.pem", "--as-of", day])).found).filter(
        (code) => code.startsWith("validity-over"),
      )
    expect(await lifetimes("2026-03-15")).toEqual([])
    expect(await lifetimes("2027-03-15")).toContain("validity-over-100-days")
    expect(await lifetimes("2029-03-15")).toContain("validity-over-47-days")
  })

  it("knows compromised keys from a list", async () => {
    const list = "# leaked\n0000000000000000000000000000000000000000000000000000000000000000 somebody's\n"
    const { exitCode, found } = await lint({ "mail.pem": pem("leaf"), list }, [
      "mail.pem",
      ...own,
      "--blocklist",
      "list",
    ])
    expect([exitCode, found]).toEqual([0, []])
    const broken = await lint({ "mail.pem": pem("leaf"), list: "xyz\n" }, ["mail.pem", "--blocklist", "list"])
    expect(broken.stderr).toContain("list:1: not a SHA-256")
  })
})

describe("certfleet lint, of one's own CA", () => {
  const rules = async (one: Certificate, root = one): Promise<readonly string[]> => {
    const files = {
      "one.pem": writePem("CERTIFICATE", one.der),
      "root.pem": writePem("CERTIFICATE", root.der),
    }
    const { exitCode, found } = await lint(files, ["one.pem", "--trust", "root.pem"])
    expect(exitCode).toBeLessThan(2)
    return certificateCodes(found)
  }

  it("tells once, and as a warning, that a root's key usage is not critical", async () => {
    const lax = ca("root>root", { extensions: [{ ...extension.keyUsage([5, 6]), critical: false }] })
    expect(await rules(lax)).toEqual(["key-usage-not-critical"])
    const without = ca("root>root", { without: ["2.5.29.15"] })
    expect(await rules(without)).toEqual(["ca-without-key-usage"])
  })

  it("calls words in a common name no host, and asks no SHA-2 of what signed itself", async () => {
    const own = { keyLabel: "own", signerLabel: "own", hash: "sha1" } as const
    const algorithm = derSequence(derOid("1.2.840.10045.4.1"))
    const issuer = "Zimbra Server"
    const itself = await rules(leaf(`${issuer}>own`, { ...own, algorithm, issuer, subject: issuer }))
    expect(itself).not.toContain("dns-name-bad-character")
    expect(itself).not.toContain("sha1-signature")
    const signed = leaf("root>own", { ...own, algorithm, signerLabel: "root", subject: "mail!.example.edu" })
    const bySomebody = await rules(signed, ca("root>root"))
    expect(bySomebody).toEqual(expect.arrayContaining(["dns-name-bad-character", "sha1-signature"]))
  })

  it("says once why a certificate that signed itself is no root under another profile", async () => {
    const own = leaf(`${host}>${host}`, { keyLabel: "own", signerLabel: "own", without: ["2.5.29.15"] })
    const files = { "own.pem": writePem("CERTIFICATE", own.der) }
    const { stdout } = await runCli(
      ["check", "own.pem", "--no-fleet", "--profile", "strict", "--trust", "own.pem"],
      { cwd: (await lint(files, ["own.pem"])).cwd, now: may },
    )
    expect(stdout.match(/no valid path leads to a root: .*/g)).toEqual([
      expect.stringContaining("it has issued a certificate but is not a CA certificate"),
    ])
  })

  it("passes on what to do about a file that is none", async () => {
    const { stdout } = await lint({}, ["/dev/zero"])
    expect(stdout).toContain("it was not checked: name a file; standard input is named -")
  })
})

describe("certfleet lint, things beside each other", () => {
  it("builds a leaf's chain from the CAs of its folder", async () => {
    const files = { "c/commercial.crt": pem("leaf"), "c/commercial_ca.crt": pem("issuing", "root-g2") }
    expect((await lint(files, ["c", ...own])).found).toEqual([])
    const apart = {
      "c/commercial.crt": pem("leaf"),
      "c/commercial_ca.crt": pem("issuing-expired", "root-g2"),
    }
    expect((await lint(apart, ["c", ...own])).found).toContain("c/commercial_ca.crt expired")
  })

  it("judges the chain of a lone leaf below a root that was named", async () => {
    const root = ca("root>root", { extensions: [extension.nameConstraints([dns("example.org")], [])] })
    const files = {
      "root.pem": writePem("CERTIFICATE", root.der),
      "mail.pem": writePem("CERTIFICATE", leaf("root>leaf").der),
    }
    expect((await lint(files, ["mail.pem", "--trust", "root.pem"])).found).toContain("mail.pem chain-invalid")
    const other = writePem("CERTIFICATE", ca("other>other").der)
    const apart = await lint({ ...files, "root.pem": other }, ["mail.pem", "--trust", "root.pem"])
    expect(apart.found).not.toContain("mail.pem chain-invalid")
  })

  it("judges a leaf by the chain in its own file, whatever lies beside", async () => {
    const files = {
      "bad.pem": pem("leaf", "issuing-expired", "root-g2"),
      "good.pem": pem("leaf", "issuing", "root-g2"),
    }
    const alone = ["bad.pem expired"]
    expect((await lint(files, ["bad.pem", ...own])).found).toEqual(alone)
    expect((await lint(files, [".", ...own])).found).toEqual(alone)
    const gap = { "mail.pem": pem("leaf", "root-g2"), "issuing.pem": pem("issuing") }
    // Its gap is filled from beside, but not for Zimbra.
    expect((await lint(gap, [".", ...own])).found).toEqual(["mail.pem chain-not-for-zimbra"])
  })

  it("tells a leaf that stands twice in its file", async () => {
    const { found } = await lint({ "mail.pem": pem("leaf", "leaf", "issuing", "root-g2") }, [".", ...own])
    expect(found).toEqual(["mail.pem chain-duplicate-certificate"])
    expect((await lint({ "mail.pem": pem("leaf", "leaf") }, [".", ...own])).found).toEqual([])
  })

  it("says the same about the chains of more leaves than it keeps", async () => {
    const leaves = Array.from({ length: 2001 }, (_, index) => [`leaf-${index}.pem`, pem("leaf")] as const)
    const files = { ...Object.fromEntries(leaves), "issuing.pem": pem("issuing") }
    const select = ["--select", "chain-incomplete"]
    const { stdout } = await lint(files, [".", ...select, "--json"])
    const findings = (JSON.parse(stdout) as { findings: { subject: { file: string } }[] }).findings
    expect(findings.map(({ subject }) => subject.file)).toEqual(leaves.map(([name]) => name).sort())
  })

  it("says nothing about the chain of a leaf alone", async () => {
    const files = { "a.pem": pem("leaf"), "b.pem": pem("unrelated") }
    expect((await lint(files, [...own])).found).toEqual([])
  })

  it("tells which key belongs to which certificate, and which does not", async () => {
    const cwd = temporaryFolder()
    copyFileSync(from("keys/rfc9500-rsa2048.key"), join(cwd, "mail.key"))
    const right = await lint({ "mail.crt": pem("leaf") }, [".", ...own], { cwd })
    expect(right.found).toEqual(["mail.key private-key-not-encrypted"])
    const wrong = await lint({ "mail.crt": pem("leaf-other-key") }, [".", ...own], { cwd })
    expect(wrong.found.filter((one) => one.startsWith("mail.key"))).toEqual([
      "mail.key private-key-mismatch",
      "mail.key private-key-not-encrypted",
      "mail.key private-key-without-partner",
    ])
    expect(wrong.exitCode).toBe(1)
  })

  it("finds the key's certificate in a full chain and beside a file of CAs", async () => {
    const cwd = temporaryFolder()
    copyFileSync(from("keys/rfc9500-rsa2048.key"), join(cwd, "mail.key"))
    const ofKey = ["--select", "private-key-mismatch,private-key-without-partner"]
    const right = { "mail.crt": pem("root-g2", "issuing", "leaf"), "mail.ca": pem("issuing", "root-g2") }
    expect((await lint(right, [".", ...own, ...ofKey], { cwd })).found).toEqual([])
    const wrong = await lint({ "mail.crt": pem("leaf-other-key", "issuing") }, [".", ...own, ...ofKey], {
      cwd,
    })
    expect(wrong.found).toContain("mail.key private-key-mismatch")
    expect(wrong.stdout).not.toContain("mail.ca")
  })

  it("says of a root that was named, and that lies nowhere, what the calendar says", async () => {
    const old = { notBefore: new Date("2020-01-01"), notAfter: new Date("2026-05-05") }
    const files = {
      "mail.pem": writePem("CERTIFICATE", leaf("root>leaf").der),
      "elsewhere/root.pem": writePem("CERTIFICATE", ca("root>root", old).der),
    }
    const { found, cwd } = await lint(files, ["mail.pem", "--trust", "elsewhere/root.pem"])
    expect(found).toContain("mail.pem expires-soon")
    const apart = await lint({}, ["elsewhere", "--trust", "elsewhere/root.pem"], { cwd })
    expect(apart.found).toContain("elsewhere/root.pem expires-soon")
  })

  it("holds certificates and requests of a fleet against its names", async () => {
    const cwd = temporaryFolder()
    copyFileSync(from("deliveries/commercial.csr"), join(cwd, "commercial.csr"))
    const fleet = `certificate: { commonName: mail.example.edu, additionalNames: [imap.example.edu, smtp.example.edu] }
servers: [{ host: mbs01.example.edu, roles: [mailbox] }, { host: mbs02.example.edu, roles: [mailbox] }]
`
    const files = { "fleet.yaml": fleet, "mail.crt": pem("leaf"), "www.crt": pem("leaf-other-host") }
    const { found, stdout } = await lint(files, [".", ...own], { cwd })
    expect(found).toEqual(["commercial.csr fleet-name-missing", "mail.crt fleet-name-missing"])
    expect(stdout).toContain("mbs02.example.edu")
  })

  it("lints fleet.yaml itself, and takes the profile from it", async () => {
    const fleet = (profile: string): string => `certificate: { commonName: mail, profile: ${profile} }
servers: [{ host: mbs01.example.edu, roles: [mailbox] }]
`
    const strict = await lint({ "my-fleet.yaml": fleet("public") }, ["."])
    expect([strict.exitCode, strict.found]).toEqual([1, ["my-fleet.yaml name-single-label"]])
    const lenient = await lint({ "my-fleet.yaml": fleet("private"), "mail.pem": pem("leaf") }, ["."])
    expect([lenient.exitCode, lenient.found]).toEqual([0, []])
    const broken = await lint({ "my-fleet.yaml": fleet("publik") }, ["."])
    expect(broken.found).toEqual(["my-fleet.yaml fleet-invalid-value"])
  })
})

describe("certfleet lint HOST:PORT", () => {
  const serving = async (chain: string): Promise<{ at: string; close: () => Promise<void> }> => {
    const listeners = await openListeners([{ service: "smtp", protocol: "smtp" }])
    const key = readFileSync(from("keys/rfc9500-rsa2048.key"), "utf8")
    listeners.load({ key, cert: pem("leaf"), chain })
    return { at: `smtp://mail.example.edu:${listeners.ports["smtp"]}`, close: () => listeners.close() }
  }

  const here = [...own, "--connect", "127.0.0.1"]

  it.each([
    [["mail.pem", "--connect", "127.0.0.1"], "--connect goes with HOST:PORT"],
    [["mail.example.edu:443", "--connect", "127.0.0.1:443"], "--connect 127.0.0.1:443 is no address"],
    [["--connect", "mail.pem"], "--connect goes with HOST:PORT"],
    [["-", "-"], "- is named twice"],
  ])("refuses %j before it asks anybody", async (words, message) => {
    const run = await lint({ "mail.pem": pem("leaf") }, words)
    expect(run).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) })
  })

  it("compares the name by which it asked, and says what it asked where", async () => {
    const { at, close } = await serving(pem("issuing"))
    const other = at.replace("mail.", "www.")
    const { found, exitCode } = await lint({}, [other, ...here])
    await close()
    expect(certificateCodes(found)).toEqual(["host-name-mismatch"])
    expect(exitCode).toBe(1)
  })

  it("tells by what a port sends, whatever else of its CA is at hand", async () => {
    const { at, close } = await serving(pem("issuing-expired"))
    const { found } = await lint({ "issuing.pem": pem("issuing") }, [at, "issuing.pem", ...here])
    await close()
    expect(certificateCodes(found)).toEqual(["expired"])
  })

  it("lints what the port serves, chain included, by STARTTLS", async () => {
    const whole = await serving(pem("issuing"))
    expect((await lint({}, [whole.at, ...here])).found).toEqual([])
    await whole.close()
    const alone = await serving("")
    const { found, exitCode } = await lint({ "issuing.pem": pem("issuing") }, [
      alone.at,
      "issuing.pem",
      ...here,
    ])
    await alone.close()
    expect(certificateCodes(found)).toEqual(["served-without-chain"])
    expect(exitCode).toBe(1)
  })

  it("ends with 3 for a port that cannot be asked, other inputs linted all the same", async () => {
    const gone = await serving("")
    await gone.close()
    const { exitCode, found } = await lint({ "mail.pem": pem("leaf-expired") }, [
      gone.at,
      "mail.pem",
      ...here,
    ])
    expect([exitCode, certificateCodes(found)]).toEqual([3, ["endpoint-unobserved", "expired"]])
  })

  it("says of a port that answers what may be wrong with it, and of one that does not, the name", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {}).write("554 mx.example.edu takes no mail\r\n", () => socket.destroySoon())
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const at = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
    const options = { sleep: realClock.sleep }
    const answered = await lint({}, [at, "--no-config"], options)
    expect(answered.stdout).toMatch(/hint: (switch STARTTLS on|look at the service's log)/)
    await new Promise((resolve) => server.close(resolve))
    const gone = await lint({}, [at, "--no-config"], options)
    expect(gone.stdout).toContain("hint: is the name right")
  })
})

describe("certfleet lint, judgement", () => {
  it("follows certfleet-lint.yaml, which the command line overrides", async () => {
    const files = {
      "certfleet-lint.yaml": `profile: private
failOn: warning
expiresIn: 95%
paths: [{ match: "old/**", ignore: [expires-soon] }]
`,
      "mail.pem": pem("leaf"),
      "old/mail.pem": pem("leaf"),
    }
    const { exitCode, found } = await lint(files, [])
    expect([exitCode, found]).toEqual([1, ["mail.pem expires-soon"]])
    expect((await lint(files, ["--expires-in", "1d"])).found).toEqual([])
    expect(certificateCodes((await lint(files, ["--no-config"])).found)).toContain("policies-missing")
  })

  it("points at what is wrong with certfleet-lint.yaml", async () => {
    const { exitCode, stderr } = await lint({ "certfleet-lint.yaml": "profil: private\n" }, [])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(
      "certfleet-lint.yaml:1:1: error: unknown key profil in the file [config-unknown-key]",
    )
    const unknown = await lint({ "certfleet-lint.yaml": "ignore: [expires-sono]\n" }, [])
    expect(unknown.stderr).toContain("did you mean expires-soon?")
  })

  it("counts waived findings not, and expired waivers as findings", async () => {
    const waived = (until: string): Readonly<Record<string, string>> => ({
      "certfleet-lint.yaml": `profile: private
waivers: [{ code: expired, reason: replaced next week, until: "${until}" }]
`,
      "mail.pem": pem("leaf-expired"),
    })
    const excused = await lint(waived("2026-05-01"), [])
    expect([excused.exitCode, excused.found]).toEqual([0, []])
    const late = await lint(waived("2026-04-30"), [])
    expect([late.exitCode, late.found]).toEqual([
      1,
      ["mail.pem expired", "certfleet-lint.yaml waiver-expired"],
    ])
  })

  it("knows the findings of a baseline, also after the file has moved, and no others", async () => {
    const args = [...own, "--baseline", "known.json"]
    const first = await lint({ "mail.pem": pem("leaf-expired") }, [...args, "--update-baseline"])
    expect([first.exitCode, first.stdout]).toEqual([0, ""])
    expect(first.stderr).toContain("known.json has 1 finding, which no longer counts")
    const moved = await lint({ "certs/new.pem": pem("leaf-expired") }, ["certs", ...args], { cwd: first.cwd })
    expect([moved.exitCode, moved.found]).toEqual([0, []])
    const more = await lint(
      { "certs/b.pem": pem("leaf-not-yet-valid") },
      ["certs", "--fail-on", "warning", ...args],
      {
        cwd: first.cwd,
      },
    )
    expect([more.exitCode, more.found]).toEqual([1, ["certs/b.pem not-yet-valid"]])
    chmodSync(join(first.cwd, "known.json"), 0o644)
    writeFileSync(join(first.cwd, "known.json"), "{}")
    expect((await lint({}, ["certs", ...args], { cwd: first.cwd })).stderr).toContain(
      "known.json is no baseline",
    )
  })
})
