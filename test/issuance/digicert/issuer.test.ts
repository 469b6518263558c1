import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { PlacedOrder } from "../../../src/issuance/issuer.js"
import type { Csr } from "../../../src/x509/csr.js"
import { csrFor } from "../../acme/scene.js"
import { days, issuedOf, leafOf, names, newKey, openScene, type Scene } from "./scene.js"
import { isFor } from "./standInPages.js"

let scene: Scene
let csr: Csr
beforeEach(async () => {
  scene = await openScene()
  csr = await csrFor(names)
})
afterEach(() => scene.standIn.stop())

/** An order that was issued, and the certificate of it. */
async function ordered(more = {}) {
  const issuer = scene.issuer(more)
  const request = { csr: await csrFor(names) }
  return { issuer, leaf: leafOf(issuedOf(await issuer.advance(await issuer.place(request), request))) }
}

describe("an order", () => {
  it("is sent once, with the names of the CSR, and gives a certificate for its key", async () => {
    const issuer = scene.issuer({ days: 100, comments: "mail fleet", payment: "balance" })
    const placed = await issuer.place({ csr })
    const [sent, ...more] = scene.standIn.posts()
    expect(more).toEqual([])
    expect(sent).toMatchObject({
      path: "/order/certificate/ssl_securesite_flex",
      body: {
        certificate: {
          ...{ common_name: names[0], dns_names: names.slice(1), signature_hash: "sha256" },
          ...{ csr: expect.stringContaining("BEGIN CERTIFICATE REQUEST"), server_platform: { id: 2 } },
          cert_validity: { days: 100 },
        },
        ...{ organization: { id: 112233 }, order_validity: { days: 100 }, skip_approval: true },
        ...{ comments: "mail fleet", payment_method: "balance" },
      },
    })
    expect(placed.reference).toBe(`${scene.standIn.orders[0]?.id}`)
    const issued = issuedOf(await issuer.advance(placed, { csr }))
    expect(issued.differences).toEqual([])
    expect(isFor(issued.pem, scene.standIn.orders[0]?.certificate.csr ?? "")).toBe(true)
    expect(issued.pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
  })

  it("is valid for a year unless something else is said", async () => {
    await scene.issuer().place({ csr })
    const { body } = scene.standIn.posts()[0] ?? {}
    expect(body).toMatchObject({ order_validity: { years: 1 } })
    expect(body?.["certificate"]).not.toHaveProperty("cert_validity")
  })

  it("is not sent to a server whose certificate is not believed", async () => {
    const doubting = await openScene({ caCertificates: [] })
    await expect(doubting.issuer().place({ csr })).rejects.toMatchObject({
      ...{ code: "ca-untrusted", exitCode: 3 },
      hint: expect.stringContaining("write certificate.issuer.digicert.caCertificates: FILE in fleet.yaml"),
    })
    expect(doubting.standIn.asked).toEqual([])
    await doubting.standIn.stop()
  })

  it("tells how the certificate differs from what was asked for", async () => {
    const issuer = scene.issuer()
    const key = newKey()
    const request = { csr: await csrFor(names, key) }
    const placed = await issuer.place(request)
    const more = { csr: await csrFor([...names, "pop.example.edu"], key) }
    const standing = await issuer.advance(placed, more)
    expect(issuedOf(standing).differences).toEqual(["pop.example.edu is missing"])
  })
})

describe("a certificate in use", () => {
  it("is reissued while its order runs for more than 90 days, and for nothing", async () => {
    const { issuer, leaf } = await ordered()
    await scene.clock.sleep(days(100))
    const request = { csr, replaces: leaf }
    expect(await issuer.describe(request)).toEqual([
      `at ${scene.standIn.api}`,
      `a reissue of order ${scene.standIn.orders[0]?.id}, which ends on 2027-11-23: no new order, no new price`,
      ...names.map((name) => `name: ${name}`),
    ])
    const placed = await issuer.place(request)
    expect(scene.standIn.posts()[1]?.path).toBe(`/order/certificate/${scene.standIn.orders[0]?.id}/reissue`)
    const next = leafOf(issuedOf(await issuer.advance(placed, request)))
    expect(next.serial).not.toBe(leaf.serial)
    expect(scene.standIn.orders).toHaveLength(1)
  })

  it("is renewed by an order of its own within the last 90", async () => {
    const { issuer, leaf } = await ordered({ days: 150 })
    await scene.clock.sleep(days(70))
    const request = { csr, replaces: leaf }
    expect((await issuer.describe(request))[1]).toContain("a renewal of order")
    const placed = await issuer.place(request)
    expect(scene.standIn.orders[1]?.renewalOf).toBe(scene.standIn.orders[0]?.id)
    expect(leafOf(issuedOf(await issuer.advance(placed, request))).serial).not.toBe(leaf.serial)
  })

  it.each([
    [92, "a reissue"],
    [90.4, "a reissue"],
    [89.6, "a renewal"],
    [1, "a renewal"],
  ])("%f days before the end of its order leads to %s", async (left, what) => {
    const { issuer, leaf } = await ordered({ days: 150 })
    // The day on which it ends counts whole.
    await scene.clock.sleep(Date.parse("2027-04-22T23:59:59Z") - days(left) - scene.clock.now())
    expect((await issuer.describe({ csr, replaces: leaf }))[1]).toMatch(`${what} of order`)
  })

  it("is joined by a duplicate where fleet.yaml says so", async () => {
    const { issuer, leaf } = await ordered({ again: "duplicate" })
    await scene.clock.sleep(days(2))
    const request = { csr, replaces: leaf }
    const placed = await issuer.place(request)
    expect(scene.standIn.posts()[1]?.path).toMatch(/\/duplicate$/)
    expect(isFor(issuedOf(await issuer.advance(placed, request)).pem, pemOf(1, "duplicates"))).toBe(true)
    expect(scene.standIn.orders[0]?.certificate.leaf?.serialNumber.toLowerCase()).toBe(leaf.serial)
  })

  it("that is a duplicate is not taken for the next one with the same key", async () => {
    const { issuer, leaf } = await ordered({ again: "duplicate" })
    await scene.clock.sleep(days(2))
    const key = newKey()
    const first = { csr: await csrFor(names, key), replaces: leaf }
    const duplicate = leafOf(issuedOf(await issuer.advance(await issuer.place(first), first)))
    await scene.clock.sleep(days(2))
    scene.standIn.immediate = false
    const second = { csr: await csrFor(names, key), replaces: duplicate }
    expect(await issuer.advance(await issuer.place(second), second)).toMatchObject({ kind: "pending" })
  })

  it("that is a duplicate itself is found by its serial number in the order's lists", async () => {
    const { issuer, leaf } = await ordered({ again: "duplicate" })
    await scene.clock.sleep(days(2))
    const second = { csr, replaces: leaf }
    const duplicate = leafOf(issuedOf(await issuer.advance(await issuer.place(second), second)))
    expect((await issuer.describe({ csr: await csrFor(names), replaces: duplicate }))[1]).toContain(
      `a duplicate of order ${scene.standIn.orders[0]?.id}`,
    )
  })

  it("of another CA leads to a new order", async () => {
    const { leaf } = await ordered()
    const other = await openScene()
    expect((await other.issuer().describe({ csr, replaces: leaf }))[1]).toBe("a new order: it costs money")
    await other.standIn.stop()
  })

  it("that was reissued and not rolled out leads to its order all the same", async () => {
    const { issuer, leaf } = await ordered()
    await issuer.place({ csr, replaces: leaf })
    const lines = await issuer.describe({ csr: await csrFor(names), replaces: leaf })
    expect(lines[1]).toContain(`a reissue of order ${scene.standIn.orders[0]?.id}`)
  })

  it("is not found by a list that filters nothing", async () => {
    const issuer = scene.issuer()
    for (const one of [csr, await csrFor(names)]) await issuer.place({ csr: one })
    const other = await openScene()
    const foreign = other.issuer()
    const leaf = leafOf(issuedOf(await foreign.advance(await foreign.place({ csr }), { csr })))
    const orders = scene.standIn.orders.map(({ id }) => ({
      ...{ id, status: "issued", date_created: "2026-11-23T12:00:00+00:00" },
    }))
    scene.standIn.next(/GET \/order\/certificate$/, { status: 200, body: { orders } })
    expect((await issuer.describe({ csr, replaces: leaf }))[1]).toBe("a new order: it costs money")
    await other.standIn.stop()
  })

  it("whose reissue is under way is left to that", async () => {
    const { issuer, leaf } = await ordered()
    scene.standIn.immediate = false
    await scene.clock.sleep(days(2))
    await issuer.place({ csr, replaces: leaf })
    const again = issuer.place({ csr: await csrFor(names), replaces: leaf })
    await expect(again).rejects.toMatchObject({ code: "needs-human" })
    expect(scene.standIn.posts()).toHaveLength(2)
  })
})

describe("an order whose sending nobody saw the end of", () => {
  const none = new Set<string>()

  it("is found by the key of its CSR among all orders for the name", async () => {
    const issuer = scene.issuer()
    await issuer.place({ csr: await csrFor(names) })
    scene.standIn.next(/^POST/, "cut-after")
    await expect(issuer.place({ csr })).rejects.toMatchObject({ code: "ca-lost" })
    const found = await issuer.find({ csr }, none)
    expect(found).toEqual({ reference: `${scene.standIn.orders[1]?.id}` })
    expect(issuedOf(await issuer.advance(found as PlacedOrder, { csr })).differences).toEqual([])
    expect(scene.standIn.posts()).toHaveLength(2)
  })

  it("is not there where it never arrived", async () => {
    const issuer = scene.issuer()
    await issuer.place({ csr: await csrFor(names) })
    scene.standIn.next(/^POST/, "cut")
    await expect(issuer.place({ csr })).rejects.toMatchObject({ code: "ca-lost" })
    expect(await issuer.find({ csr }, none)).toBe("none")
  })

  it("is found where it is a reissue, issued or not", async () => {
    const { issuer, leaf } = await ordered()
    await scene.clock.sleep(days(2))
    scene.standIn.immediate = false
    const request = { csr, replaces: leaf }
    scene.standIn.next(/^POST/, "cut-after")
    await expect(issuer.place(request)).rejects.toMatchObject({ code: "ca-lost" })
    const known = new Set([`${scene.standIn.orders[0]?.id}`])
    const found = (await issuer.find(request, known)) as PlacedOrder
    expect(found.reference).toMatch(new RegExp(`^${scene.standIn.orders[0]?.id}\\+[0-9a-f]{16}$`))
    expect(await issuer.advance(found, request)).toMatchObject({ kind: "pending" })
    await scene.standIn.issue(scene.standIn.orders[0], scene.standIn.orders[0]?.reissues[0])
    expect(await issuer.find(request, known)).toEqual(found)
    expect(leafOf(issuedOf(await issuer.advance(found, request))).serial).not.toBe(leaf.serial)
  })

  it("is not taken for the order before, where the key is the same", async () => {
    const issuer = scene.issuer()
    const first = await issuer.place({ csr })
    const leaf = leafOf(issuedOf(await issuer.advance(first, { csr })))
    expect(await issuer.find({ csr }, new Set([first.reference]))).toBe("none")
    expect(await issuer.find({ csr, replaces: leaf }, none)).toBe("none")
  })

  it("is looked for on every page of the list", async () => {
    const issuer = scene.issuer({ ordersADay: 500 })
    await issuer.place({ csr })
    const [order] = scene.standIn.orders
    if (order === undefined) throw new Error("no order")
    const { certificate } = order
    await scene.clock.sleep(days(1))
    const other = (await csrFor(names)).der
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(other).toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`
    for (let id = 1; id <= 120; id++)
      scene.standIn.orders.push({
        ...{ ...order, id, created: scene.clock.now(), status: "canceled" },
        certificate: { ...certificate, csr: pem },
      })
    expect(await issuer.find({ csr }, none)).toEqual({ reference: `${order.id}` })
  })
})

describe("ordersADay", () => {
  it("counts what DigiCert has, and frees itself after a day", async () => {
    const issuer = scene.issuer()
    await issuer.place({ csr: await csrFor(names) })
    await issuer.place({ csr: await csrFor(names) })
    await expect(issuer.place({ csr })).rejects.toMatchObject({
      code: "ca-limit",
      message: "mail.example.edu was ordered 2 times within a day: ordersADay is 2",
      hint: expect.stringContaining("2026-11-24T12:00:00.000Z"),
    })
    expect(scene.standIn.posts()).toHaveLength(2)
    await scene.clock.sleep(days(1) + 1000)
    await issuer.place({ csr })
    expect(scene.standIn.posts()).toHaveLength(3)
  })

  it("counts reissues, too", async () => {
    const { issuer, leaf } = await ordered()
    await issuer.place({ csr, replaces: leaf })
    const third = { csr: await csrFor(names), replaces: leaf }
    await expect(issuer.place(third)).rejects.toMatchObject({ code: "ca-limit" })
  })
})

function pemOf(count: number, kind: "duplicates" | "reissues"): string {
  return scene.standIn.orders[0]?.[kind][count - 1]?.csr ?? ""
}
