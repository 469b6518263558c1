import { describe, expect, it } from "vitest"
import { readAuthorization } from "../../src/acme/authorization.js"
import { AcmeClient } from "../../src/acme/client.js"
import { linksOf } from "../../src/acme/links.js"
import { createOrder, finalizeOrder, readOrder } from "../../src/acme/order.js"
import { AcmeRefusal } from "../../src/acme/problem.js"
import { retryAfterMs } from "../../src/acme/retryAfter.js"
import { systemClock } from "../../src/local/clock.js"
import { csrFor } from "./scene.js"
import { base, directory, problem, scriptedAccount, scriptedCa } from "./scriptedCa.js"

const name = { type: "dns", value: "mail.example.edu" }
const order = {
  ...{ status: "pending", identifiers: [name], authorizations: [`${base}/authz/1`] },
  finalize: `${base}/finalize/1`,
}
const made = (more: object = {}) => ({
  status: 201,
  headers: { location: "/order/1" },
  body: { ...order, ...more },
})

describe("AcmeClient.open", () => {
  it.each([
    ["a member that is missing", { newOrder: undefined }, "newOrder"],
    [
      "a URL that is not https",
      { newOrder: "http://ca.example.edu/new-order" },
      "http://ca.example.edu/new-order",
    ],
    ["no JSON", "<html>", "no JSON|expected object"],
  ])("refuses a directory with %s", async (_, body, shown) => {
    const ca = scriptedCa({
      "/dir": () => ({ body: typeof body === "string" ? body : { ...directory, ...body } }),
    })
    const opened = AcmeClient.open(`${base}/dir`, ca)
    await expect(opened).rejects.toMatchObject({ code: "ca-answer", message: expect.stringMatching(shown) })
  })
})

describe("AcmeClient.post", () => {
  it("signs again with the nonce of the answer that refused one, ten times at most", async () => {
    const badNonce = { status: 400, body: problem("badNonce") }
    const good = scriptedCa({ "/new-order": (_, nth) => (nth < 10 ? badNonce : made()) })
    expect((await createOrder(await scriptedAccount(good), await csrFor([name.value]))).url).toBe(
      `${base}/order/1`,
    )
    const nonces = good.asked.map(({ header }) => header["nonce"])
    expect(new Set(nonces).size).toBe(nonces.length)
    const never = scriptedCa({ "/new-order": () => badNonce })
    await expect(createOrder(await scriptedAccount(never), await csrFor([name.value]))).rejects.toThrow(
      "badNonce",
    )
    expect(never.asked.filter(({ url }) => url === "/new-order")).toHaveLength(10)
  })

  it("leaves nonces alone that are no base64url, and asks for one", async () => {
    const spoilt = {
      status: 201,
      headers: { location: "/account/1", "replay-nonce": "a b" },
      body: { status: "valid" },
    }
    const ca = scriptedCa({ "/account": () => spoilt, "/new-order": () => made() })
    await createOrder(await scriptedAccount(ca), await csrFor([name.value]))
    expect(ca.asked.map(({ header }) => header["nonce"])).toEqual([
      expect.stringMatching(/^nonce\d$/),
      expect.stringMatching(/^nonce\d$/),
    ])
  })

  it("waits for a rate limit that is over soon, and says when one is over that is not", async () => {
    const limited = (seconds: string) => ({
      ...{ status: 429, headers: { "retry-after": seconds } },
      body: problem("rateLimited"),
    })
    const soon = scriptedCa({ "/new-order": (_, nth) => (nth === 1 ? limited("30") : made()) })
    const account = await scriptedAccount(soon)
    const before = soon.clock.now()
    await createOrder(account, await csrFor([name.value]))
    expect(soon.clock.now() - before).toBe(30_000)
    const long = scriptedCa({ "/new-order": () => limited("7200") })
    const waiting = await scriptedAccount(long)
    const from = long.clock.now()
    const refused = createOrder(waiting, await csrFor([name.value]))
    await expect(refused).rejects.toMatchObject({
      code: "ca-refused",
      status: 429,
      retryAfterMs: 7_200_000,
    })
    expect(long.clock.now()).toBe(from)
  })

  it("sends an order once where the server fails: it may have been made", async () => {
    const ca = scriptedCa({
      "/new-order": () => ({ status: 503, headers: { "retry-after": "1" }, body: "busy" }),
    })
    const refused = createOrder(await scriptedAccount(ca), await csrFor([name.value]))
    await expect(refused).rejects.toMatchObject({
      status: 503,
      message: "the order: refused with 503: busy (about:blank)",
    })
    expect(ca.asked.filter(({ url }) => url === "/new-order")).toHaveLength(1)
  })

  it("keeps a problem's subproblems with their names, as the CA wrote them", async () => {
    const sub = problem("rejectedIdentifier", { identifier: name, detail: "on a list\u001b[31m" })
    const ca = scriptedCa({
      "/new-order": () => ({
        status: 400,
        body: problem("malformed", { subproblems: [sub, problem("caa")] }),
      }),
    })
    const error = await createOrder(await scriptedAccount(ca), await csrFor([name.value])).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(AcmeRefusal)
    expect((error as AcmeRefusal).message).toBe(
      "the order: refused with 400: malformed, says the CA (malformed); mail.example.edu: on a list\u001b[31m (rejectedIdentifier); caa, says the CA (caa)",
    )
    expect((error as AcmeRefusal).hint).toContain("CAA records")
  })

  it("keeps of a problem of a million characters what a person may read", async () => {
    const subproblems = Array.from({ length: 9 }, () => problem("caa", { detail: "x".repeat(100_000) }))
    const ca = scriptedCa({
      "/new-order": () => ({ status: 400, body: problem("malformed", { subproblems }) }),
    })
    const error = await createOrder(await scriptedAccount(ca), await csrFor([name.value])).catch(
      (e: unknown) => e,
    )
    expect((error as AcmeRefusal).message).toMatch(
      /^the order: refused with 400: malformed, says the CA .{9999}/,
    )
    expect((error as AcmeRefusal).message.length).toBeLessThan(20_000)
  })

  it("shows JSON that is no problem document as it is", async () => {
    const body = '{"errors":[{"code":"invalid_value"}]}'
    const ca = scriptedCa({ "/new-order": () => ({ status: 500, body }) })
    await expect(createOrder(await scriptedAccount(ca), await csrFor([name.value]))).rejects.toThrow(body)
  })
})

describe("createAccount", () => {
  it.each(["deactivated", "revoked"])("does not go on with an account that is %s", async (status) => {
    const ca = scriptedCa({ "/account": () => ({ headers: { location: "/account/1" }, body: { status } }) })
    await expect(scriptedAccount(ca)).rejects.toMatchObject({
      code: "config",
      message: `the account is ${status}`,
    })
  })
})

describe("createOrder", () => {
  const renewing = { renewalInfo: `${base}/renewal-info` }

  it("says once more without `replaces` what the CA has replaced already", async () => {
    const ca = scriptedCa(
      {
        "/new-order": (_, nth) => (nth === 1 ? { status: 409, body: problem("alreadyReplaced") } : made()),
      },
      renewing,
    )
    await createOrder(await scriptedAccount(ca), await csrFor([name.value]), { replaces: "AQ.Ag" })
    expect(ca.asked.slice(1).map(({ payload }) => payload)).toEqual([
      { identifiers: [name], replaces: "AQ.Ag" },
      { identifiers: [name] },
    ])
  })

  it("does not order twice for any other refusal", async () => {
    const ca = scriptedCa({ "/new-order": () => ({ status: 409, body: problem("malformed") }) }, renewing)
    const refused = createOrder(await scriptedAccount(ca), await csrFor([name.value]), { replaces: "AQ.Ag" })
    await expect(refused).rejects.toBeInstanceOf(AcmeRefusal)
    expect(ca.asked).toHaveLength(2)
  })

  it("leaves `replaces` out where the CA has no renewal information", async () => {
    const ca = scriptedCa({ "/new-order": () => made() })
    await createOrder(await scriptedAccount(ca), await csrFor([name.value]), { replaces: "AQ.Ag" })
    expect(ca.asked.at(-1)?.payload).toEqual({ identifiers: [name] })
  })

  it("asks for a profile that the directory names, and for no other", async () => {
    const ca = scriptedCa({ "/new-order": () => made() }, { meta: { profiles: { tls: "https://…" } } })
    const [account, csr] = [await scriptedAccount(ca), await csrFor([name.value])]
    await expect(createOrder(account, csr, { profile: "short" })).rejects.toMatchObject({
      code: "config",
      hint: "it has tls",
    })
    expect(ca.asked).toHaveLength(1)
    await createOrder(account, csr, { profile: "tls" })
    expect(ca.asked.at(-1)?.payload).toEqual({ identifiers: [name], profile: "tls" })
  })

  it.each([
    ["a name more", [name, { type: "dns", value: "x.example.edu" }], "x.example.edu was not asked for"],
    ["another kind", [{ type: "ip", value: "mail.example.edu" }], "mail.example.edu is missing"],
  ])("does not take an order with %s", async (_, identifiers, why) => {
    const ca = scriptedCa({ "/new-order": () => made({ identifiers }) })
    const taken = createOrder(await scriptedAccount(ca), await csrFor([name.value]))
    await expect(taken).rejects.toMatchObject({ code: "ca-answer", message: expect.stringContaining(why) })
  })

  it("takes no state for success that nobody documented, and shows it", async () => {
    const ca = scriptedCa({ "/order/1": () => ({ body: { ...order, status: "waiting_pickup" } }) })
    const read = readOrder(await scriptedAccount(ca), `${base}/order/1`)
    await expect(read).rejects.toMatchObject({
      code: "ca-answer",
      message: expect.stringContaining('"waiting_pickup"'),
    })
  })

  it("takes no token that could be more than a file name", async () => {
    const challenge = { type: "http-01", url: `${base}/c/1`, status: "pending", token: "../../etc/passwd" }
    const body = { identifier: name, status: "pending", challenges: [challenge] }
    const ca = scriptedCa({ "/authz/1": () => ({ body }) })
    await expect(readAuthorization(await scriptedAccount(ca), `${base}/authz/1`)).rejects.toMatchObject({
      code: "ca-answer",
    })
  })
})

describe("finalizeOrder", () => {
  const at = (status: string, more: object = {}) => ({ body: { ...order, status, ...more } })
  const certificate = `${base}/certificate/1`

  it("waits as long as the CA says, through an outage, and sends the CSR once", async () => {
    const states = [
      at("ready"),
      { ...at("processing"), headers: { "retry-after": "90" } },
      { status: 503, headers: { "retry-after": "600" }, body: "maintenance" },
      at("processing"),
      at("valid", { certificate }),
    ]
    const ca = scriptedCa({
      "/order/1": (_, nth) => states[nth - 1] ?? { status: 500 },
      "/finalize/1": () => ({ ...at("processing"), headers: { "retry-after": "60" } }),
    })
    const [account, csr] = [await scriptedAccount(ca), await csrFor([name.value])]
    const before = ca.clock.now()
    const done = await finalizeOrder(account, `${base}/order/1`, csr, { deadline: before + 3_600_000 })
    expect(done.certificate).toBe(certificate)
    // 60 s after the CSR, 90 and 600 as told, then what is waited for without a word: the fourth time, 8 s.
    expect(ca.clock.now() - before).toBe(758_000)
    expect(ca.asked.filter(({ url }) => url === "/finalize/1")).toHaveLength(1)
  })

  it("ends before a wait that would go beyond its deadline", async () => {
    const ca = scriptedCa({ "/order/1": () => ({ ...at("processing"), headers: { "retry-after": "3600" } }) })
    const [account, csr] = [await scriptedAccount(ca), await csrFor([name.value])]
    const patience = { deadline: ca.clock.now() + 60_000 }
    const done = finalizeOrder(account, `${base}/order/1`, csr, patience)
    await expect(done).rejects.toMatchObject({ code: "time-limit" })
  })

  it("ends a wait that is called off", async () => {
    const stop = new AbortController()
    const ca = scriptedCa({
      "/order/1": () => {
        stop.abort()
        return at("processing")
      },
    })
    const [account, csr] = [await scriptedAccount({ ...ca, clock: systemClock }), await csrFor([name.value])]
    const patience = { deadline: Date.now() + 600_000, signal: stop.signal }
    const done = finalizeOrder(account, `${base}/order/1`, csr, patience)
    await expect(done).rejects.toMatchObject({ code: "cancelled", message: "the order: interrupted" })
  })

  it.each([
    [at("invalid", { error: problem("badCSR") }), "badCSR, says the CA"],
    [at("invalid"), "no reason given"],
    [at("valid"), "without a certificate"],
  ])("is no success without a valid order and its certificate", async (state, why) => {
    const ca = scriptedCa({ "/order/1": () => state })
    const [account, csr] = [await scriptedAccount(ca), await csrFor([name.value])]
    const patience = { deadline: ca.clock.now() + 60_000 }
    await expect(finalizeOrder(account, `${base}/order/1`, csr, patience)).rejects.toThrow(why)
  })
})

describe("retryAfterMs", () => {
  const now = Date.parse("2026-11-23T12:00:00Z")
  it.each([
    ["120", 120_000],
    ["0", 0],
    ["Mon, 23 Nov 2026 12:01:00 GMT", 60_000],
    ["Mon, 23 Nov 2026 11:00:00 GMT", 0],
    ["-5", undefined],
    ["1e9", undefined],
    ["soon", undefined],
    [undefined, undefined],
  ])("reads %j as %j", (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms)
  })
})

describe("linksOf", () => {
  it.each([
    [
      '</a/1>;rel="alternate", <https://x.example.edu/2>; rel=alternate',
      [`${base}/a/1`, "https://x.example.edu/2"],
    ],
    ['</up>;rel="up"', []],
    ['</a>; title="one, two; three"; rel="up alternate"', [`${base}/a`]],
    [undefined, []],
  ])("finds the alternates of %j", (header, urls) => {
    const answer = { url: `${base}/certificate/1`, status: 200, body: "", headers: { link: header } }
    expect(linksOf(answer, "alternate")).toEqual(urls)
  })
})
