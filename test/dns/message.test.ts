import packet from "dns-packet"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { MalformedMessage, nameBytes, parentOf, readName } from "../../src/dns/domainName.js"
import { queryBytes, readMessage } from "../../src/dns/message.js"
import { txtBytes } from "../../src/dns/recordData.js"
import { answerTo, recordOf } from "./scriptedServer.js"

const header = Buffer.from([0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0])
const query = Buffer.concat([header, nameBytes("_25._tcp.mx.example.edu"), Buffer.from([0, 52, 0, 1])])

describe("readName", () => {
  it("reads what nameBytes writes, whatever the octets are", () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(fc.array(label, { maxLength: 6 }), (labels) => {
        const wire = Buffer.concat([...labels.flatMap((one) => [Buffer.of(one.length), one]), Buffer.of(0)])
        const { name, end } = readName(wire, 0)
        expect(end).toBe(wire.length)
        expect(readName(nameBytes(name), 0).name).toBe(name)
      }),
    )
  })

  it.each([
    ["a pointer to itself", [0xc0, 0x00]],
    ["a pointer ahead", [0xc0, 0x02, 0x00]],
    ["a label of a kind that there is not", [0x40, 0x00]],
    ["no end", [3, 97, 98, 99]],
    ["a pointer cut in half", [0xc0]],
  ])("refuses %s", (_, octets) => {
    expect(() => readName(Buffer.from(octets), 0)).toThrow(MalformedMessage)
  })

  it("refuses two pointers that lead to each other", () => {
    for (const at of [0, 2])
      expect(() => readName(Buffer.from([0xc0, 0x02, 0xc0, 0x00]), at)).toThrow(MalformedMessage)
  })

  it("refuses more than 255 octets, however they are compressed", () => {
    const long = Buffer.concat([
      ...Array.from({ length: 3 }, () => Buffer.concat([Buffer.of(63), Buffer.alloc(63, 97)])),
      Buffer.of(0),
    ])
    expect(readName(long, 0).end).toBe(193)
    const twice = Buffer.concat([long, Buffer.of(63), Buffer.alloc(63, 98), Buffer.from([0xc0, 0])])
    expect(() => readName(twice, 193)).toThrow("more than 255 octets")
  })
})

describe("nameBytes", () => {
  it.each(["a..example.edu", `${"a".repeat(64)}.example.edu`, `${"a.".repeat(130)}edu`])(
    "refuses %s",
    (name) => {
      expect(() => nameBytes(name)).toThrow(MalformedMessage)
    },
  )

  it("takes a final full stop for the end", () => {
    expect(nameBytes("Example.EDU.")).toEqual(nameBytes("example.edu"))
    expect(parentOf("a\\.b.example.edu")).toBe("example.edu")
  })
})

describe("queryBytes", () => {
  it.each([true, false])("writes what dns-packet reads, recursion %s", (recursion) => {
    const bytes = queryBytes({ name: "_25._tcp.MX.example.edu", type: "TLSA" }, { id: 4711, recursion })
    expect(packet.decode(bytes)).toMatchObject({
      ...{ id: 4711, type: "query", opcode: "QUERY", flag_rd: recursion, flag_ad: true },
      questions: [{ name: "_25._tcp.mx.example.edu", type: "TLSA", class: "IN" }],
      additionals: [{ type: "OPT", udpPayloadSize: 1232 }],
    })
  })
})

describe("readMessage", () => {
  it("reads what dns-packet writes", () => {
    const name = "example.edu"
    const times = { serial: 7, refresh: 1, retry: 2, expire: 3, minimum: 4 }
    const soa = { mname: "ns1.example.edu", rname: "hostmaster.example.edu", ...times }
    const own = { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 0xab) }
    const bytes = packet.encode({
      ...{ type: "response", id: 4711, flags: packet.AUTHORITATIVE_ANSWER | packet.AUTHENTIC_DATA },
      answers: [
        { type: "A", name, ttl: 5, data: "192.0.2.1" },
        { type: "AAAA", name, data: "2001:db8::1" },
        { type: "CNAME", name, data: "mail.example.edu" },
        { type: "NS", name, data: "ns1.example.edu" },
        { type: "MX", name, data: { preference: 10, exchange: "mx.example.edu" } },
        { type: "TXT", name, data: ["one", "two"] },
        { type: "CAA", name, data: { flags: 128, tag: "issue", value: "ca.example", issuerCritical: true } },
        { type: "TLSA", name, data: own },
        { type: "SOA", name, data: soa },
      ],
    })
    const read = readMessage(bytes)
    expect(read).toMatchObject({
      id: 4711,
      code: 0,
      isReply: true,
      isAuthoritative: true,
      isAuthenticated: true,
    })
    expect(read.answers).toMatchObject([
      { type: "A", name, ttl: 5, address: "192.0.2.1" },
      { type: "AAAA", address: "2001:db8::1" },
      { type: "CNAME", target: "mail.example.edu" },
      { type: "NS", target: "ns1.example.edu" },
      { type: "MX", preference: 10, exchange: "mx.example.edu" },
      { type: "TXT", text: "onetwo" },
      { type: "CAA", critical: true, tag: "issue", value: "ca.example" },
      { type: "TLSA", usage: 3, selector: 1, matchingType: 1, data: "ab".repeat(32) },
      { type: "SOA", primary: "ns1.example.edu", serial: 7, minimum: 4 },
    ])
  })

  const records = [
    recordOf(52, Buffer.from(`030101${"ab".repeat(32)}`, "hex")),
    recordOf(257, Buffer.from("\x80\x05issueca.example", "latin1")),
    recordOf(15, Buffer.concat([Buffer.from([0, 10]), nameBytes("mx.example.edu")])),
    recordOf(16, txtBytes("x".repeat(300))),
    recordOf(99, Buffer.from("anything")),
  ]
  const answer = answerTo(query, 0x85a0, records)

  it("reads TLSA, CAA, MX and long texts, and leaves what it does not know as it is", () => {
    const { answers, isAuthenticated, isAuthoritative, isTruncated } = readMessage(answer)
    expect([isAuthenticated, isAuthoritative, isTruncated]).toEqual([true, true, false])
    const name = "_25._tcp.mx.example.edu"
    expect(answers).toMatchObject([
      { name, ttl: 60, type: "TLSA", usage: 3, selector: 1, matchingType: 1, data: "ab".repeat(32) },
      { type: "CAA", critical: true, tag: "issue", value: "ca.example" },
      { type: "MX", preference: 10, exchange: "mx.example.edu" },
      { type: "TXT", text: "x".repeat(300) },
      { type: "other", code: 99 },
    ])
  })

  it("refuses it at whatever octet it is cut", () => {
    for (let length = 0; length < answer.length; length++)
      expect(() => readMessage(answer.subarray(0, length))).toThrow(MalformedMessage)
  })

  it("throws nothing else, whatever the octets are", () => {
    const change = fc.tuple(fc.nat(answer.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const mutant = Buffer.from(answer)
        for (const [at, value] of changes) mutant[at] = value
        try {
          readMessage(mutant)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
