import { afterEach, describe, expect, it } from "vitest"
import { type AskOptions, ask } from "../../src/dns/ask.js"
import type { Question } from "../../src/dns/message.js"
import { doorsOf } from "../support/knot.js"
import { VirtualClock } from "../support/virtualClock.js"
import { answerTo, recordOf, type Script, type ScriptedServer, scriptedServer } from "./scriptedServer.js"

const question: Question = { name: "mail.example.edu", type: "A" }
const address = recordOf(1, Buffer.from([192, 0, 2, 10]))
const good = 0x8180
const opened: ScriptedServer[] = []
const options: AskOptions = { recursion: true, tries: 1 }

async function serving(script: Script): Promise<ScriptedServer> {
  const server = await scriptedServer(script)
  opened.push(server)
  return server
}

describe("ask", () => {
  afterEach(async () => {
    for (const server of opened.splice(0)) await server.stop()
  })

  it("asks with another number from another port each time", async () => {
    const { asked, server } = await serving((bytes) => [answerTo(bytes, good, [address])])
    for (let nth = 0; nth < 5; nth++) {
      const { answers } = await ask(doorsOf(), server, question, options)
      expect(answers).toEqual([{ name: "mail.example.edu", ttl: 60, type: "A", address: "192.0.2.10" }])
    }
    expect(new Set(asked.map(({ port }) => port)).size).toBeGreaterThan(1)
    expect(new Set(asked.map((one) => one.question.readUInt16BE(0))).size).toBeGreaterThan(1)
  })

  it("waits on past answers with another number, another question or no reply bit", async () => {
    const evil = recordOf(1, Buffer.from([203, 0, 113, 66]))
    const { server } = await serving((bytes) => {
      const [other, spoiled] = [answerTo(bytes, good, [evil]), answerTo(bytes, good, [evil])]
      other.writeUInt16BE(bytes.readUInt16BE(0) ^ 1, 0)
      spoiled.write("x", 13)
      return [other, spoiled, answerTo(bytes, 0x0100, [evil]), Buffer.of(1), answerTo(bytes, good, [address])]
    })
    expect((await ask(doorsOf(), server, question, options)).answers).toMatchObject([
      { address: "192.0.2.10" },
    ])
  })

  it("asks over TCP where the answer is cut short", async () => {
    const { asked, server } = await serving((bytes, over) => [
      over === "udp" ? answerTo(bytes, good | 0x0200) : answerTo(bytes, good, [address]),
    ])
    expect((await ask(doorsOf(), server, question, options)).answers).toHaveLength(1)
    expect(asked.map(({ over }) => over)).toEqual(["udp", "tcp"])
  })

  it("asks without EDNS where a server does not know it", async () => {
    const { asked, server } = await serving((bytes) => [
      bytes.readUInt16BE(10) === 0 ? answerTo(bytes, good, [address]) : answerTo(bytes, 0x8181),
    ])
    expect((await ask(doorsOf(), server, question, options)).answers).toHaveLength(1)
    expect(asked).toHaveLength(2)
  })

  it("gives a silent server up by the clock, as often as told", async () => {
    const { asked, server } = await serving(() => [])
    const clock = new VirtualClock()
    const start = clock.now()
    const asking = ask(doorsOf(undefined, clock), server, question, { ...options, tries: 3 })
    await expect(asking).rejects.toMatchObject({
      code: "dns-unanswered",
      message: expect.stringMatching(
        /^127\.0\.0\.1:\d+ gives no answer to mail\.example\.edu A: nothing within 3 s$/,
      ),
    })
    expect(clock.now() - start).toBe(9_000)
    expect(asked.length).toBeLessThanOrEqual(3)
  })

  it("says that nobody listens there, and ends at once when called off", async () => {
    const { server, stop } = await scriptedServer(() => [])
    await stop()
    await expect(ask(doorsOf(), server, question, options)).rejects.toMatchObject({ code: "dns-unanswered" })
    const silent = await serving(() => [])
    const off = new AbortController()
    const asking = ask(doorsOf(), silent.server, question, { ...options, signal: off.signal })
    off.abort()
    await expect(asking).rejects.toMatchObject({ code: "cancelled" })
  })

  it.each([
    ["a compressed name in a circle", recordOf(5, Buffer.from([0xc0, 46]))],
    ["an address of three octets", recordOf(1, Buffer.from([192, 0, 2]))],
    ["a text longer than its record", recordOf(16, Buffer.from([9, 65]))],
    ["octets after the last record", Buffer.concat([address, Buffer.of(0)])],
  ])("takes an answer with %s for none", async (_, record) => {
    const { server } = await serving((bytes) => [answerTo(bytes, good, [record])])
    await expect(ask(doorsOf(), server, question, options)).rejects.toMatchObject({ code: "dns-unanswered" })
  })
})
