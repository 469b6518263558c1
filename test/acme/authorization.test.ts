import { describe, expect, it } from "vitest"
import { authorizeOrder, type ChallengeSolver } from "../../src/acme/authorization.js"
import { createOrder } from "../../src/acme/order.js"
import type { AcmeRefusal } from "../../src/acme/problem.js"
import { csrFor } from "./scene.js"
import { type Answer, base, problem, scriptedAccount, scriptedCa } from "./scriptedCa.js"

const name = { type: "dns", value: "mail.example.edu" }
const challenge = (more: object = {}) => ({
  ...{ type: "dns-01", url: `${base}/challenge/1`, status: "pending", token: "abc" },
  ...more,
})
const authorization = (status: string, ...challenges: readonly object[]): Answer => ({
  body: { identifier: name, status, challenges: challenges.length === 0 ? [challenge()] : challenges },
})

/** An order whose one authorization is in these states, one after the other; the last one stays. */
async function scene(...states: readonly Answer[]) {
  const order = {
    ...{ status: "pending", identifiers: [name], authorizations: [`${base}/authz/1`] },
    finalize: `${base}/finalize/1`,
  }
  const ca = scriptedCa({
    "/new-order": () => ({ status: 201, headers: { location: "/order/1" }, body: order }),
    "/authz/1": (_, nth) => states[Math.min(nth, states.length) - 1] ?? {},
    "/challenge/1": () => ({ body: challenge({ status: "processing" }) }),
  })
  const account = await scriptedAccount(ca)
  const made = await createOrder(account, await csrFor([name.value]))
  const calls: string[] = []
  const solver = (type = "dns-01", more: Partial<ChallengeSolver> = {}): ChallengeSolver => ({
    type,
    present: async (tasks) =>
      void calls.push(`present ${tasks.map(({ challenge: { type: t } }) => t).join()}`),
    cleanUp: async (tasks) => void calls.push(`clean up ${tasks.length}`),
    ...more,
  })
  const authorize = (by?: ChallengeSolver, onLeftover?: (error: unknown) => void) =>
    authorizeOrder(account, made, {
      deadline: ca.clock.now() + 3_600_000,
      ...(by && { solver: by }),
      ...(onLeftover && { onLeftover }),
    })
  const answered = () => ca.asked.filter(({ url }) => url === "/challenge/1").length
  return { authorize, solver, calls, answered }
}

describe("authorizeOrder", () => {
  it("asks nobody where the name is authorized already", async () => {
    const { answered, authorize, calls, solver } = await scene(authorization("valid"))
    expect([await authorize(solver()), calls, answered()]).toEqual([[], [], 0])
  })

  it.each(["invalid", "deactivated", "expired", "revoked"])(
    "does not go on with an authorization that is %s",
    async (status) => {
      const { authorize, calls, solver } = await scene(authorization(status))
      await expect(authorize(solver())).rejects.toMatchObject({
        message: `names are not authorized: mail.example.edu: the authorization is ${status} (about:blank)`,
      })
      expect(calls).toEqual([])
    },
  )

  it("publishes, answers, waits, and takes back", async () => {
    const { answered, authorize, calls, solver } = await scene(
      authorization("pending"),
      authorization("pending"),
      authorization("valid"),
    )
    expect([await authorize(solver()), calls, answered()]).toEqual([
      [name],
      ["present dns-01", "clean up 1"],
      1,
    ])
  })

  it("does not answer a challenge again that the CA is at work on", async () => {
    const working = challenge({ status: "processing" })
    const { answered, authorize, solver } = await scene(
      authorization("pending", working),
      authorization("valid"),
    )
    expect([await authorize(solver()), answered()]).toEqual([[name], 0])
  })

  it("hands kinds without a token to their solver as they are", async () => {
    const lasting = challenge({
      type: "dns-persist-01",
      token: undefined,
      "issuer-domain-names": ["ca.example.edu"],
    })
    const { authorize, solver } = await scene(authorization("pending", lasting), authorization("valid"))
    const tasks: unknown[] = []
    await authorize(solver("dns-persist-01", { present: async (all) => void tasks.push(...all) }))
    expect(tasks).toMatchObject([
      { keyAuthorization: undefined, challenge: { "issuer-domain-names": ["ca.example.edu"] } },
    ])
  })

  it("says what the CA offers where nothing of it is set up", async () => {
    const { authorize, solver } = await scene(
      authorization("pending", challenge(), challenge({ type: "http-01" })),
    )
    const offered = { code: "config", message: expect.stringContaining("the CA offers dns-01, http-01") }
    await expect(authorize()).rejects.toMatchObject(offered)
    await expect(authorize(solver("dns-persist-01"))).rejects.toMatchObject(offered)
  })

  it("answers nothing that was not published, and takes back what may have been", async () => {
    const { answered, authorize, calls, solver } = await scene(authorization("pending"))
    const failing = solver("dns-01", { present: () => Promise.reject(new Error("the name server is away")) })
    await expect(authorize(failing)).rejects.toThrow("the name server is away")
    expect([calls, answered()]).toEqual([["clean up 1"], 0])
  })

  it("names what the CA met where it still tries at the end of the time given", async () => {
    const met = challenge({ status: "processing", error: problem("connection") })
    const { authorize, calls, solver } = await scene(authorization("pending"), authorization("pending", met))
    await expect(authorize(solver())).rejects.toMatchObject({
      code: "ca-refused",
      message: "names are not authorized: mail.example.edu: connection, says the CA (connection)",
    })
    expect(calls).toEqual(["present dns-01", "clean up 1"])
    const still = await scene(authorization("pending"))
    await expect(still.authorize(still.solver())).rejects.toMatchObject({ code: "time-limit" })
  })

  it.each([
    ["dns", "bank.example.net"],
    ["dns", "$(id).example.edu\n--all"],
    ["dns", "edu.mail.example.edu"],
    ["dns", "l.example.edu"],
    ["ip", "mail.example.edu"],
  ])("publishes nothing for a name that was not ordered (%s %j)", async (type, value) => {
    const body = { identifier: { type, value }, status: "pending", challenges: [challenge()] }
    const { answered, authorize, calls, solver } = await scene({ body })
    await expect(authorize(solver())).rejects.toMatchObject({ code: "ca-answer" })
    expect([calls, answered()]).toEqual([[], 0])
  })

  it("publishes for the domain that a name is in, where the CA asks for that (RFC 9444)", async () => {
    const parent = (status: string) => ({
      body: {
        identifier: { type: "dns", value: "Example.EDU" },
        status,
        challenges: [challenge()],
      },
    })
    const { authorize, calls, solver } = await scene(parent("pending"), parent("valid"))
    expect(await authorize(solver())).toEqual([{ type: "dns", value: "Example.EDU" }])
    expect(calls).toEqual(["present dns-01", "clean up 1"])
  })

  it("asks for no authorization after the deadline, however many the CA names", async () => {
    const authorizations = Array.from({ length: 10_000 }, (_, nth) => `${base}/authz/${nth}`)
    const order = { status: "pending", identifiers: [name], authorizations, finalize: `${base}/finalize/1` }
    const ca = scriptedCa({
      "/new-order": () => ({ status: 201, headers: { location: "/order/1" }, body: order }),
    })
    const account = await scriptedAccount(ca)
    const made = await createOrder(account, await csrFor([name.value]))
    const deadline = ca.clock.now() + 60_000
    const slow: typeof account.client.post = async (_signer, url) => {
      await ca.clock.sleep(20_000)
      return { url, status: 200, headers: {}, body: JSON.stringify(authorization("valid").body) }
    }
    account.client.post = slow
    await expect(authorizeOrder(account, made, { deadline })).rejects.toMatchObject({ code: "time-limit" })
    expect(ca.clock.now() - deadline).toBeLessThanOrEqual(20_000)
  })

  it("tells what stays behind, and fails for the reason that it failed for", async () => {
    const met = challenge({ status: "invalid", error: problem("dns") })
    const { authorize, solver } = await scene(authorization("pending"), authorization("invalid", met))
    const left: unknown[] = []
    const stays = solver("dns-01", { cleanUp: () => Promise.reject(new Error("not removed")) })
    const error = await authorize(stays, (e) => left.push(e)).catch((e: unknown) => e)
    expect((error as AcmeRefusal).message).toBe(
      "names are not authorized: mail.example.edu: dns, says the CA (dns)",
    )
    expect(left).toMatchObject([{ message: "not removed" }])
  })
})
