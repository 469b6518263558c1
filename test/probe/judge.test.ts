import { beforeAll, describe, expect, it } from "vitest"
import type { RequiredName } from "../../src/assess/question.js"
import type { DemoCa } from "../../src/demo/ca.js"
import { ownTrustStore } from "../../src/path/trustStore.js"
import type { Endpoint, Observation } from "../../src/probe/endpoint.js"
import { type Expectation, judge, judgeAll } from "../../src/probe/judge.js"
import { type Certificate, parseCertificate } from "../../src/x509/certificate.js"
import { parseSan } from "../../src/x509/sanEntry.js"
import { day, der, fingerprint, newCa, type Served, served, today } from "./material.js"

let ca: DemoCa
let good: Served
let stranger: string
let expectation: Expectation
const now = today

beforeAll(async () => {
  ca = await newCa()
  good = await served(ca, ["mail.example.edu", "*.web.example.edu"])
  stranger = (await newCa()).intermediate
  expectation = expecting({})
})

/** What clients who know this CA's root ask for. */
function expecting(question: Partial<Expectation["question"]>): Expectation {
  const store = ownTrustStore([certificateOf(good.root)], "the test's root")
  return {
    question: { at: new Date(now), profile: "private", store, ownRoot: false, ...question },
    warnDays: 14,
  }
}

function certificateOf(pem: string): Certificate {
  const read = parseCertificate(der(pem))
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

const wanted = (name: string): RequiredName => {
  const parsed = parseSan(name)
  if (!parsed.ok) throw new Error(parsed.problem)
  return { entry: parsed.entry, reason: "test" }
}

const endpoint: Endpoint = { host: "mail.example.edu", port: 443, service: "https", protocol: "https" }

function seen(pems: readonly string[], host = endpoint.host, version = "TLSv1.3"): Observation {
  return {
    ok: true,
    endpoint: { ...endpoint, host },
    from: { way: "direct", address: host },
    fingerprint: fingerprint(pems[0] ?? ""),
    chain: pems.map(der),
    version,
    cipher: "TLS_AES_256_GCM_SHA384",
    at: now,
    ms: 5,
  }
}

const codes = (observation: Observation, question: Partial<Expectation["question"]> = {}): string[] =>
  judge(observation, expecting(question)).findings.map(({ code }) => code)

describe("judge", () => {
  it("finds nothing wrong with leaf, intermediate and root in order", () => {
    const verdict = judge(seen([good.cert, good.intermediate, good.root]), {
      ...expectation,
      fingerprint: fingerprint(good.cert),
    })
    expect(verdict).toMatchObject({ daysLeft: 198, findings: [] })
    expect(verdict.assessment?.route.standing).toBe("trusted")
  })

  it("finds nothing wrong with a chain that stops below a known root", () => {
    expect(codes(seen([good.cert, good.intermediate]))).toEqual([])
  })

  it("names the certificate that is served and the one that should be", () => {
    const [finding] = judge(seen([good.cert, good.intermediate, good.root]), {
      ...expectation,
      fingerprint: "ab".repeat(32),
    }).findings
    expect(finding).toMatchObject({
      code: "served-other-certificate",
      severity: "error",
      subject: { kind: "endpoint", host: "mail.example.edu", port: 443, service: "https" },
      facts: { served: fingerprint(good.cert), expected: "ab".repeat(32) },
    })
  })

  it.each([
    [0, []],
    [180 * day, []],
    [185 * day, ["expires-soon"]],
    [198.5 * day, ["expires-soon"]],
    [200 * day, ["expired"]],
    [-2 * day, ["not-yet-valid"]],
  ])("%d ms from now finds %j", (later, expected) => {
    expect(codes(seen([good.cert, good.intermediate, good.root]), { at: new Date(now + later) })).toEqual(
      expected,
    )
  })

  it("counts whole days", () => {
    const later = expecting({ at: new Date(now + 196.5 * day) })
    const [finding] = judge(seen([good.cert, good.intermediate, good.root]), later).findings
    expect(finding?.message).toMatch(/^mail\.example\.edu expires in 2 days, on \d{4}-\d\d-\d\d$/)
  })

  it.each([
    ["mail.example.edu", []],
    ["MAIL.example.edu", []],
    ["a.web.example.edu", []],
    ["web.example.edu", ["web.example.edu"]],
    ["a.b.web.example.edu", ["a.b.web.example.edu"]],
    ["other.example.edu", ["other.example.edu"]],
  ])("for the host %s misses the names %j", (host, missing) => {
    const { findings } = judge(seen([good.cert, good.intermediate, good.root], host), expectation)
    expect(findings.map(({ code, facts }) => [code, facts["wanted"]])).toEqual(
      missing.map((name) => ["host-name-mismatch", name]),
    )
  })

  it("checks every name that clients use, wildcards as they are written", () => {
    const names = ["mail.example.edu", "imap.example.edu", "*.web.example.edu", "*.example.edu", "192.0.2.1"]
    const question = expecting({ names: names.map(wanted) })
    const verdict = judge(seen([good.cert, good.intermediate, good.root]), question)
    expect(verdict.findings).toMatchObject([
      { code: "fleet-name-missing", facts: { values: ["imap.example.edu", "*.example.edu", "192.0.2.1"] } },
    ])
  })

  it.each([
    ["leaf", ["chain-incomplete"]],
    ["leaf intermediate", []],
    ["leaf root", ["chain-incomplete"]],
    ["leaf root intermediate", ["chain-disordered"]],
    ["leaf stranger intermediate root", ["chain-unrelated-certificate"]],
    ["leaf intermediate root stranger", ["chain-unrelated-certificate"]],
    ["leaf intermediate intermediate root", ["chain-duplicate-certificate"]],
    ["leaf leaf intermediate root", ["chain-duplicate-certificate"]],
  ])("for the chain %s finds %j", (names, expected) => {
    const pems: Record<string, string> = {
      leaf: good.cert,
      intermediate: good.intermediate,
      root: good.root,
      stranger,
    }
    expect(codes(seen(names.split(" ").map((name) => pems[name] ?? "")))).toEqual(expected)
  })

  it("calls a self-signed leaf what it is", () => {
    const store = ownTrustStore([], "nobody")
    expect(codes(seen([good.root]), { store, names: [] })).toContain("self-signed")
  })

  it.each([
    ["TLSv1", ["served-tls-old"]],
    ["TLSv1.1", ["served-tls-old"]],
    ["TLSv1.2", []],
  ])("about %s finds %j", (version, expected) => {
    expect(codes(seen([good.cert, good.intermediate, good.root], endpoint.host, version))).toEqual(expected)
  })

  it("makes a finding of what could not be observed", () => {
    const failed: Observation = {
      ok: false,
      endpoint,
      from: { way: "direct", address: endpoint.host },
      connected: false,
      kind: "refused",
      detail: "connection refused",
      at: now,
      ms: 1,
    }
    expect(judge(failed, expectation).findings).toMatchObject([
      {
        code: "endpoint-unobserved",
        severity: "error",
        message: "could not be checked: connection refused",
        hint: expect.stringContaining("is the service running"),
      },
    ])
  })

  it("makes a finding of a certificate that cannot be read", () => {
    const broken: Observation = { ...seen([good.cert]), chain: [Uint8Array.from([0x30, 0])] } as Observation
    expect(codes(broken)).toEqual(["certificate-unreadable"])
  })
})

describe("judgeAll", () => {
  it("points at the ports that serve another certificate than most", async () => {
    const old = await served(ca, ["mail.example.edu"])
    const chain = (one: Served): string[] => [one.cert, one.intermediate, one.root]
    const verdicts = judgeAll([seen(chain(good)), seen(chain(old)), seen(chain(good))], expectation)
    expect(verdicts.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      [],
      ["served-certificates-differ"],
      [],
    ])
    expect(verdicts[1]?.findings[0]?.message).toContain("where 2 of 3 ports serve")
  })

  it("leaves that to the expected fingerprint where there is one", async () => {
    const old = await served(ca, ["mail.example.edu"])
    const observations = [good, old, old].map((one) => seen([one.cert, one.intermediate, one.root]))
    const verdicts = judgeAll(observations, { ...expectation, fingerprint: fingerprint(good.cert) })
    expect(verdicts.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      [],
      ["served-other-certificate"],
      ["served-other-certificate"],
    ])
  })
})
