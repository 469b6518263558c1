import { generateKeyPairSync } from "node:crypto"
import type { AddressInfo } from "node:net"
import { createSecureContext, createServer, type SecureContext, type Server } from "node:tls"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { FleetEndpoint } from "../../../src/fleet/endpoints.js"
import { handshakeProver } from "../../../src/local/prover.js"
import { type Proof, proveAll } from "../../../src/rollout/phases/proof.js"
import { lookAtNames, nameKey, type Prover } from "../../../src/rollout/phases/prover.js"
import { fingerprint, newCa, realClock, type Served, served } from "../../probe/material.js"

const own = "mbs01.example.edu"
const name = "mail.example.edu"
const other = "mail.other.example.edu"
let certificates: Readonly<Record<"old" | "renewed" | "domain" | "expired" | "elsewhere" | "foreign", Served>>

beforeAll(async () => {
  const ca = await newCa(Date.now)
  const past = { from: -200, until: -1 }
  certificates = {
    old: await served(ca, [name, own]),
    renewed: await served(ca, [name, own]),
    domain: await served(ca, [other]),
    expired: await served(ca, [other], past),
    elsewhere: await served(ca, ["mail.elsewhere.example.edu"]),
    foreign: await served(ca, [other]),
  }
})

type Word = keyof typeof certificates | "refused"

/** A server that has a certificate for each name, as nginx with Zimbra's per-domain certificates has. */
class SniServer {
  readonly #server: Server
  readonly asked: string[] = []
  /** What it serves by which name; a word at a time is used up until one is left. */
  readonly #serves = new Map<string, Word[]>()

  constructor() {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
    this.#server = createServer(
      {
        key: privateKey.export({ type: "pkcs8", format: "pem" }),
        SNICallback: (asked, answer) => {
          this.asked.push(asked)
          const context = this.#next(asked)
          // An error ends the handshake with an alert.
          answer(context === undefined ? new Error("unrecognized name") : null, context)
        },
      },
      (socket) => void socket.on("error", () => undefined).resume(),
    )
    this.#server.on("tlsClientError", () => undefined)
  }

  serve(words: Readonly<Record<string, readonly Word[]>>): void {
    for (const [asked, list] of Object.entries(words)) this.#serves.set(asked, [...list])
  }

  async listen(): Promise<FleetEndpoint> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve)
    })
    const { port } = this.#server.address() as AddressInfo
    return {
      ...{
        host: own,
        address: "127.0.0.1",
        port,
        service: "https",
        role: "mailbox",
        protocol: "https",
        sni: own,
      },
      ...{ behindProxy: false, prove: "direct" },
    }
  }

  close(): void {
    this.#server.close()
  }

  #next(asked: string): SecureContext | undefined {
    const words = this.#serves.get(asked) ?? []
    const word = words.length > 1 ? words.shift() : words[0]
    if (word === undefined || word === "refused") return undefined
    const { key, cert, chain } = certificates[word]
    return createSecureContext({ key, cert: `${cert}${chain}` })
  }
}

describe("a proof by every name that users reach a port by", () => {
  const stop = new AbortController()
  let server: SniServer
  let prover: Prover
  afterAll(() => stop.abort())
  afterEach(() => server.close())

  /** Looks as a preflight does, lets the change happen, then proves. */
  async function prove(
    before: Readonly<Record<string, readonly Word[]>>,
    after: Readonly<Record<string, readonly Word[]>>,
    timeoutMs = 1_000,
  ): Promise<Proof> {
    server = new SniServer()
    prover = handshakeProver(realClock, "", stop.signal)
    const endpoint = await server.listen()
    const names = new Map([[endpoint, Object.keys(after).filter((one) => one !== own)]])
    server.serve(before)
    const seen = await prover.look(endpoint)
    const byName = await lookAtNames(prover, names, {})
    server.asked.length = 0
    server.serve(after)
    const [proof] = await proveAll(prover, new Map([[endpoint, fingerprint(certificates.renewed.cert)]]), {
      ...{ clock: realClock, timeoutMs, intervalMs: 20, names },
      before: new Map(seen.ok ? [[endpoint, seen.fingerprint]] : []),
      namesBefore: new Map(
        [...byName].flatMap(([key, look]) => (look.ok ? [[key, look.fingerprint] as const] : [])),
      ),
    })
    expect(byName.has(nameKey(endpoint, names.get(endpoint)?.[0] ?? ""))).toBe(true)
    if (proof === undefined) throw new Error("no proof")
    return proof
  }

  const wasOld = { [own]: ["old"], [name]: ["old"], [other]: ["old"] } as const

  it("asks three times by the server's own name, then once by each other", async () => {
    const proof = await prove(wasOld, { [own]: ["renewed"], [name]: ["renewed"], [other]: ["renewed"] })
    expect(proof).toMatchObject({ proven: true, from: { way: "direct", address: "127.0.0.1" } })
    expect(proof.notes).toBeUndefined()
    expect(server.asked.slice(0, 3)).toEqual([own, own, own])
    expect(server.asked.slice(3).sort()).toEqual([name, other])
  })

  it.each<[string, Word, Word, string]>([
    ["the old certificate", "old", "old", "it still serves the old certificate"],
    ["an expired one that was there before", "expired", "expired", "it serves an expired certificate"],
    ["one that was there before and does not cover the name", "elsewhere", "elsewhere", "does not cover it"],
    ["one that was not there before", "domain", "foreign", "it serves another certificate"],
    ["nothing any more", "domain", "refused", "the server closed the connection"],
  ])("fails where a name serves %s", async (_, before, after, problem) => {
    const proof = await prove(
      { ...wasOld, [other]: [before] },
      { [own]: ["renewed"], [name]: ["renewed"], [other]: [after] },
    )
    expect(proof).toMatchObject({
      proven: false,
      problem: expect.stringMatching(new RegExp(`^asked for ${other}, .*${problem}`)),
    })
  })

  it("names a domain's own certificate that is still there, covers it and is in its time", async () => {
    const proof = await prove(
      { ...wasOld, [other]: ["domain"] },
      { [own]: ["renewed"], [name]: ["renewed"], [other]: ["domain"] },
    )
    const print = fingerprint(certificates.domain.cert).slice(0, 16)
    expect(proof).toMatchObject({
      proven: true,
      notes: [expect.stringContaining(`keeps a certificate of its own for ${other} (${print}…, until 20`)],
    })
  })

  it("names one that was refused before, too", async () => {
    const proof = await prove(
      { ...wasOld, [other]: ["refused"] },
      { [own]: ["renewed"], [name]: ["renewed"], [other]: ["refused"] },
    )
    expect(proof).toMatchObject({
      proven: true,
      notes: [expect.stringContaining(`does not answer for ${other}, as before`)],
    })
  })

  it("waits for a name that comes round later", async () => {
    const proof = await prove(
      wasOld,
      { [own]: ["renewed"], [name]: ["old", "old", "refused", "renewed"], [other]: ["renewed"] },
      20_000,
    )
    expect(proof).toMatchObject({ proven: true })
    expect(server.asked.filter((one) => one === name)).toHaveLength(4)
  })
})
