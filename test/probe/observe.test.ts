import type { AddressInfo, Socket } from "node:net"
import { createServer, type Server } from "node:tls"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { DemoCa } from "../../src/demo/ca.js"
import { type Listeners, openListeners } from "../../src/demo/listeners.js"
import type { Endpoint } from "../../src/probe/endpoint.js"
import type { ObservationFailure } from "../../src/probe/failure.js"
import { hintFor } from "../../src/probe/findings.js"
import { observe } from "../../src/probe/observe.js"
import type { ProbeProtocol } from "../../src/probe/protocols/table.js"
import { der, fingerprint, newCa, realClock, type Served, served } from "./material.js"
import { closedPort, type Peer, peer, scripted } from "./peers.js"

const protocols: readonly ProbeProtocol[] = [
  "https",
  "smtps",
  "imaps",
  "pop3s",
  "ldaps",
  "smtp",
  "lmtp",
  "imap",
  "pop3",
  "ldap",
]
const options = { timeoutMs: 5_000, clock: realClock }
const at = (port: number, protocol: ProbeProtocol): Endpoint => ({
  host: "mail.example.edu",
  address: "127.0.0.1",
  port,
  service: protocol,
  protocol,
})

let ca: DemoCa
let material: Served
let listeners: Listeners
const opened: { close: () => unknown }[] = []

beforeAll(async () => {
  ca = await newCa()
  material = await served(ca, ["mail.example.edu"])
  listeners = await openListeners(protocols.map((protocol) => ({ service: protocol, protocol })))
  listeners.load(material)
})
afterAll(() => listeners.close())
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function hostile(onConnection: Parameters<typeof peer>[0]): Promise<Peer> {
  const one = await peer(onConnection)
  opened.push(one)
  return one
}

async function failure(
  endpoint: Endpoint,
  timeoutMs = 5_000,
): Promise<{ kind: ObservationFailure; detail: string }> {
  const seen = await observe(endpoint, { ...options, timeoutMs })
  if (seen.ok) throw new Error("observed something")
  return { kind: seen.kind, detail: seen.detail }
}

describe("observe", () => {
  it("gives the leaf alone where no more is asked for", async () => {
    const seen = await observe(at(listeners.ports["https"] ?? 0, "https"), { ...options, leafOnly: true })
    expect(seen).toMatchObject({ ok: true, fingerprint: fingerprint(material.cert) })
    expect(seen.ok && seen.chain).toEqual([der(material.cert)])
  })

  it.each(protocols)("gives the certificate that %s serves, with its chain", async (protocol) => {
    const seen = await observe(at(listeners.ports[protocol] ?? 0, protocol), options)
    expect(seen).toMatchObject({
      ok: true,
      fingerprint: fingerprint(material.cert),
      version: "TLSv1.3",
      cipher: "TLS_AES_256_GCM_SHA384",
    })
    expect(seen.ok && seen.chain).toEqual([material.cert, material.intermediate, material.root].map(der))
  })

  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "keeps the order of the wire over %s, strangers and repeats included",
    async (version) => {
      const stranger = (await newCa()).root
      const sent = [material.cert, material.root, stranger, material.intermediate, material.intermediate]
      const server = await tlsServer({ key: material.key, cert: sent.join(""), maxVersion: version })
      const seen = await observe(at((server.address() as AddressInfo).port, "https"), options)
      expect(seen).toMatchObject({ ok: true, version })
      expect(seen.ok && seen.chain).toEqual(sent.map(der))
    },
  )

  it("observes an expired certificate like any other", async () => {
    const expired = await served(ca, ["mail.example.edu"], { from: -100, until: -1 })
    const server = await tlsServer({ key: expired.key, cert: expired.cert })
    const seen = await observe(at((server.address() as AddressInfo).port, "https"), options)
    expect(seen).toMatchObject({ ok: true, fingerprint: fingerprint(expired.cert) })
  })

  it("sends the host's name as SNI, and none for an address", async () => {
    const asked: (string | false)[] = []
    const server = await tlsServer({ key: material.key, cert: material.cert })
    server.on("secureConnection", (socket) => asked.push(socket.servername ?? ""))
    const { port } = server.address() as AddressInfo
    await observe(at(port, "https"), options)
    await observe({ ...at(port, "https"), host: "127.0.0.1" }, options)
    expect(asked).toEqual(["mail.example.edu", false])
  })

  it("connects over IPv6", async () => {
    const server = await tlsServer({ key: material.key, cert: material.cert }, "::1")
    const { port } = server.address() as AddressInfo
    const seen = await observe({ ...at(port, "https"), address: "::1" }, options)
    expect(seen).toMatchObject({ ok: true })
  })

  it.each([
    ["smtp", "QUIT"],
    ["smtps", "QUIT"],
    ["imaps", "LOGOUT"],
    ["pop3s", "QUIT"],
  ] as const)("takes leave of %s with %s before it closes", async (protocol, farewell) => {
    const words: string[] = []
    const server = await tlsServer({ key: material.key, cert: material.cert })
    server.on("secureConnection", (socket) => {
      socket.write(
        protocol === "imaps" ? "* OK ready\r\n" : protocol === "pop3s" ? "+OK\r\n" : "220 ready\r\n",
      )
      socket.on("data", (chunk: Buffer) => {
        words.push(chunk.toString())
        socket.end("221 bye\r\n")
      })
    })
    if (protocol === "smtp") {
      const seen = await observe(at(listeners.ports["smtp"] ?? 0, "smtp"), options)
      expect(seen.ok).toBe(true)
      return
    }
    await observe(at((server.address() as AddressInfo).port, protocol), options)
    expect(words.join("")).toContain(farewell)
  })

  it("names a refused connection", async () => {
    expect(await failure(at(await closedPort(), "https"))).toEqual({
      kind: "refused",
      detail: "connection refused",
    })
  })

  it("names a host that does not resolve", async () => {
    const endpoint = { ...at(443, "https"), address: "no such name.invalid" }
    expect(await failure(endpoint)).toMatchObject({ kind: "resolve" })
  })

  it.each(protocols)(
    "gives up on a silent peer of %s after the time limit and leaves nothing open",
    async (protocol) => {
      const silent = await hostile(() => undefined)
      const seen = await failure(at(silent.port, protocol), 60)
      expect(seen.kind).toBe("timeout")
      expect(seen.detail).toMatch(/^no answer within 0.06 s (while waiting|during the TLS)/)
      await expect.poll(() => silent.open()).toBe(0)
    },
  )

  it.each(protocols)("names a reset right after the connection to %s", async (protocol) => {
    const resetting = await hostile((socket) => socket.resetAndDestroy())
    expect((await failure(at(resetting.port, protocol))).kind).toBe("reset")
  })

  it("names a reset in the middle of a greeting", async () => {
    const cut = await hostile((socket) => socket.write("220-mail.exam", () => socket.resetAndDestroy()))
    expect((await failure(at(cut.port, "smtp"))).kind).toBe("reset")
  })

  it("stops reading a giant greeting", async () => {
    const giant = await hostile((socket) => {
      const block = "x".repeat(16_384)
      const more = (): boolean => socket.write(block)
      socket.on("drain", more)
      for (let count = 0; count < 8; count++) more()
    })
    expect(await failure(at(giant.port, "smtp"))).toEqual({
      kind: "greeting",
      detail: expect.stringMatching(/64 KiB/),
    })
    await expect.poll(() => giant.open()).toBe(0)
  })

  it("stops after too many reply lines", async () => {
    const endless = await hostile((socket) => socket.write("220-more\r\n".repeat(300)))
    expect((await failure(at(endless.port, "smtp"))).kind).toBe("greeting")
  })

  it("reads greetings and extensions of several lines", async () => {
    const many = await hostile(
      scripted("220-welcome\r\n220-to\r\n220 mail\r\n", {
        EHLO: "250-mail\r\n250-SIZE 1\r\n250 HELP\r\n",
        QUIT: "221 bye\r\n",
      }),
    )
    expect(await failure(at(many.port, "smtp"))).toEqual({
      kind: "starttls-refused",
      detail: "the server does not offer STARTTLS",
    })
  })

  it.each([
    ["smtp", "421 too many connections\r\n", {}, "greeting", /421 too many connections/],
    ["smtp", "HTTP/1.1 400 Bad Request\r\n", {}, "greeting", /not an SMTP reply/],
    [
      "smtp",
      "220 a\r\n",
      { EHLO: "250-a\r\n250 STARTTLS\r\n", STARTTLS: "454 not now\r\n", QUIT: "221 \r\n" },
      "starttls-refused",
      /454 not now/,
    ],
    ["lmtp", "220 a\r\n", { LHLO: "250 a\r\n", QUIT: "221 \r\n" }, "starttls-refused", /does not offer/],
    ["imap", "* BYE full\r\n", {}, "greeting", /BYE full/],
    [
      "imap",
      "* OK\r\n",
      { STARTTLS: "* note\r\na1 NO off\r\n", LOGOUT: "a2 OK\r\n" },
      "starttls-refused",
      /NO off/,
    ],
    ["pop3", "-ERR busy\r\n", {}, "greeting", /busy/],
    ["pop3", "+OK\r\n", { STLS: "-ERR off\r\n", QUIT: "+OK\r\n" }, "starttls-refused", /off/],
  ] as const)("reports what %s said: %j %j", async (protocol, greeting, answers, kind, detail) => {
    const grumpy = await hostile(scripted(greeting, answers))
    expect(await failure(at(grumpy.port, protocol))).toEqual({ kind, detail: expect.stringMatching(detail) })
  })

  it.each([
    [
      "result 52 with words",
      [0x30, 0x0f, 2, 1, 1, 0x78, 0x0a, 0x0a, 1, 52, 4, 0, 4, 3, 0x6f, 0x66, 0x66],
      "starttls-refused",
      /LDAP result 52: off/,
    ],
    [
      "a length in the long form",
      [0x30, 0x84, 0, 0, 0, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 2, 4, 0, 4, 0],
      "starttls-refused",
      /LDAP result 2/,
    ],
    // As OpenLDAP and others write every length.
    [
      "every length in the long form",
      [0x30, 0x84, 0, 0, 0, 0x10, 2, 1, 1, 0x78, 0x84, 0, 0, 0, 7, 0x0a, 1, 2, 4, 0, 4, 0],
      "starttls-refused",
      /LDAP result 2/,
    ],
    ["another message", [0x30, 0x0c, 2, 1, 1, 0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0], "protocol", /not an answer/],
    ["no BER", [0x48, 0x54, 0x54, 0x50], "reset", /closed/],
    ["a length beyond its bytes", [0x30, 0x05, 2, 0x7f, 1, 0, 0], "protocol", /cut short/],
    ["four gigabytes", [0x30, 0x84, 0xff, 0xff, 0xff, 0xff], "greeting", /64 KiB/],
    ["an indefinite length", [0x30, 0x80], "protocol", /not an LDAP/],
  ] as const)("reads an LDAP answer with %s", async (_name, bytes, kind, detail) => {
    const server = await hostile((socket) => socket.once("data", () => socket.end(Buffer.from(bytes))))
    expect(await failure(at(server.port, "ldap"))).toEqual({ kind, detail: expect.stringMatching(detail) })
  })

  it("refuses words that follow the agreement to TLS in clear", async () => {
    const injecting = await hostile(scripted("+OK\r\n", { STLS: "+OK begin\r\n+OK injected\r\n" }))
    expect(await failure(at(injecting.port, "pop3"))).toEqual({
      kind: "protocol",
      detail: expect.stringMatching(/in clear/),
    })
  })

  it("says so when a port does not speak TLS", async () => {
    const plain = await hostile((socket) => socket.end("220 mail.example.edu ESMTP\r\n"))
    expect(await failure(at(plain.port, "https"))).toEqual({
      kind: "protocol",
      detail: "what answers there is not TLS",
    })
  })

  it("names the server's alert", async () => {
    const alerting = await hostile((socket) => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40])))
    expect(await failure(at(alerting.port, "https"))).toEqual({
      kind: "tls-alert",
      detail: "the server refused the handshake: handshake failure",
    })
  })

  const alert = (number: number) => (socket: Socket) =>
    void socket.end(Buffer.from([21, 3, 3, 0, 2, 2, number]))

  it.each([
    ["an alert 80, internal error", alert(80), "https", /its key may not belong to its certificate/],
    ["an alert 112, unrecognized name", alert(112), "https", /no certificate for this name/],
    ["an alert 116, certificate required", alert(116), "https", /wants a certificate from its clients/],
    ["an alert 70, protocol version", alert(70), "https", /no TLS version or cipher/],
    [
      "a greeting in clear",
      (socket: Socket): void => void socket.end("220 mail ESMTP\r\n"),
      "https",
      /smtp:\/\/HOST:PORT/,
    ],
    [
      "454 to STARTTLS",
      scripted("220 a\r\n", {
        EHLO: "250-a\r\n250 STARTTLS\r\n",
        STARTTLS: "454 not now\r\n",
        QUIT: "221 \r\n",
      }),
      "smtp",
      /cannot start TLS now/,
    ],
    [
      "no STARTTLS",
      scripted("220 a\r\n", { EHLO: "250 a\r\n", QUIT: "221 \r\n" }),
      "smtp",
      /switch STARTTLS on/,
    ],
  ] as const)("gives a hint that fits %s", async (_, onConnection, protocol, hint) => {
    const server = await hostile(onConnection)
    const { kind, detail } = await failure(at(server.port, protocol))
    expect(hintFor({ kind, detail })).toMatch(hint)
  })

  it("strips control characters from what a server said", async () => {
    const rude = await hostile(scripted("-ERR \x1b\x07red\r\n", {}))
    expect((await failure(at(rude.port, "pop3"))).detail).toBe("the server said: -ERR red")
  })

  it("ends at once when cancelled, before and during the connection", async () => {
    const silent = await hostile(() => undefined)
    const controller = new AbortController()
    const pending = observe(at(silent.port, "smtp"), { ...options, signal: controller.signal })
    await expect.poll(() => silent.open()).toBe(1)
    controller.abort()
    expect(await pending).toMatchObject({ ok: false, kind: "cancelled" })
    expect(await observe(at(silent.port, "smtp"), { ...options, signal: controller.signal })).toMatchObject({
      ok: false,
      kind: "cancelled",
    })
    await expect.poll(() => silent.open()).toBe(0)
  })
})

function tlsServer(settings: Parameters<typeof createServer>[0], address = "127.0.0.1"): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer(settings ?? {})
    server.on("secureConnection", (socket) => socket.on("error", () => undefined))
    opened.push({ close: () => server.close() })
    server.listen(0, address, () => resolve(server))
  })
}
