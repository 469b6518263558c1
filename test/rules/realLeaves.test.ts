import { describe, expect, it } from "vitest"
import { createCsr } from "../../src/csr/create.js"
import { planCsr, wantedFromTexts } from "../../src/csr/plan.js"
import { createDemoCa } from "../../src/demo/ca.js"
import type { Finding } from "../../src/finding.js"
import { Linter } from "../../src/rules/engine.js"
import { rules } from "../../src/rules/registry.js"
import { domains } from "../../src/rules/support/domains.js"
import { CertificateView } from "../../src/rules/view/certificateView.js"
import { inspectCertificate } from "../../src/x509/certificate.js"
import { readPem } from "../../src/x509/pem.js"
import { generatePrivateKey, keyAlgorithms } from "../../src/x509/privateKey.js"
import { readVectors, vectorsFolder } from "../conformance/vectors.js"

interface OnlineCase {
  readonly id: string
  readonly validation_time: string
  readonly peer_certificate: string
}

const limbo = readVectors<{ readonly testcases: readonly OnlineCase[] }>("x509-limbo", "limbo.json")
const online = limbo?.testcases.filter(({ id }) => id.startsWith("online::")) ?? []

function lint(pem: string, profile: "public" | "private", now: Date): readonly Finding[] {
  const context = { now, domains, expiresIn: { days: 14 }, blockedKeys: new Set<string>() }
  return readPem(Buffer.from(pem)).blocks.flatMap(({ der }) => {
    const read = inspectCertificate(der)
    if (!read.ok) throw new Error(read.problem.message)
    const view = new CertificateView(read.value)
    return new Linter(rules, { profile }, context).lint(
      { scope: "certificate", view },
      { kind: "file", file: "" },
    )
  })
}

/** BR 7.1.2.7.2 and 7.1.2.7.6: NOT RECOMMENDED, and nearly every CA does it all the same. */
const customary = new Set(["common-name-not-recommended", "subject-key-identifier-not-recommended"])

describe.skipIf(online.length === 0)(
  online.length === 0 ? `public leaves (skipped: no vectors in ${vectorsFolder()})` : "public leaves",
  () => {
    it.each(online.map((one) => [one.id, one] as const))("of %s lint clean on their day", (_, one) => {
      const findings = lint(one.peer_certificate, "public", new Date(one.validation_time))
      expect(findings.filter(({ code }) => !customary.has(code))).toEqual([])
      expect(findings.every(({ severity }) => severity === "notice")).toBe(true)
    })
  },
)

describe("a request of certfleet and the demo's CA", () => {
  it.each(keyAlgorithms)("make certificates that lint clean with profile private (%s)", async (algorithm) => {
    const now = Date.UTC(2026, 5, 1)
    const ca = await createDemoCa({ now: () => now, sleep: () => Promise.resolve() })
    const names = wantedFromTexts("mail.example.edu", ["imap.example.edu", "*.mbs.example.edu"])
    const { plan } = planCsr({
      names,
      subject: { organization: "Example University", country: "US" },
      key: algorithm,
      profile: "private",
    })
    if (plan === undefined) throw new Error("the names are refused")
    const issued = await ca.issue(await createCsr(plan, await generatePrivateKey(algorithm)))
    const all = `${issued.leaf}${issued.intermediate}${issued.root}`
    expect(lint(all, "private", new Date(now))).toEqual([])
  })
})
