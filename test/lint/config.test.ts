import { describe, expect, it } from "vitest"
import { loadLintConfig, matcherOf, typedPattern } from "../../src/lint/config.js"
import { explanationOf } from "../../src/lint/explanation.js"

const file = "certfleet-lint.yaml"

describe("loadLintConfig", () => {
  it("reads every setting, and where each waiver stands", () => {
    const text = `profile: private
failOn: warning
expiresIn: 25%
ignore: [sct-count-too-low]
exclude: ["old/**"]
paths:
  - match: "public/**"
    profile: public
    expiresIn: 30d
waivers:
  - code: expires-soon
    match: ["a.pem", "b/*.pem"]
    fingerprint: "AA:${"bb:".repeat(30)}CC"
    reason: replaced next week
    until: "2026-06-01"
`
    const { config, findings } = loadLintConfig(text, file)
    expect(findings).toEqual([])
    expect(config).toMatchObject({ profile: "private", failOn: "warning", expiresIn: "25%", blocklist: [] })
    expect(config?.excludes("old/x/y.pem")).toBe(true)
    expect(config?.paths[0]).toMatchObject({ profile: "public", expiresIn: { days: 30 } })
    expect(config?.waivers[0]).toMatchObject({
      fingerprint: `aa${"bb".repeat(30)}cc`,
      file,
      at: { line: 11, column: 5 },
    })
    expect(config?.waivers[0]?.matches?.("b/c.pem")).toBe(true)
  })

  it("takes an empty file for no settings", () => {
    expect(loadLintConfig("{}", file).config?.waivers).toEqual([])
  })

  it.each([
    [
      "ignore: [expires-sono]",
      "ignore[0]: expected a code that exists, found expires-sono",
      "did you mean expires-soon?",
    ],
    [
      "paths: [{ match: a, select: [nothing-alike-at-all] }]",
      "paths[0].select[0]: expected a code that exists, found nothing-alike-at-all",
      undefined,
    ],
    ["ingore: []", "unknown key ingore in the file", "did you mean ignore?"],
    ["expiresIn: 30", "expiresIn: expected days or a share, such as 30d or 25%, found 30", undefined],
    ["failOn: warn", 'failOn: expected error, warning, notice, found "warn"', "did you mean warning?"],
    ["waivers: [{ code: expired, until: '2026-06-01' }]", "reason is missing in waivers[0]", undefined],
    [
      "waivers: [{ code: expired, reason: because, until: '2026-13-01' }]",
      'waivers[0].until: expected a day that exists, found "2026-13-01"',
      undefined,
    ],
    [
      "waivers: [{ code: expired, reason: because, until: '2027-02-31' }]",
      'waivers[0].until: expected a day that exists, found "2027-02-31"',
      undefined,
    ],
    [
      "waivers: [{ code: expired, reason: because, until: soon }]",
      'waivers[0].until: expected a day such as 2027-01-31, found "soon"',
      undefined,
    ],
  ])("says what is wrong with %j", (text, message, hint) => {
    const { config, findings } = loadLintConfig(text, file)
    expect(config).toBeUndefined()
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ message, at: { line: 1 } })
    expect(explanationOf(findings[0]?.code ?? "")?.what).toContain("certfleet-lint.yaml")
    expect(findings[0]?.hint).toBe(hint)
  })
})

describe("matcherOf", () => {
  it.each([
    ["*.pem", "a/b.pem", true],
    ["certs/*.pem", "certs/b.pem", true],
    ["certs/*.pem", "certs/x/b.pem", false],
    ["certs/**", "./certs/x/b.pem", true],
    ["certs/**", "certs\\x\\b.pem", true],
    ["**/.hidden/*", "x/.hidden/b.pem", true],
    ["a?.pem", "ab.crt", false],
    ["[!a].pem", "b.pem", true],
    ["[!a].pem", "a.pem", false],
    ["[ab]/*.pem", "b/c.pem", true],
    ["mail[1].pem", "mail[1].pem", true],
    ["mail[1]/*.pem", "mail[1]/a.pem", true],
    ["mail[.pem", "mail[.pem", true],
    ["mail[.pem", "mail.pem", false],
  ])("matches %s with %s: %s", (glob, path, expected) => {
    expect(matcherOf(glob)(path)).toBe(expected)
  })
})

describe("a pattern that is typed", () => {
  it("may have the backslashes of Windows there", () => {
    const pattern = typedPattern("certs\\**\\*.pem", "\\")
    expect(pattern).toBe("certs/**/*.pem")
    expect(matcherOf(pattern)("certs\\old\\mail.pem")).toBe(true)
  })

  it("keeps its escapes where paths have slashes", () => {
    expect(typedPattern("certs/\\[old\\]/*.pem", "/")).toBe("certs/\\[old\\]/*.pem")
  })
})
