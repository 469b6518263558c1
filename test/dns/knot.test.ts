import { inspect } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ask } from "../../src/dns/ask.js"
import { aliasTarget, authorityOf, zoneOf } from "../../src/dns/authority.js"
import { type Dns, lookUp } from "../../src/dns/lookUp.js"
import type { RecordType } from "../../src/dns/recordTypes.js"
import type { TsigAlgorithm, TsigKey } from "../../src/dns/tsig.js"
import { type DnsUpdate, sendUpdate, type TxtChange } from "../../src/dns/update.js"
import { Secret } from "../../src/secret.js"
import { runProgram } from "../e2e/client.js"
import {
  base64Of,
  doorsOf,
  type Knot,
  mapped,
  newTsigKey,
  realClock,
  startKnot,
  whyNoKnot,
} from "../support/knot.js"

const reason = whyNoKnot()
const key = newTsigKey()
const value = (nth: number) => `value-${nth}`.padEnd(43, "x")
const records = `@ NS ns1
@ NS ns2.example.net.
@ MX 10 mx
@ CAA 128 issue "ca.example"
ns1 A 192.0.2.1
ns1 AAAA 2001:db8::1
mx A 192.0.2.25
mail A 192.0.2.10
alias CNAME second
second CNAME mail
lost CNAME nobody
circle CNAME circle2
circle2 CNAME circle
away CNAME there.example.net.
_25._tcp.mx TLSA 3 1 1 ${"ab".repeat(32)}
sub NS ns1.sub
ns1.sub A 192.0.2.3
${Array.from({ length: 40 }, (_, nth) => `many TXT "${value(nth)}"`).join("\n")}`

describe.skipIf(reason !== undefined)(`Knot${reason ? ` (${reason})` : ""}`, () => {
  let knot: Knot
  let dns: Dns
  beforeAll(async () => {
    knot = await startKnot({
      zones: [
        { domain: "example.edu", records },
        { domain: "sub.example.edu", records: "@ NS ns1\nns1 A 192.0.2.3\n_acme-challenge TXT x" },
        { domain: "example.org", records: "@ NS lost.example.edu." },
        { domain: "example.net", records: "@ NS ns2\nns2 A 192.0.2.2\nthere A 192.0.2.77" },
      ],
      key,
    })
    const send = mapped({ "192.0.2.1": knot.server, "192.0.2.2": knot.server, "192.0.2.3": knot.server })
    dns = { ...doorsOf(send), resolver: { servers: [knot.server], isTrusted: false } }
  })
  afterAll(() => knot?.stop())

  const answersTo = async (name: string, type: RecordType) =>
    (await ask(dns, knot.server, { name, type }, { recursion: false })).answers

  it("is asked for every type that counts", async () => {
    expect(await answersTo("_25._tcp.mx.example.edu", "TLSA")).toMatchObject([
      { usage: 3, data: "ab".repeat(32) },
    ])
    expect(await answersTo("example.edu", "CAA")).toMatchObject([
      { critical: true, tag: "issue", value: "ca.example" },
    ])
    expect(await answersTo("example.edu", "MX")).toMatchObject([
      { preference: 10, exchange: "mx.example.edu" },
    ])
    expect(await answersTo("ns1.example.edu", "AAAA")).toMatchObject([{ address: "2001:db8::1" }])
    expect(await answersTo("example.edu", "SOA")).toMatchObject([{ primary: "ns1.example.edu", minimum: 60 }])
  })

  it("gives forty texts over TCP, all of them", async () => {
    const texts = (await answersTo("many.example.edu", "TXT")).map((one) => one.type === "TXT" && one.text)
    expect(new Set(texts)).toEqual(new Set(Array.from({ length: 40 }, (_, nth) => value(nth))))
  })

  it("leads along aliases, and says whether there is a name at their end", async () => {
    expect(await lookUp(dns, "alias.example.edu", "A")).toMatchObject({
      ...{ kind: "found", name: "mail.example.edu", isSecure: false },
      aliases: ["second.example.edu", "mail.example.edu"],
      records: [{ address: "192.0.2.10" }],
    })
    expect(await lookUp(dns, "away.example.edu", "A")).toMatchObject({
      kind: "found",
      records: [{ address: "192.0.2.77" }],
    })
    expect(await lookUp(dns, "lost.example.edu", "A")).toMatchObject({ kind: "none", exists: false })
    expect(await lookUp(dns, "mail.example.edu", "TLSA")).toMatchObject({ kind: "none", exists: true })
    expect(await lookUp(dns, "circle.example.edu", "A")).toMatchObject({ kind: "failed" })
    expect(await lookUp(dns, "www.example.com", "A")).toMatchObject({
      ...{ kind: "failed", problem: expect.stringContaining("answers REFUSED to www.example.com A") },
    })
    expect(await aliasTarget(dns, "Alias.example.edu.")).toBe("mail.example.edu")
    expect(await aliasTarget(dns, "lost.example.edu")).toBe("nobody.example.edu")
    await expect(aliasTarget(dns, "circle.example.edu")).rejects.toMatchObject({ code: "config" })
  })

  it("finds a zone's authoritative servers from any name in it, with every address", async () => {
    const authority = await authorityOf(dns, "_acme-challenge.imap.example.edu")
    expect(authority).toEqual({
      ...{ zone: "example.edu", primary: "ns1.example.edu" },
      servers: [
        {
          name: "ns1.example.edu",
          addresses: [
            { address: "192.0.2.1", port: 53 },
            { address: "2001:db8::1", port: 53 },
          ],
        },
        { name: "ns2.example.net", addresses: [{ address: "192.0.2.2", port: 53 }] },
      ].sort(
        (one, other) =>
          authority.servers.findIndex(({ name }) => name === one.name) -
          authority.servers.findIndex(({ name }) => name === other.name),
      ),
    })
    expect((await zoneOf(dns, "alias.example.edu")).zone).toBe("example.edu")
    expect((await zoneOf(dns, "_acme-challenge.sub.example.edu")).zone).toBe("sub.example.edu")
  })

  it("does not take a zone whose name servers have no address for one that was asked", async () => {
    await expect(authorityOf(dns, "example.org")).rejects.toMatchObject({
      ...{ code: "dns-unanswered", message: "no name server of example.org has an address" },
    })
  })

  const change = (kind: TxtChange["kind"], text: string): DnsUpdate => ({
    ...{ zone: "example.edu", changes: [{ kind, name: "_acme-challenge.mail.example.edu", text, ttl: 60 }] },
  })

  it("takes signed updates: another value stands beside the first, and goes alone", async () => {
    for (const text of ["one", "two", "two", "x".repeat(300)])
      await sendUpdate(dns, knot.server, change("add", text), { key })
    const texts = async () =>
      (await answersTo("_acme-challenge.mail.example.edu", "TXT"))
        .map((one) => one.type === "TXT" && one.text)
        .sort()
    expect(await texts()).toEqual(["one", "two", "x".repeat(300)])
    await sendUpdate(dns, knot.server, change("remove", "one"), { key })
    expect(await texts()).toEqual(["two", "x".repeat(300)])
    for (const text of ["two", "x".repeat(300), "never there"])
      await sendUpdate(dns, knot.server, change("remove", text), { key })
    expect(await texts()).toEqual([])
  })

  it("allows the key nothing but TXT records", async () => {
    const { address, port } = knot.server
    const input = `server ${address} ${port}\nzone example.edu\nkey ${key.algorithm}:${key.name} ${base64Of(key)}\nupdate add new.example.edu 60 A 192.0.2.9\nsend\n`
    // What its rules do not allow, Knot refuses as a key that it does not know.
    expect((await runProgram("nsupdate", [], { input })).stderr).toContain("BADKEY")
    const allowed = input.replace("A 192.0.2.9", "TXT x")
    expect(await runProgram("nsupdate", [], { input: allowed })).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    })
  })

  const refusals: readonly [string, Partial<TsigKey>, string, string][] = [
    ["a secret that is another", { secret: new Secret("wrong") }, "BADSIG", "another one there"],
    ["a name that it does not know", { name: "other.example.edu" }, "BADKEY", "no key other.example.edu"],
    ["another algorithm", { algorithm: "hmac-sha512" }, "BADKEY", "compare name and algorithm"],
  ]
  it.each(refusals)("is told with what to do: %s", async (_, other, message, hint) => {
    const update = sendUpdate(dns, knot.server, change("add", "x"), { key: { ...key, ...other } })
    await expect(update).rejects.toMatchObject({
      ...{
        code: "dns-refused",
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      },
    })
  })

  it("is told with what to do: clocks that are an hour apart", async () => {
    const late = { ...dns, clock: { ...realClock, now: () => Date.now() - 3_600_000 } }
    const update = sendUpdate(late, knot.server, change("add", "x"), { key })
    await expect(update).rejects.toMatchObject({
      ...{
        code: "dns-refused",
        message: expect.stringMatching(/BADTIME, the clocks are 36\d\d s apart/),
      },
      hint: expect.stringContaining("NTP"),
    })
  })

  it("refuses another zone and updates without a key", async () => {
    const foreign = { ...change("add", "x"), zone: "example.org" }
    await expect(sendUpdate(dns, knot.server, foreign, { key })).rejects.toMatchObject({
      code: "dns-refused",
    })
    const unsigned = sendUpdate(dns, knot.server, change("add", "x"))
    await expect(unsigned).rejects.toMatchObject({
      code: "dns-refused",
      message: expect.stringMatching(/REFUSED|NOTAUTH/),
    })
  })

  it("never shows the secret", async () => {
    const error = await sendUpdate(dns, knot.server, change("add", "x"), {
      key: { ...key, name: "other" },
    }).catch((e: unknown) => e)
    const shown = `${inspect({ error, key }, { depth: 20, showHidden: true })}${JSON.stringify({ error, key })}`
    expect(shown).not.toContain(base64Of(key))
    expect(shown).not.toContain(Buffer.from(key.secret.reveal()).toString("latin1"))
  })
})

describe.skipIf(reason !== undefined)("Knot with other algorithms", () => {
  it.each<TsigAlgorithm>(["hmac-sha384", "hmac-sha512"])(
    "takes updates signed with %s",
    async (algorithm) => {
      const own = newTsigKey(algorithm)
      const knot = await startKnot({
        zones: [{ domain: "example.edu", records: "@ NS ns1\nns1 A 192.0.2.1" }],
        key: own,
      })
      try {
        const changes: readonly TxtChange[] = [
          { kind: "add", name: "_acme-challenge.example.edu", text: "x", ttl: 5 },
        ]
        await sendUpdate(doorsOf(), knot.server, { zone: "example.edu", changes }, { key: own })
        const question = { name: "_acme-challenge.example.edu", type: "TXT" } as const
        expect((await ask(doorsOf(), knot.server, question, { recursion: false })).answers).toMatchObject([
          { ttl: 5, text: "x" },
        ])
      } finally {
        await knot.stop()
      }
    },
  )
})
