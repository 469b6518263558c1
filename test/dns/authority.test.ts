import { expect, it } from "vitest"
import { aliasTarget, zoneOf } from "../../src/dns/authority.js"
import { doorsOf } from "../support/knot.js"
import { answerTo, recordOf, scriptedServer } from "./scriptedServer.js"

it("follows aliases that have no end no further than resolvers do", async () => {
  let nth = 0
  const { asked, server, stop } = await scriptedServer((question) => {
    const label = Buffer.from(`x${nth++}`)
    const target = Buffer.concat([Buffer.of(label.length), label, Buffer.of(0)])
    return nth > 100 ? [] : [answerTo(question, 0x8180, [recordOf(5, target)])]
  })
  try {
    const dns = { ...doorsOf(), resolver: { servers: [server], isTrusted: false } }
    await expect(aliasTarget(dns, "_acme-challenge.mail.example.edu")).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("have no end"),
    })
    expect(asked.length).toBeLessThan(20)
  } finally {
    await stop()
  }
})

it("asks whether a domain exists that no zone is found for: the resolver has answered", async () => {
  const { server, stop } = await scriptedServer((question) => [answerTo(question, 0x8183, [])])
  try {
    const dns = { ...doorsOf(), resolver: { servers: [server], isTrusted: false } }
    await expect(zoneOf(dns, "_acme-challenge.mail.exmaple.edu")).rejects.toMatchObject({
      code: "dns-unanswered",
      hint: "does the domain exist, and does the resolver know of it?",
    })
  } finally {
    await stop()
  }
})
