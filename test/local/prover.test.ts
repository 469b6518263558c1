import { createServer as createWeb } from "node:http"
import type { AddressInfo } from "node:net"
import { connect } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import { handshakeProver } from "../../src/local/prover.js"
import type { Door } from "../../src/probe/lookout.js"
import { realClock } from "../probe/material.js"
import { closedPort } from "../probe/peers.js"

const host = { host: "mbs01.example.edu", address: "127.0.0.1" }
const opened: { close: () => unknown }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.close()
})

async function web(status: number): Promise<number> {
  const server = createWeb((_, response) => response.writeHead(status).end())
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  opened.push(server)
  return (server.address() as AddressInfo).port
}

/** Leads to this port, by loopback alone, whichever is asked for; notes what was. */
function doorTo(port: number, places: string[]): Door {
  return {
    exec: () => Promise.reject(new Error("nothing is run")),
    async forward({ address }) {
      places.push(address)
      if (address !== "127.0.0.1") throw new ToolError("forward-refused", "refused")
      return connect(port, "127.0.0.1")
    },
  }
}

describe("a balancer's question of a rollout", () => {
  it.each(["tcp", "http"] as const)(
    "is asked on the server where %s never answers from here, and only there from then on",
    async (kind) => {
      const places: string[] = []
      const door = doorTo(await web(302), places)
      const prover = handshakeProver(realClock, "", new AbortController().signal)
      const probe = { kind, port: await closedPort() }
      expect(await prover.check(host, probe)).toMatch(/ECONNREFUSED/)
      for (const _ of [1, 2]) expect(await prover.check(host, probe, { door })).toBeUndefined()
      expect(places).toEqual([host.host, "127.0.0.1", host.host, "127.0.0.1"])
    },
  )

  it("tells what it got from here where the server does not answer either", async () => {
    const prover = handshakeProver(realClock, "", new AbortController().signal)
    const probe = { kind: "http", port: await closedPort() } as const
    const door = doorTo(await web(503), [])
    expect(await prover.check(host, probe, { door })).toMatch(/ECONNREFUSED/)
  })

  it("never takes the server's word where it has answered from here", async () => {
    const places: string[] = []
    const port = await web(302)
    const door = doorTo(port, places)
    const prover = handshakeProver(realClock, "", new AbortController().signal)
    expect(await prover.check(host, { kind: "http", port }, { door })).toBeUndefined()
    for (const one of opened.splice(0)) one.close()
    expect(await prover.check(host, { kind: "http", port }, { door })).toMatch(/ECONNREFUSED/)
    expect(places).toEqual([])
  })
})
