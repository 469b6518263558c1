import { createServer, type Server, type Socket } from "node:net"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { parseProxy } from "../../src/acme/proxy.js"
import { httpsTransport } from "../../src/acme/transport.js"
import { freePorts } from "../e2e/ports.js"
import { type ConnectProxy, startConnectProxy } from "../support/connectProxy.js"
import { type HttpsServer, startHttps } from "./caServer.js"

const name = "ca.example.edu"

describe("tunnel", () => {
  let server: HttpsServer
  let proxy: ConnectProxy
  const open: Server[] = []
  beforeEach(async () => {
    server = await startHttps((request, response) => void response.end(request.headers.host), `DNS:${name}`)
    proxy = await startConnectProxy({ credentials: "op:s3cr3t:x", names: [name] })
  })
  afterEach(async () => {
    await proxy.stop()
    await server.stop()
    for (const one of open.splice(0)) one.close()
  })

  const ask = (by: string, { host = name, trusted = true, timeoutMs = 20_000 } = {}) => {
    const named = parseProxy(by, "HTTPS_PROXY")
    const caCertificates = trusted ? [server.certificate] : []
    const send = httpsTransport({ caCertificates, timeoutMs, proxy: () => named })
    return send({ method: "GET", url: `https://${host}:${server.port}/directory` })
  }
  const own = (): string => `http://op:s3cr3t%3Ax@127.0.0.1:${proxy.port}`

  it("asks a CA whose name the proxy alone knows, by the CA's own certificate", async () => {
    expect(await ask(own())).toMatchObject({ status: 200, body: `${name}:${server.port}` })
    const authorization = `Basic ${Buffer.from("op:s3cr3t:x").toString("base64")}`
    expect(proxy.asked).toEqual([{ target: `${name}:${server.port}`, authorization }])
  })

  it("believes no certificate for it that it would not believe straight", async () => {
    await expect(ask(own(), { trusted: false })).rejects.toMatchObject({ code: "ca-untrusted" })
    await expect(ask(own(), { host: "127.0.0.1" })).rejects.toMatchObject({
      ...{ code: "ca-untrusted", message: expect.stringContaining("altnames") },
    })
  })

  it.each([
    ["", "name them in HTTPS_PROXY"],
    ["op:wrong@", "are they right?"],
  ])(
    "says what to do about user and password where it wants others than %j, and shows none",
    async (words, hint) => {
      const refused = await ask(`http://${words}127.0.0.1:${proxy.port}`).catch((error: unknown) => error)
      expect(refused).toMatchObject({
        ...{ code: "proxy-refused", exitCode: 3, hint: expect.stringContaining(hint) },
        message: `the proxy 127.0.0.1:${proxy.port} (HTTPS_PROXY) opens no way to ${name}:${server.port}: 407`,
      })
      expect(JSON.stringify(refused)).not.toContain("wrong")
    },
  )

  it.each([
    [403, "proxy-refused", "allow CONNECT to ca.example.edu"],
    [405, "proxy-refused", "allow CONNECT"],
    [429, "ca-unreachable", "can the proxy itself reach"],
    [503, "ca-unreachable", "can the proxy itself reach"],
  ])("knows of a refusal whether it may be over later: %i, %s", async (status, code, hint) => {
    proxy.status = status
    await expect(ask(own())).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) })
  })

  it("is not reached where the proxy reaches nobody, or nobody listens in its place", async () => {
    await server.stop()
    await expect(ask(own())).rejects.toMatchObject({
      ...{ code: "ca-unreachable", message: expect.stringContaining(": 502") },
    })
    const [free] = await freePorts(1)
    await expect(ask(`http://127.0.0.1:${free}`)).rejects.toMatchObject({
      ...{
        code: "ca-unreachable",
        message: expect.stringMatching(/^the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) is/),
      },
      hint: "is its address right in HTTPS_PROXY?",
    })
  })

  const listening = async (answer: (socket: Socket) => void): Promise<number> => {
    const strange = createServer((socket) => void answer(socket.on("error", () => undefined)))
    open.push(strange)
    await new Promise<void>((done) => strange.listen(0, "127.0.0.1", done))
    return (strange.address() as { readonly port: number }).port
  }

  it("knows what is no HTTP proxy", async () => {
    const port = await listening((socket) => void socket.end("220 mx01.example.edu ESMTP\r\n"))
    await expect(ask(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
      ...{ code: "proxy-refused", hint: expect.stringContaining("does an HTTP proxy listen there") },
    })
  })

  it("ends at the time limit of the request where the proxy says nothing", async () => {
    const port = await listening(() => undefined)
    await expect(ask(`http://127.0.0.1:${port}`, { timeoutMs: 300 })).rejects.toMatchObject({
      code: "ca-unreachable",
      message: `${name}:${server.port} is not reached through the proxy 127.0.0.1:${port} (HTTPS_PROXY): no answer within 0.3 s`,
    })
  })
})
