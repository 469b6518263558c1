import { EventEmitter, once } from "node:events"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { type Listeners, openListeners } from "../../src/demo/listeners.js"
import { ToolError } from "../../src/errors.js"
import type { ProveWay } from "../../src/fleet/types.js"
import type { Endpoint } from "../../src/probe/endpoint.js"
import { type Door, Lookout } from "../../src/probe/lookout.js"
import type { ProbeProtocol } from "../../src/probe/protocols/table.js"
import { memoryConnector } from "../../src/remote/memory.js"
import type { Session } from "../../src/remote/session.js"
import { fingerprint, newCa, realClock, type Served, served } from "./material.js"
import { closedPort, peer } from "./peers.js"

const host = "mbs01.example.edu"
const protocols: readonly ProbeProtocol[] = [
  ...(["https", "smtp", "smtps", "lmtp", "imap", "imaps", "pop3", "pop3s", "ldap", "ldaps"] as const),
]
let material: Served
let listeners: Listeners
let session: Session
const opened: { close: () => unknown }[] = []

beforeAll(async () => {
  material = await served(await newCa(), ["mail.example.edu"])
  listeners = await openListeners(protocols.map((protocol) => ({ service: protocol, protocol })))
  listeners.load(material)
  const embedded = new EmbeddedHost(
    { name: host, home: "/opt/zimbra", user: "zimbra", clock: realClock, services: [] },
    { load: () => undefined, stop: () => undefined, start: () => undefined },
  )
  const target = { host, address: host, port: 22, user: "root" }
  session = await memoryConnector(new Map([[host, embedded]]), realClock).connect(target, {
    timeoutMs: 1_000,
  })
})
afterAll(async () => {
  await session.close()
  await listeners.close()
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

function endpoint(protocol: ProbeProtocol, prove: ProveWay, at: Partial<Endpoint> = {}): Endpoint {
  const port = listeners.ports[protocol] ?? 0
  return { host, address: "127.0.0.1", port, service: protocol, protocol, prove, ...at }
}

/** A door that notes which places were asked for. */
function watched(places: string[], through: Door = session): Door {
  return {
    exec: (command, options) => through.exec(command, options),
    forward: (place, options) => {
      places.push(place.address)
      return through.forward(place, options)
    },
  }
}

const look = (lookout: Lookout, one: Endpoint, door: Door | undefined = session) =>
  lookout.look(one, { timeoutMs: 5_000, clock: realClock, door })

describe("a lookout", () => {
  it.each(protocols)(
    "sees through SSH what %s serves on the server itself, by the server's own name",
    async (protocol) => {
      const seen = await look(new Lookout({ home: "/opt/zimbra" }), endpoint(protocol, "ssh"))
      expect(seen).toMatchObject({
        ok: true,
        fingerprint: fingerprint(material.cert),
        version: "TLSv1.3",
        from: { way: "ssh", address: host },
      })
    },
  )

  it("looks from here first, and asks the server nothing where that answers", async () => {
    const places: string[] = []
    const seen = await look(new Lookout({ home: "" }), endpoint("https", "auto"), watched(places))
    expect(seen).toMatchObject({ ok: true, from: { way: "direct", address: "127.0.0.1" } })
    expect(places).toEqual([])
  })

  it("falls back to the server where here is refused, and looks from here again the next time", async () => {
    const lookout = new Lookout({ home: "" })
    const hidden = endpoint("https", "auto", { address: "127.0.0.2" })
    for (const _ of [1, 2])
      expect(await look(lookout, hidden)).toMatchObject({ ok: true, from: { way: "ssh", address: host } })
  })

  it("never takes the server's word for a port that has answered from here", async () => {
    const lookout = new Lookout({ home: "" })
    const moody = await peer((socket) => void socket.destroy())
    const places: string[] = []
    const one = endpoint("https", "auto", { port: moody.port })
    expect(await look(lookout, one, watched(places))).toMatchObject({ ok: false, connected: true })
    await moody.close()
    expect(await look(lookout, one, watched(places))).toMatchObject({ ok: false, from: { way: "direct" } })
    expect(places).toEqual([])
  })

  it("tries loopback where the server's own name does not lead to the port, and stays with what worked", async () => {
    const places: string[] = []
    const lookout = new Lookout({ home: "" })
    const door = watched(places, {
      exec: session.exec,
      forward: (place, options) =>
        place.address === "127.0.0.1"
          ? session.forward(place, options)
          : Promise.reject(new ToolError("forward-refused", "refused")),
    })
    const one = endpoint("imaps", "ssh")
    for (const _ of [1, 2])
      expect(await look(lookout, one, door)).toMatchObject({
        ok: true,
        from: { way: "ssh", address: "127.0.0.1" },
      })
    expect(places).toEqual([host, "127.0.0.1", "127.0.0.1"])
  })

  it("says of a port that nobody reaches what was tried, from where", async () => {
    const port = await closedPort()
    const seen = await look(new Lookout({ home: "" }), endpoint("https", "auto", { port }))
    expect(seen).toMatchObject({
      ok: false,
      kind: "refused",
      detail: `connection refused from here (127.0.0.1:${port}); through SSH: no answer on the server itself, at ${host} and 127.0.0.1`,
    })
  })

  it("says why SSH was no way either", async () => {
    const lost = new ToolError("ssh-lost", `${host}: the SSH connection was lost (closed)`)
    const door = { exec: () => Promise.reject(lost), forward: () => Promise.reject(lost) }
    const seen = await look(new Lookout({ home: "" }), endpoint("https", "ssh"), door)
    expect(seen).toMatchObject({ ok: false, kind: "ssh", detail: lost.message })
  })

  it("looks from here alone where fleet.yaml says so, or where there is no door", async () => {
    const places: string[] = []
    const port = await closedPort()
    for (const [prove, door] of [
      ["direct", watched(places)],
      ["ssh", undefined],
    ] as const) {
      const seen = await new Lookout({ home: "" }).look(endpoint("https", prove, { port }), {
        ...{ timeoutMs: 5_000, clock: realClock, door },
      })
      expect(seen).toMatchObject({ ok: false, kind: "refused", detail: "connection refused" })
    }
    expect(places).toEqual([])
  })

  it("gives a door that never answers no more time than the look has", async () => {
    const door: Door = { exec: session.exec, forward: () => new Promise(() => undefined) }
    const seen = await new Lookout({ home: "" }).look(endpoint("https", "ssh"), {
      ...{ timeoutMs: 200, clock: realClock, door },
    })
    expect(seen).toMatchObject({ ok: false, kind: "timeout", connected: false })
  })

  it("closes a connection that comes when the look is over", async () => {
    const news = new EventEmitter()
    const closed = once(news, "closed")
    const door: Door = {
      exec: session.exec,
      forward: async (place) => {
        await once(news, "late")
        const stream = await session.forward(place)
        return stream.once("close", () => news.emit("closed"))
      },
    }
    const stop = new AbortController()
    const looking = new Lookout({ home: "" }).look(endpoint("https", "ssh"), {
      ...{ timeoutMs: 5_000, clock: realClock, door, signal: stop.signal },
    })
    stop.abort()
    expect(await looking).toMatchObject({ ok: false, kind: "cancelled" })
    news.emit("late")
    await closed
  })
})
