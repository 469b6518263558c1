import { describe, expect, it } from "vitest"
import type { Endpoint, Observation } from "../../src/probe/endpoint.js"
import type { ObserveOptions } from "../../src/probe/observe.js"
import { observeAll } from "../../src/probe/observeAll.js"
import { VirtualClock } from "../support/virtualClock.js"
import { realClock } from "./material.js"
import { type Peer, peer } from "./peers.js"

/** Counts how many connections are open at the same time, and closes each one after a short dialogue. */
async function counting(shared: { open: number; most: number }): Promise<Peer> {
  return peer((socket) => {
    shared.open += 1
    shared.most = Math.max(shared.most, shared.open)
    socket.once("close", () => {
      shared.open -= 1
    })
    socket.write("220 ready\r\n")
    socket.once("data", () => setImmediate(() => socket.end("421 no\r\n")))
  })
}

const options = { timeoutMs: 5_000, clock: realClock }

describe("observeAll", () => {
  it("gives one observation per endpoint, in their order", async () => {
    const peers = await Promise.all([1, 2, 3].map(() => peer((socket) => socket.destroy())))
    const endpoints: Endpoint[] = peers.map(({ port }) => ({
      host: "127.0.0.1",
      port,
      service: "https",
      protocol: "https",
    }))
    const arrived: number[] = []
    const seen = await observeAll(endpoints, {
      ...options,
      onObservation: ({ endpoint }) => arrived.push(endpoint.port),
    })
    expect(seen.map(({ endpoint }) => endpoint)).toEqual(endpoints)
    expect(arrived.sort()).toEqual(peers.map(({ port }) => port).sort())
    await Promise.all(peers.map((one) => one.close()))
  })

  it("opens one connection at a time to one SMTP server, whatever its ports", async () => {
    const shared = { open: 0, most: 0 }
    const peers = await Promise.all([1, 2, 3].map(() => counting(shared)))
    const endpoints = peers.flatMap(({ port }): Endpoint[] => [
      { host: "MX01.example.edu", address: "127.0.0.1", port, service: "smtp", protocol: "smtp" },
      { host: "mx01.example.edu", address: "127.0.0.1", port, service: "submission", protocol: "smtp" },
    ])
    await observeAll(endpoints, options)
    expect(shared.most).toBe(1)
    await Promise.all(peers.map((one) => one.close()))
  })

  it("opens one connection at a time to one SMTP port that two names share", async () => {
    const shared = { open: 0, most: 0 }
    const one = await counting(shared)
    const endpoints = ["mx01", "mx02"].map(
      (name): Endpoint => ({
        host: `${name}.example.edu`,
        address: "127.0.0.1",
        port: one.port,
        service: "smtp",
        protocol: "smtp",
      }),
    )
    await observeAll(endpoints, options)
    expect(shared.most).toBe(1)
    await one.close()
  })

  it("looks at different servers at the same time, up to the width", async () => {
    const shared = { open: 0, most: 0 }
    const waiting: (() => void)[] = []
    const gate = await peer((socket) => {
      shared.open += 1
      shared.most = Math.max(shared.most, shared.open)
      socket.once("close", () => {
        shared.open -= 1
      })
      waiting.push(() => socket.destroy())
      if (waiting.length === 3) for (const release of waiting.splice(0)) release()
    })
    const endpoints = Array.from(
      { length: 6 },
      (): Endpoint => ({ host: "127.0.0.1", port: gate.port, service: "https", protocol: "https" }),
    )
    const seen = await observeAll(endpoints, { ...options, width: 3 })
    expect(seen.map((one) => !one.ok && one.kind)).toEqual(Array(6).fill("reset"))
    expect(shared.most).toBe(3)
    await gate.close()
  })

  it("ends every observation when cancelled, the waiting ones too", async () => {
    const silent = await peer(() => undefined)
    const controller = new AbortController()
    const endpoints = Array.from(
      { length: 4 },
      (): Endpoint => ({ host: "127.0.0.1", port: silent.port, service: "smtp", protocol: "smtp" }),
    )
    const pending = observeAll(endpoints, { ...options, signal: controller.signal })
    await expect.poll(() => silent.open()).toBe(1)
    controller.abort()
    expect((await pending).map((one) => !one.ok && one.kind)).toEqual(Array(4).fill("cancelled"))
    await silent.close()
  })

  it("waits for a server that swallows every packet once, then for its other ports at the same time", async () => {
    const asked: string[] = []
    let open = 0
    let most = 0
    const look = async (endpoint: Endpoint): Promise<Observation> => {
      asked.push(`${endpoint.port} ${endpoint.sni ?? ""}`)
      open += 1
      most = Math.max(most, open)
      await new Promise((resolve) => setImmediate(resolve))
      open -= 1
      const from = { way: "direct", address: "192.0.2.1" } as const
      return {
        ...{ ok: false, connected: false, kind: "timeout", detail: "no answer", at: 0, ms: 0 },
        from,
        endpoint,
      }
    }
    const endpoints = [25, 587, 465].flatMap((port) =>
      ["mx01.example.edu", "smtp.example.edu"].map(
        (sni): Endpoint => ({ host: "mx01.example.edu", port, sni, service: "smtp", protocol: "smtp" }),
      ),
    )
    const seen = await observeAll(endpoints, { ...options, look })
    expect(seen.map(({ endpoint }) => endpoint)).toEqual(endpoints)
    expect(asked).toEqual(["25 mx01.example.edu", "587 mx01.example.edu", "465 mx01.example.edu"])
    expect(most).toBe(2)
  })

  it("waits once for servers that accept and never answer, however many they are and wherever they stand", async () => {
    const clock = new VirtualClock()
    const look = async (endpoint: Endpoint, { timeoutMs }: ObserveOptions): Promise<Observation> => {
      const at = clock.now()
      await clock.sleep(endpoint.host.startsWith("dead") ? timeoutMs : 1)
      const from = { way: "direct", address: "192.0.2.1" } as const
      const failed = { ok: false, connected: true, kind: "timeout", detail: "no answer" } as const
      return { ...failed, at, ms: clock.now() - at, from, endpoint }
    }
    const ports = (host: string): Endpoint[] =>
      [443, 993, 995].flatMap((port) =>
        [host, "mail.example.edu"].map(
          (sni): Endpoint => ({ host, port, sni, service: "https", protocol: "https" }),
        ),
      )
    const dead = Array.from({ length: 100 }, (_, index) => ports(`dead${index}.example.edu`)).flat()
    const alive = Array.from({ length: 100 }, (_, index) => ports(`mail${index}.example.edu`)).flat()
    const began = clock.now()
    await observeAll([...dead, ...alive], { clock, timeoutMs: 10_000, look })
    expect(clock.now() - began).toBeLessThan(10_500)
  })
})
