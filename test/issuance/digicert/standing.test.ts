import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { PlacedOrder } from "../../../src/issuance/issuer.js"
import type { Csr } from "../../../src/x509/csr.js"
import { csrFor } from "../../acme/scene.js"
import { days, issuedOf, leafOf, names, openScene, type Scene } from "./scene.js"
import type { StandInOrder } from "./standInPages.js"

let scene: Scene
let csr: Csr
let placed: PlacedOrder
let order: StandInOrder
beforeEach(async () => {
  scene = await openScene()
  csr = await csrFor(names)
  scene.standIn.immediate = false
  placed = await scene.issuer().place({ csr })
  const [first] = scene.standIn.orders
  if (first === undefined) throw new Error("no order")
  order = first
})
afterEach(() => scene.standIn.stop())

const advance = () => scene.issuer().advance(placed, { csr })

describe("the standing of an order", () => {
  it.each(["approved", "processing", "waiting_pickup", "reissue_pending", "pending"])(
    "is pending while DigiCert is at work: %s",
    async (status) => {
      order.status = status
      const standing = await advance()
      expect(standing).toMatchObject({ kind: "pending", status })
      expect((standing as { askAgainMs: number }).askAgainMs).toBeGreaterThanOrEqual(60_000)
    },
  )

  it.each(["denied", "rejected", "canceled", "expired", "revoked"])(
    "is failed where nothing comes of it, with the reason that was given: %s",
    async (status) => {
      order.status = status
      expect(await advance()).toEqual({
        ...{ kind: "failed", status, reasons: [`the order is ${status}; DigiCert gives no reason`] },
      })
      order.requests[0] = { id: 7, type: "new_request", status: "rejected", comments: "not this year" }
      expect(await advance()).toMatchObject({ reasons: ["not this year"] })
    },
  )

  it("names the human's step where one has to approve, or a CSR is missing", async () => {
    order.status = "needs_approval"
    expect(await advance()).toMatchObject({
      kind: "needs-human",
      todo: expect.stringContaining(`approve the request of order ${order.id} in CertCentral`),
    })
    order.status = "needs_csr"
    expect(await advance()).toMatchObject({ kind: "needs-human", todo: expect.stringContaining("no CSR") })
  })

  it.each(["certificate_issued", "ISSUED", "submitted"])(
    "is shown, and a human's, where nobody documented it: %s",
    async (status) => {
      await scene.standIn.issue(order)
      order.status = status
      expect(await advance()).toMatchObject({
        ...{ kind: "needs-human", status, todo: expect.stringContaining(JSON.stringify(status)) },
      })
    },
  )

  it.each([
    ["a status that is no text", { id: 1, status: 5, certificate: {} }, "status 5"],
    [
      "a status of another name",
      { id: 1, state: "issued", certificate: {} },
      "there is id, state, certificate",
    ],
    ["a certificate that is none", { id: 1, status: "issued", certificate: "ready" }, 'certificate "ready"'],
    ["no JSON", "issued", "no JSON"],
  ])("is no success with %s", async (_, body, shown) => {
    await scene.standIn.issue(order)
    scene.standIn.next(/GET \/order\/certificate\/\d+$/, { status: 200, body })
    await expect(advance()).rejects.toMatchObject({
      ...{ code: "ca-answer", message: expect.stringContaining(shown) },
    })
  })

  it("is a human's where an issued order has no certificate of this key", async () => {
    await scene.standIn.issue(order)
    const standing = await scene.issuer().advance(placed, { csr: await csrFor(names) })
    expect(standing).toMatchObject({
      ...{
        kind: "needs-human",
        status: "issued",
        todo: expect.stringContaining("no certificate with this key"),
      },
    })
  })

  it.each([
    ["a page of HTML", "<html>sign in</html>"],
    ["nothing", ""],
    ["a key", "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"],
  ])("is no success where the download is %s", async (_, body) => {
    await scene.standIn.issue(order)
    scene.standIn.next(/download/, { status: 200, body })
    await expect(advance()).rejects.toMatchObject({ code: "ca-answer" })
  })

  it("names the domains that somebody has to validate, and what the organization waits for", async () => {
    order.status = "pending"
    scene.standIn.validations.orderNames.set("example.edu", "pending")
    expect(await advance()).toMatchObject({
      ...{ kind: "needs-human", todo: expect.stringContaining("example.edu (pending, by email)") },
    })
    scene.standIn.validations.orderNames.set("example.edu", "approved")
    scene.standIn.validations.organization = "pending"
    expect(await advance()).toMatchObject({
      ...{ kind: "pending", status: "pending; OV validation of the organization: pending" },
    })
  })

  it("is a human's for days, then issued, without a second order", async () => {
    order.status = "needs_approval"
    for (let day = 0; day < 9; day++) {
      expect(await advance()).toMatchObject({ kind: "needs-human", status: "needs_approval" })
      await scene.clock.sleep(days(1))
    }
    order.status = "processing"
    const standing = await advance()
    expect(standing).toMatchObject({ kind: "pending" })
    await scene.clock.sleep((standing as { askAgainMs: number }).askAgainMs)
    await scene.standIn.issue(order)
    expect(issuedOf(await advance()).differences).toEqual([])
    expect(scene.standIn.posts()).toHaveLength(1)
  })
})

describe("the standing of a reissue", () => {
  async function reissued() {
    await scene.standIn.issue(order)
    const leaf = leafOf(issuedOf(await advance()))
    await scene.clock.sleep(days(2))
    scene.standIn.approves = false
    const request = { csr: await csrFor(names), replaces: leaf }
    const issuer = scene.issuer()
    return { request, issuer, again: await issuer.place(request) }
  }

  it("names the request that has to be approved", async () => {
    const { again, issuer, request } = await reissued()
    expect(await issuer.advance(again, request)).toMatchObject({
      ...{ kind: "needs-human", todo: expect.stringContaining(`approve request ${order.requests[1]?.id}`) },
    })
  })

  it("is failed where it was rejected, and the old certificate is not taken for the new", async () => {
    const { again, issuer, request } = await reissued()
    const [reissue] = order.reissues
    if (reissue === undefined) throw new Error("no reissue")
    order.status = "issued"
    reissue.status = "rejected"
    Object.assign(order.requests[1] ?? {}, { status: "rejected", comments: "ask the dean" })
    expect(await issuer.advance(again, request)).toMatchObject({ kind: "failed", reasons: ["ask the dean"] })
  })

  it("is shown where nobody documented its status", async () => {
    const { again, issuer, request } = await reissued()
    Object.assign(order.reissues[0] ?? {}, { status: "half-issued" })
    expect(await issuer.advance(again, request)).toMatchObject({ kind: "needs-human", status: "half-issued" })
  })
})
