import { describe, expect, it } from "vitest"
import { AcmeClient } from "../../src/acme/client.js"
import { readRenewalInfo, renewalMoment } from "../../src/acme/renewalInfo.js"
import { type Answer, base, scriptedCa } from "./scriptedCa.js"

// RFC 9773 section 4.1: its own example.
const id = "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"
const suggestedWindow = { start: "2025-01-02T04:00:00Z", end: "2025-01-03T04:00:00+01:00" }

async function read(answer: Answer, more: object = { renewalInfo: `${base}/renewal-info/` }) {
  const ca = scriptedCa({ [`/renewal-info/${id}`]: () => answer }, more)
  return readRenewalInfo(await AcmeClient.open(`${base}/dir`, ca), id)
}

describe("readRenewalInfo", () => {
  it("gives the window, why, and when to ask again", async () => {
    const answer = {
      headers: { "retry-after": "21600" },
      body: { suggestedWindow, explanationURL: "https://x/" },
    }
    expect(await read(answer)).toEqual({
      ...{ start: new Date("2025-01-02T04:00:00Z"), end: new Date("2025-01-03T03:00:00Z") },
      ...{ askAgainMs: 21_600_000, explanationUrl: "https://x/" },
    })
  })

  it.each([
    ["1", 60_000],
    ["9000000", 86_400_000],
    [undefined, 21_600_000],
  ])("asks again within a minute and a day: Retry-After %s", async (seconds, ms) => {
    const answer = { headers: { "retry-after": seconds }, body: { suggestedWindow } }
    expect((await read(answer))?.askAgainMs).toBe(ms)
  })

  it.each([
    ["ends when it begins", { start: suggestedWindow.start, end: suggestedWindow.start }],
    ["is no date", { start: "tomorrow", end: suggestedWindow.end }],
    ["has no zone", { start: "2025-01-02T04:00:00", end: suggestedWindow.end }],
    ["has no end", { start: suggestedWindow.start }],
  ])("takes a window for no answer that %s", async (_, window) => {
    await expect(read({ body: { suggestedWindow: window } })).rejects.toMatchObject({ code: "ca-answer" })
  })

  it("is undefined where the CA has none, and a refusal where it does not know the certificate", async () => {
    expect(await read({}, {})).toBeUndefined()
    await expect(read({ status: 404, body: "no such certificate" })).rejects.toMatchObject({ status: 404 })
  })
})

describe("renewalMoment", () => {
  it.each([
    [0, "2025-01-02T00:00:00.000Z"],
    [0.25, "2025-01-02T06:00:00.000Z"],
    [0.999999999, "2025-01-02T23:59:59.999Z"],
  ])("is as far within the window as %d says", (random, moment) => {
    const window = { start: new Date("2025-01-02T00:00:00Z"), end: new Date("2025-01-03T00:00:00Z") }
    expect(renewalMoment(window, () => random).toISOString()).toBe(moment)
  })
})
