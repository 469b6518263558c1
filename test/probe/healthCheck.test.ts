import { createServer, type Server } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import type { HealthProbe } from "../../src/fleet/types.js"
import { type CheckOptions, checkHealth } from "../../src/probe/healthCheck.js"
import { realClock } from "./material.js"
import { closedPort, peer } from "./peers.js"

const opened: { close: () => unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const target = { host: "mbs01.example.edu", address: "127.0.0.1" }

function ask(probe: HealthProbe, options: Partial<CheckOptions> = {}): Promise<string | undefined> {
  return checkHealth(target, probe, { timeoutMs: 10_000, clock: realClock, ...options })
}

async function listening(onConnection: (socket: Socket) => void): Promise<number> {
  const one = await peer(onConnection)
  opened.push(one)
  return one.port
}

/** A web server that answers with a status; undefined: never. Notes the name that it was asked by. */
async function web(
  status: number | undefined,
  onRequest = (_host?: string): void => undefined,
): Promise<number> {
  const server: Server = createServer((request, response) => {
    onRequest(request.headers.host)
    if (status !== undefined) response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  opened.push({
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  })
  return (server.address() as AddressInfo).port
}

describe("a balancer's question by TCP", () => {
  it("is content with an open port, and not with a closed one", async () => {
    expect(await ask({ kind: "tcp", port: await listening(() => undefined) })).toBeUndefined()
    expect(await ask({ kind: "tcp", port: await closedPort() })).toMatch(/ECONNREFUSED/)
  })
})

describe("a balancer's question by SMTP", () => {
  it.each([
    ["220 ready\r\n", undefined],
    ["421 too busy\r\n", 'greets with "421 too busy"'],
  ])("reads the greeting %j", async (greeting, problem) => {
    const port = await listening((socket) => socket.write(greeting))
    expect(await ask({ kind: "smtp", port })).toBe(problem)
  })

  it("is not content without a greeting", async () => {
    expect(await ask({ kind: "smtp", port: await listening((socket) => socket.end()) })).toMatch(/greeting/)
    const silent = await listening(() => undefined)
    expect(await ask({ kind: "smtp", port: silent }, { timeoutMs: 100 })).toBe("no answer in time")
  })
})

describe("a balancer's question by HTTP", () => {
  it.each([
    [302, undefined, undefined],
    [200, undefined, "answers 200, not 302"],
    [200, 200, undefined],
    [503, 200, "answers 503, not 200"],
  ])("to a server that answers %i, wanting %s", async (status, expectStatus, problem) => {
    const hosts: (string | undefined)[] = []
    const port = await web(status, (host) => void hosts.push(host))
    const probe = { kind: "http", port, ...(expectStatus === undefined ? {} : { expectStatus }) } as const
    expect(await ask(probe)).toBe(problem)
    expect(hosts).toEqual([target.host])
  })

  it("has a time limit", async () => {
    expect(await ask({ kind: "http", port: await web(undefined) }, { timeoutMs: 100 })).toBe(
      "no answer in time",
    )
  })
})

describe.each(["http", "smtp"] as const)("a balancer's question by %s that is interrupted", (kind) => {
  it("ends at once", async () => {
    const stop = new AbortController()
    const port =
      kind === "http" ? await web(undefined, () => stop.abort()) : await listening(() => stop.abort())
    expect(await ask({ kind, port }, { signal: stop.signal })).toMatch(/abort/i)
  })
})
