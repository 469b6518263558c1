import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createCsr } from "../../src/csr/create.js"
import { type CsrPlan, planCsr, wantedFromTexts } from "../../src/csr/plan.js"
import { csrDifferences } from "../../src/csr/readBack.js"
import { parseCsr } from "../../src/x509/csr.js"
import { readPem } from "../../src/x509/pem.js"
import { generatePrivateKey, publicKeyOf } from "../../src/x509/privateKey.js"
import { sanEntryOf } from "../../src/x509/sanEntry.js"

function plan(
  commonName: string,
  others: readonly string[],
  profile: "public" | "private" = "private",
): CsrPlan {
  const made = planCsr({ names: wantedFromTexts(commonName, others), subject: {}, key: "ec-p256", profile })
  if (made.plan === undefined) throw new Error(made.findings.map(({ message }) => message).join("; "))
  return made.plan
}

/** Common name and alternative names as another reader than the writer finds them. */
function namesIn(pem: string): { commonName: string | undefined; sans: (string | undefined)[] } {
  const parsed = parseCsr(readPem(Buffer.from(pem)).blocks[0]?.der ?? new Uint8Array())
  if (!parsed.ok) throw new Error(parsed.problem.message)
  const names = parsed.value.extensions.subjectAltName
  return {
    commonName: parsed.value.subject.values("2.5.4.3")[0]?.value,
    sans: names?.ok ? names.value.map((name) => sanEntryOf(name)?.value) : [],
  }
}

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

describe("planCsr", () => {
  it.each([
    ["nothing else", "mail.example.edu", [], ["mail.example.edu"]],
    ["itself", "mail.example.edu", ["mail.example.edu"], ["mail.example.edu"]],
    ["itself in another case", "Mail.example.edu", ["MAIL.EXAMPLE.EDU"], ["mail.example.edu"]],
    [
      "only a wildcard that covers it",
      "mail.example.edu",
      ["*.example.edu"],
      ["mail.example.edu", "*.example.edu"],
    ],
    ["names, being a wildcard itself", "*.example.edu", ["example.edu"], ["*.example.edu", "example.edu"]],
    [
      "names, being an IDN",
      "bücher.example.edu",
      ["a.example.edu"],
      ["xn--bcher-kva.example.edu", "a.example.edu"],
    ],
    ["names, being an IPv4 address", "10.0.0.5", ["mail.corp"], ["10.0.0.5", "mail.corp"]],
    ["names, being an IPv6 address", "2001:DB8::0:1", ["mail.corp"], ["2001:db8::1", "mail.corp"]],
  ])("has the common name among the names when it comes with %s", async (_, commonName, others, expected) => {
    const made = plan(commonName, others)
    expect(made.names.map(({ value }) => value)).toEqual(expected)
    const key = await generatePrivateKey("ec-p256")
    expect(namesIn(await createCsr(made, key))).toEqual({ commonName: expected[0], sans: expected })
  })

  it("has no plan when a name is refused", () => {
    const refused = (profile: "public" | "private") =>
      planCsr({ names: wantedFromTexts("mail.corp", []), subject: {}, key: "ec-p256", profile })
    expect(refused("public").plan).toBeUndefined()
    expect(refused("public").findings.map(({ code }) => code)).toEqual(["name-internal"])
    expect(refused("private").plan).toBeDefined()
  })

  it.each([
    [{ country: "UK" }, ["csr-country"], "GB"],
    [{ country: "us" }, ["csr-country"], "capital"],
    [{ organization: "x".repeat(65) }, ["csr-subject"], "correct it"],
    [{ locality: "a\nb", state: " " }, ["csr-subject", "csr-subject"], "correct it"],
    [{ organization: "Example\u202eUniversity" }, ["csr-subject"], "correct it"],
    [{ organization: "Example\u200bUniversity" }, ["csr-subject"], "correct it"],
    [{ organization: "Universit\ufffdt" }, ["csr-subject"], "correct it"],
  ])("refuses the subject %j", (subject, codes, hint) => {
    const { plan: made, findings } = planCsr({
      names: wantedFromTexts("mail.example.edu", []),
      subject,
      key: "rsa-2048",
      profile: "public",
    })
    expect(made).toBeUndefined()
    expect(findings.map(({ code }) => code)).toEqual(codes)
    expect(findings[0]?.hint).toContain(hint)
  })

  it("takes the joiners that some scripts need", () => {
    const organization = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    const names = wantedFromTexts("mail.example.edu", [])
    expect(
      planCsr({ names, subject: { organization }, key: "rsa-2048", profile: "public" }).findings,
    ).toEqual([])
  })
})

describe("createCsr", () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/).filter((text) => text[2] !== "-")
  const host = fc
    .array(label, { minLength: 1, maxLength: 2 })
    .map((labels) => `${labels.join(".")}.example.edu`)
  const unicode = fc.constantFrom(
    "bücher.example.edu",
    "straße.example.edu",
    "почта.example.edu",
    "メール.example.edu",
  )
  const name = fc.oneof(
    { weight: 5, arbitrary: host },
    host.map((text) => `*.${text}`),
    host.map((text) => text.toUpperCase()),
    unicode,
    fc.ipV4(),
    fc.ipV6(),
  )
  const organization = fc.option(
    fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
      .filter((text) => !/[\p{Cc}\p{Cs}]|^\s*$/u.test(text)),
    { nil: undefined },
  )
  let folder = ""
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "certfleet-csr-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("has the common name among the names of 1,000 random sets, and openssl accepts a sample", async () => {
    const key = await generatePrivateKey("ec-p256")
    const publicKey = publicKeyOf(key)
    const sample: string[] = []
    let made = 0
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.array(name, { maxLength: 20 }),
        organization,
        async (commonName, others, text) => {
          const wanted = plan(commonName, others)
          const csr = await createCsr(
            { ...wanted, subject: text === undefined ? {} : { organization: text } },
            key,
          )
          const found = namesIn(csr)
          expect(found.sans[0]).toBe(found.commonName)
          expect(found.sans).toHaveLength(new Set(found.sans).size)
          expect(csrDifferences(Buffer.from(csr), wanted, publicKey)).toEqual([])
          if (made++ % 83 === 0) sample.push(csr)
        },
      ),
      { numRuns: 1000 },
    )
    expect(sample).toHaveLength(13)
    for (const [index, csr] of hasOpenssl ? sample.entries() : []) {
      const file = join(folder, `${index}.csr`)
      writeFileSync(file, csr)
      execFileSync("openssl", ["req", "-in", file, "-verify", "-noout"], { stdio: "pipe" })
    }
  })

  it.runIf(hasOpenssl).each(["rsa-2048", "ec-p256", "ec-p384"] as const)(
    "signs with %s what openssl accepts (needs openssl)",
    async (algorithm) => {
      const key = await generatePrivateKey(algorithm)
      const made = plan("mail.example.edu", ["2001:db8::1"])
      const csr = await createCsr(
        {
          ...made,
          subject: { organization: 'Ex, "A" = #1', locality: "Ü", state: "Illinois", country: "US" },
        },
        key,
      )
      const argv = ["req", "-verify", "-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb"]
      const run = spawnSync("openssl", argv, { input: csr, encoding: "utf8" })
      expect(run.status).toBe(0)
      expect(run.stdout).toContain('CN=mail.example.edu,O=Ex\\, \\"A\\" = #1,L=Ü,ST=Illinois,C=US')
    },
  )

  it("notices names that a wildcard among them covers, but not the common name", () => {
    const names = wantedFromTexts("mail.example.edu", ["*.example.edu", "mx.example.edu", "a.b.example.edu"])
    const { findings } = planCsr({ names, subject: {}, key: "rsa-2048", profile: "public" })
    expect(findings.map(({ code, severity, facts }) => [code, severity, facts])).toEqual([
      ["name-covered-by-wildcard", "notice", { name: "mx.example.edu", by: "*.example.edu" }],
    ])
  })
})
