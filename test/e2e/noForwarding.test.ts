import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Endpoint } from "../../src/probe/endpoint.js"
import { Lookout } from "../../src/probe/lookout.js"
import type { ProbeProtocol } from "../../src/probe/protocols/table.js"
import { parseKnownHosts } from "../../src/remote/knownHosts.js"
import type { Session } from "../../src/remote/session.js"
import { ssh2Connector } from "../../src/remote/ssh2.js"
import { Secret } from "../../src/secret.js"
import { der, fingerprint, newCa, realClock, type Served, served } from "../probe/material.js"
import { freePorts } from "./ports.js"
import { type SshdFleet, type SshdHost, type SshdHostSpec, startSshdFleet, whyNot } from "./sshd.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "mx01.example.edu", roles: ["mta", "ldap"], ldapMaster: true },
]

const protocols: Readonly<Record<string, ProbeProtocol>> = { admin: "https", submission: "smtp" }

describe.skipIf(reason !== undefined)(
  `servers whose sshd forbids forwarding${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let material: Served
    let fleet: SshdFleet
    const sessions: Session[] = []

    async function start(sshdLines: string): Promise<void> {
      material = await served(await newCa(Date.now), ["mail.example.edu", "*.example.edu"])
      const initial = { key: material.key, crt: material.cert, ca: material.chain }
      fleet = await startSshdFleet({ hosts: specs, initial, sshdLines })
    }

    async function sessionTo(host: SshdHost, user: string): Promise<Session> {
      const knownHosts = parseKnownHosts([await readFile(fleet.knownHosts, "utf8")])
      const keys = [{ file: "key", content: new Secret(await readFile(fleet.identityFile)) }]
      const connector = ssh2Connector({ knownHosts: () => knownHosts, credentials: () => ({ keys }) })
      const target = { host: host.name, address: "127.0.0.1", port: host.port, user }
      const session = await connector.connect(target, { timeoutMs: 20_000 })
      sessions.push(session)
      return session
    }

    const endpointOf = ({ name }: SshdHost, service: string, port: number): Endpoint => ({
      ...{ host: name, address: "127.0.0.1", port, service, sni: "mail.example.edu" },
      ...{ protocol: protocols[service] ?? (service as ProbeProtocol), prove: "ssh" },
    })

    const stop = async (): Promise<void> => {
      for (const session of sessions.splice(0)) await session.close()
      await fleet?.stop()
    }

    describe("AllowTcpForwarding no", () => {
      beforeAll(() => start("AllowTcpForwarding no"), 60_000)
      afterAll(stop)

      it.each(["root", "postmaster"])(
        "has openssl there asked as %s, on every port, and says so",
        async (user) => {
          for (const host of fleet.hosts) {
            const door = await sessionTo(host, user)
            const lookout = new Lookout({ home: "/opt/zimbra" })
            for (const [service, port] of Object.entries(host.ports)) {
              const seen = await lookout.look(endpointOf(host, service, port), {
                timeoutMs: 10_000,
                clock: realClock,
                door,
              })
              expect([service, seen]).toMatchObject([
                service,
                {
                  ok: true,
                  from: { way: "openssl", address: host.name },
                  fingerprint: fingerprint(material.cert),
                  version: "TLSv1.3",
                  cipher: "TLS_AES_256_GCM_SHA384",
                },
              ])
              expect(seen.ok && seen.chain).toEqual(
                [material.cert, material.intermediate, material.root].map(der),
              )
            }
          }
        },
        60_000,
      )

      it("tells a port that nobody has", async () => {
        const [host] = fleet.hosts
        const [port = 0] = await freePorts(1)
        if (host === undefined) throw new Error("no host")
        const door = await sessionTo(host, "root")
        const one = endpointOf(host, "https", port)
        expect(
          await new Lookout({ home: "/opt/zimbra" }).look(one, { timeoutMs: 10_000, clock: realClock, door }),
        ).toMatchObject({
          ok: false,
          kind: "refused",
          detail: `no answer at ${host.name} and 127.0.0.1`,
          from: { way: "openssl" },
        })
      })
    })

    describe("PermitOpen with loopback alone", () => {
      beforeAll(() => start("PermitOpen 127.0.0.1:*"), 60_000)
      afterAll(stop)

      it("uses what is permitted", async () => {
        const [host] = fleet.hosts
        if (host === undefined) throw new Error("no host")
        const door = await sessionTo(host, "zimbra")
        const one = endpointOf(host, "https", host.ports["https"] ?? 0)
        expect(
          await new Lookout({ home: "" }).look(one, { timeoutMs: 10_000, clock: realClock, door }),
        ).toMatchObject({
          ok: true,
          from: { way: "ssh", address: "127.0.0.1" },
        })
      })
    })
  },
)
