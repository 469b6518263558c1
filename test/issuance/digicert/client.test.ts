import { inspect } from "node:util"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { ToolError } from "../../../src/errors.js"
import type { Csr } from "../../../src/x509/csr.js"
import { csrFor } from "../../acme/scene.js"
import { names, openScene, type Scene } from "./scene.js"

let scene: Scene
let csr: Csr
beforeEach(async () => {
  scene = await openScene()
  csr = await csrFor(names)
})
afterEach(() => scene.standIn.stop())

const asking = () => scene.issuer().find({ csr }, new Set())
const ordering = () => scene.issuer().place({ csr })

describe("a refusal", () => {
  it.each([
    [
      "a list",
      { errors: [{ code: "invalid_san", message: "No such name" }, { message: "Twice" }] },
      "No such name (invalid_san); Twice",
    ],
    ["an object", { errors: { code: "invalid_san", message: "No such name" } }, "No such name (invalid_san)"],
    [
      "an object by field",
      { errors: { dns_names: ["is missing", "is empty"] } },
      "is missing, is empty (dns_names)",
    ],
    ["error", { error: { code: "invalid_san", message: "No such name" } }, "No such name (invalid_san)"],
    ["a text", { error: "No such name" }, "No such name"],
    [
      "a description",
      { errors: [{ code: "invalid_san", description: "No such name" }] },
      "No such name (invalid_san)",
    ],
    ["another shape", { fault: { reason: 7 } }, '{"fault":{"reason":7}}'],
    ["a gateway's page", "<h1>Bad gateway</h1>", "<h1>Bad gateway</h1>"],
    ["nothing", "", "no reason given"],
  ])("is told in the server's words where it comes as %s", async (_, body, words) => {
    scene.standIn.next(/^POST/, { status: 400, body })
    await expect(ordering()).rejects.toMatchObject({
      ...{ code: "ca-refused", message: `the order: refused with 400: ${words}` },
    })
  })

  it("of the API key says where to look, and shows nothing of it", async () => {
    const wrong = "WRONGKEY-0123456789"
    const refused = await scene
      .issuer({}, wrong)
      .find({ csr }, new Set())
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: "ca-refused", hint: expect.stringContaining("API key") })
    expect(inspect(refused, { depth: 9, showHidden: true })).not.toContain(wrong)
  })

  it("that repeats the API key is told without it", async () => {
    const body = { errors: [{ code: "x", message: `no rights for ${scene.standIn.apiKey}` }] }
    scene.standIn.next(/^POST/, { status: 403, body })
    const refused = await ordering().catch((error: unknown) => error)
    expect((refused as ToolError).message).toBe("the order: refused with 403: no rights for [redacted] (x)")
    expect(inspect(refused, { depth: 9, showHidden: true })).not.toContain(scene.standIn.apiKey)
  })
})

describe("the API key", () => {
  it.each(["", "two words", "line\nbreak", "höher"])(
    "is one word of ASCII, and is not shown: %j",
    async (key) => {
      const refused = await scene
        .issuer({}, key)
        .find({ csr }, new Set())
        .catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: "config" })
      if (key !== "") expect(inspect(refused)).not.toContain(key)
      expect(scene.standIn.asked).toEqual([])
    },
  )

  it("is nowhere in the issuer, its lines and its requests' URLs and bodies", async () => {
    const issuer = scene.issuer()
    const shown = [
      ...[inspect(issuer, { depth: 9, showHidden: true }), JSON.stringify(issuer), issuer.where],
      ...(await issuer.describe({ csr })),
      JSON.stringify(await issuer.place({ csr })),
      JSON.stringify(scene.standIn.asked),
    ]
    expect(shown.filter((text) => text.includes(scene.standIn.apiKey))).toEqual([])
  })
})

describe("limits", () => {
  it.each([429, 503])("are waited for as long as Retry-After says, for questions: %i", async (status) => {
    const began = scene.clock.now()
    const body = {
      errors: [
        { code: "request_limit_exceeded", message: "Service unavailable, please limit request volume" },
      ],
    }
    for (const after of ["7", new Date(began + 37_000).toUTCString()])
      scene.standIn.next(/^GET/, { status, body, headers: { "retry-after": after } })
    expect(await asking()).toBe("none")
    expect(scene.clock.now() - began).toBe(37_000)
  })

  it("are waited for without a word of the server's, too, and not for ever", async () => {
    const began = scene.clock.now()
    for (let nth = 0; nth < 4; nth++) scene.standIn.next(/^GET/, { status: 429, body: {} })
    await expect(asking()).rejects.toMatchObject({ code: "ca-refused", status: 429 })
    expect(scene.clock.now() - began).toBe(65_000)
  })

  it("of hours are told at once, with when to ask again", async () => {
    scene.standIn.next(/^GET/, { status: 503, body: {}, headers: { "retry-after": "7200" } })
    await expect(asking()).rejects.toMatchObject({ code: "ca-refused", retryAfterMs: 7_200_000 })
  })

  it("hold an order up, which is sent again after 429 alone", async () => {
    const began = scene.clock.now()
    scene.standIn.next(/^POST/, { status: 429, body: {}, headers: { "retry-after": "20" } })
    await ordering()
    expect(scene.clock.now() - began).toBe(20_000)
    expect(scene.standIn.posts()).toHaveLength(2)
    expect(scene.standIn.orders).toHaveLength(1)
  })

  it("are kept to: 100 questions in 5 seconds, 1,000 in 3 minutes", async () => {
    const sent: number[] = []
    const began = scene.clock.now()
    const { Pacer } = await import("../../../src/issuance/digicert/pacing.js")
    const pacer = new Pacer(scene.clock)
    for (let nth = 0; nth < 2500; nth++) {
      await pacer.admit()
      sent.push(scene.clock.now() - began)
    }
    const most = (ms: number): number =>
      Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + ms).length))
    expect([most(5_000), most(180_000)]).toEqual([100, 1000])
    expect(sent.at(-1)).toBe(380_000)
  })
})

describe("an order", () => {
  it.each([
    ["a failure of the server's own", { status: 500, body: "oops" }],
    ["503, whatever Retry-After says", { status: 503, body: {}, headers: { "retry-after": "1" } }],
    ["a gateway that gave up", { status: 504, body: "" }],
    ["an answer without a number", { status: 201, body: { requests: [] } }],
    ["a number that is none", { status: 201, body: { id: "soon" } }],
    ["an answer that is no JSON", { status: 200, body: "<html>" }],
  ])("may have been taken after %s: it is not sent again", async (_, answer) => {
    scene.standIn.next(/^POST/, answer)
    await expect(ordering()).rejects.toMatchObject({
      ...{ code: "ca-lost", hint: expect.stringContaining("looked for") },
    })
    expect(scene.standIn.posts()).toHaveLength(1)
  })

  it("says when the server wants to be asked what became of it", async () => {
    scene.standIn.next(/^POST/, { status: 503, body: {}, headers: { "retry-after": "40" } })
    await expect(ordering()).rejects.toMatchObject({ code: "ca-lost", retryAfterMs: 40_000 })
  })

  it("is called off while a limit is waited for", async () => {
    const stop = new AbortController()
    scene.standIn.next(/^POST/, { status: 429, body: {}, headers: { "retry-after": "60" } })
    const ordering = scene.issuer().place({ csr, signal: AbortSignal.any([stop.signal]) })
    const until = async (): Promise<void> => {
      while (scene.standIn.posts().length === 0) await new Promise((resolve) => setImmediate(resolve))
      stop.abort()
    }
    const [outcome] = await Promise.allSettled([ordering, until()])
    expect(outcome).toMatchObject({ reason: { code: "cancelled" } })
    expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(ToolError)
    expect(scene.standIn.orders).toEqual([])
  })
})
