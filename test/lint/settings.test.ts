import { describe, expect, it } from "vitest"
import { type LintSettings, parseExpiryLimit, settingsFor } from "../../src/lint/settings.js"

const general: LintSettings = {
  profile: "public",
  expiresIn: { days: 14 },
  select: [],
  ignore: ["sct-count-too-low"],
  paths: [
    { matches: (path) => path.startsWith("internal/"), profile: "private", ignore: ["expired"] },
    { matches: (path) => path.endsWith("/old.pem"), expiresIn: { share: 0.1 }, select: ["expired"] },
  ],
}

describe("settingsFor", () => {
  it("takes the general settings where no entry matches", () => {
    expect(settingsFor(general, "a.pem")).toEqual({
      profile: "public",
      expiresIn: { days: 14 },
      ignore: new Set(["sct-count-too-low"]),
    })
  })

  it("lets matching entries override each other and adds up what they ignore", () => {
    expect(settingsFor(general, "internal/old.pem")).toEqual({
      profile: "private",
      expiresIn: { share: 0.1 },
      select: new Set(["expired"]),
      ignore: new Set(["sct-count-too-low", "expired"]),
    })
  })
})

describe("parseExpiryLimit", () => {
  it.each([
    ["30d", { days: 30 }],
    ["25%", { share: 0.25 }],
    ["0d", { days: 0 }],
    [" 1.5d ", { days: 1.5 }],
  ])("reads %s", (text, limit) => {
    expect(parseExpiryLimit(text)).toEqual(limit)
  })

  it.each(["30", "d", "101%", "-1d", "1e3d", ""])("refuses %j", (text) => {
    expect(parseExpiryLimit(text)).toBeUndefined()
  })
})
