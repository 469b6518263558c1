import { expect, it } from "vitest"
import { DigicertClient } from "../../../src/issuance/digicert/client.js"
import { ordersFor } from "../../../src/issuance/digicert/lookup.js"
import { Secret } from "../../../src/secret.js"
import { VirtualClock } from "../../support/virtualClock.js"

it("does not turn over the pages of a list for ever", async () => {
  let asked = 0
  const order = { id: 1, status: "issued", date_created: "2026-01-01T00:00:00+00:00" }
  const body = JSON.stringify({ orders: [order], page: { total: 1_000_000, limit: 100, offset: 0 } })
  const send = async ({ url }: { readonly url: string }) => {
    if (++asked > 1_000) throw new Error("asked for ever")
    return { url, status: 200, headers: {}, body }
  }
  const doors = { send, clock: new VirtualClock() }
  const client = new DigicertClient("https://digicert.example.edu", new Secret("KEY"), doors)
  await expect(ordersFor(client, "mail.example.edu", undefined)).rejects.toMatchObject({ code: "ca-answer" })
})
