import { createServer } from "node:net"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { httpsTransport } from "../../src/acme/transport.js"
import { freePorts } from "../e2e/ports.js"
import { newCa, served } from "../probe/material.js"
import { type HttpsServer, startHttp, startHttps } from "./caServer.js"

describe("httpsTransport", () => {
  let server: HttpsServer
  const seen: string[] = []
  beforeAll(async () => {
    server = await startHttps((request, response) => {
      seen.push(request.url ?? "")
      const parts: Buffer[] = []
      request.on("data", (part: Buffer) => parts.push(part))
      request.on("end", () => {
        if (request.url === "/silent") return
        if (request.url === "/cut") return void request.socket.destroy()
        if (request.url === "/endless") return void response.end("x".repeat(1024 * 1024 + 1))
        response.writeHead(404, {
          link: ['<a>;rel="up"', '<b>;rel="alternate"'],
          "x-agent": request.headers["user-agent"],
        })
        response.end(`${request.method} ${Buffer.concat(parts).toString()}`)
      })
    })
  })
  afterAll(() => server?.stop())

  const url = (path = "/", host = "localhost"): string => `https://${host}:${server.port}${path}`
  const trusting = (timeoutMs = 20_000) => httpsTransport({ caCertificates: [server.certificate], timeoutMs })

  it.each(["localhost", "127.0.0.1"])(
    "believes the certificate of one's own CA for %s, and says who asks",
    async (host) => {
      const answer = await trusting()({ method: "POST", url: url("/x?a=1", host), body: "é" })
      expect(answer).toMatchObject({ status: 404, body: "POST é", url: url("/x?a=1", host) })
      expect(answer.headers["link"]).toBe('<a>;rel="up", <b>;rel="alternate"')
      expect(answer.headers["x-agent"]).toMatch(/^certfleet\/\d+\.\d+\.\d+ /)
      expect(seen.at(-1)).toBe("/x?a=1")
    },
  )

  it("sends nothing to a server whose certificate it does not believe, whatever the environment says", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0")
    const asked = httpsTransport()({ method: "GET", url: url("/unbelieved") })
    await expect(asked).rejects.toMatchObject({
      code: "ca-untrusted",
      message: expect.stringContaining("is not believed: self-signed certificate"),
      hint: expect.stringContaining("caCertificates"),
    })
    vi.unstubAllEnvs()
    expect(seen).not.toContain("/unbelieved")
  })

  it("sends nothing to a server whose certificate is another's", async () => {
    let asked = 0
    const other = await startHttps(() => asked++, "DNS:other.example.edu")
    const send = httpsTransport({ caCertificates: [other.certificate] })
    for (const host of ["localhost", "127.0.0.1"])
      await expect(send({ method: "GET", url: `https://${host}:${other.port}/` })).rejects.toMatchObject({
        code: "ca-untrusted",
        message: expect.stringContaining("altnames"),
      })
    expect(asked).toBe(0)
    await other.stop()
  })

  it("sends nothing to a server whose certificate has expired", async () => {
    let asked = 0
    const old = await served(await newCa(Date.now), ["localhost"], { from: -10, until: -1 })
    const other = await startHttps(() => asked++, { certificate: old.cert + old.intermediate, key: old.key })
    const send = httpsTransport({ caCertificates: [old.root] })
    await expect(send({ method: "GET", url: `https://localhost:${other.port}/` })).rejects.toMatchObject({
      ...{ code: "ca-untrusted", message: expect.stringContaining("certificate has expired") },
      hint: expect.stringContaining("clock right?"),
    })
    expect(asked).toBe(0)
    await other.stop()
  })

  it("asks over HTTPS alone", async () => {
    const asked = httpsTransport()({ method: "GET", url: `http://localhost:${server.port}/` })
    await expect(asked).rejects.toMatchObject({ code: "config" })
  })

  it.each(["/cut", "/endless"])(
    "does not know what became of a question without a whole answer: %s",
    async (path) => {
      await expect(trusting()({ method: "POST", url: url(path), body: "{}" })).rejects.toMatchObject({
        code: "ca-lost",
      })
    },
  )

  it("ends at its time limit, before and after the question was sent", async () => {
    const late = trusting(300)({ method: "POST", url: url("/silent"), body: "{}" })
    await expect(late).rejects.toMatchObject({
      code: "ca-lost",
      message: expect.stringContaining("within 0.3 s"),
    })
    const mute = createServer(() => undefined)
    await new Promise<void>((resolve) => void mute.listen(server.port, "127.0.0.3", resolve))
    const never = trusting(300)({ method: "GET", url: url("/", "127.0.0.3") })
    await expect(never).rejects.toMatchObject({
      code: "ca-unreachable",
      message: expect.stringContaining("0.3 s"),
    })
    mute.close()
  })

  it("ends when it is called off", async () => {
    const stop = new AbortController()
    const asked = trusting()({ method: "GET", url: url("/silent"), signal: stop.signal })
    stop.abort()
    await expect(asked).rejects.toMatchObject({ code: "cancelled" })
  })

  it("says that nothing was sent where nobody listens, which may change, or no TLS is spoken, which may not", async () => {
    const [free = 0] = await freePorts(1)
    const plain = await startHttp()
    const codes = { [free]: "ca-unreachable", [plain.port]: "ca-not-found" }
    for (const [port, code] of Object.entries(codes))
      await expect(trusting()({ method: "GET", url: `https://localhost:${port}/` })).rejects.toMatchObject({
        code,
      })
    await plain.stop()
  })
})
