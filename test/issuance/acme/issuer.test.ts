import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { AcmeTransport } from "../../../src/acme/transport.js"
import { httpsTransport } from "../../../src/acme/transport.js"
import type { AcmeIssuerSettings } from "../../../src/fleet/issuerSchema.js"
import { acmeIssuer } from "../../../src/issuance/acme/issuer.js"
import type { Issuer, OrderRequest } from "../../../src/issuance/issuer.js"
import { localFiles } from "../../../src/local/files.js"
import { issuanceDoors } from "../../../src/local/issuance.js"
import { parseCertificate } from "../../../src/x509/certificate.js"
import { readPem } from "../../../src/x509/pem.js"
import { renewingProxy, suggestedWindow } from "../../acme/renewingProxy.js"
import { csrFor, ImpatientClock, respondingSolver, soon } from "../../acme/scene.js"
import { temporaryFolder } from "../../cli/folder.js"
import { fleetOf } from "../../fleet/fixtures.js"
import { type Pebble, startPebble, whyNoPebble } from "../../support/pebble.js"

const reason = whyNoPebble()
const mac = { kid: "kid-1", key: "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W" }
const names = ["mail.example.edu", ...Array.from({ length: 17 }, (_, n) => `mail${n + 1}.example.edu`)]

interface Options {
  readonly folder?: string
  readonly settings?: Partial<AcmeIssuerSettings>
  readonly through?: (send: AcmeTransport) => AcmeTransport
  readonly env?: Readonly<Record<string, string>>
  readonly warn?: (message: string) => void
}

describe.skipIf(reason !== undefined)(
  `an ACME server as issuer: Pebble, binding required, a fifth of all nonces refused${reason ? ` (${reason})` : ""}`,
  () => {
    let pebble: Pebble
    beforeAll(async () => {
      pebble = await startPebble({
        bindings: { [mac.kid]: mac.key },
        environment: {
          ...{ PEBBLE_WFE_NONCEREJECT: "20", PEBBLE_ALTERNATE_ROOTS: "2", PEBBLE_CHAIN_LENGTH: "2" },
        },
      })
    })
    afterAll(() => pebble?.stop())

    function issuer(options: Options = {}): { issuer: Issuer; folder: string; solver: typeof solver } {
      const { folder = temporaryFolder(), through = (send) => send } = options
      writeFileSync(join(folder, "ca.pem"), pebble.certificate)
      const settings = settingsOf(pebble.directory, options.settings)
      const machine = { files: localFiles, clock: new ImpatientClock(), env: options.env ?? { EAB: mac.key } }
      const processes = {
        find: async () => "there" as const,
        run: () => Promise.reject(new Error("no program is run")),
      }
      const doors = {
        ...issuanceDoors(
          { ...machine, processes },
          { ...fleetOf(fleetYaml(pebble.directory)), file: join(folder, "fleet.yaml") },
          { ...(options.warn && { warn: options.warn }) },
        ),
        transport: (https: Parameters<typeof httpsTransport>[0]) => through(httpsTransport(https)),
      }
      const solver = respondingSolver(pebble, "dns-01")
      return {
        issuer: acmeIssuer(settings, doors, async () => solver),
        ...{ folder, solver },
      }
    }

    it("binds an account once, keeps it readable by its owner alone, and uses it ever after", async () => {
      const first = issuer()
      const request: OrderRequest = { csr: await csrFor(names), deadline: soon() }
      const order = await first.issuer.place(request)
      const key = join(first.folder, "acme-account/account.key")
      expect([statSync(key).mode & 0o777, statSync(join(key, "../account.json")).mode & 0o777]).toEqual([
        0o600, 0o600,
      ])
      const later = issuer({ folder: first.folder, env: {} })
      const standing = await later.issuer.advance(order, request)
      if (standing.kind !== "issued") return expect.unreachable()
      expect(standing).toMatchObject({ differences: [], remarks: [] })
      expect(standing.pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(3)
      expect(later.solver.open.size).toBe(0)
      expect(await later.issuer.advance(order, request)).toMatchObject({ kind: "issued" })
    })

    it("finds the account again that the CA made while its URL was not written down", async () => {
      const { folder, issuer: first } = issuer()
      await first.place({ csr: await csrFor(names.slice(0, 1)) })
      const file = join(folder, "acme-account/account.json")
      const { url } = JSON.parse(readFileSync(file, "utf8"))
      await localFiles.remove(file)
      const later = issuer({ folder, env: {} })
      await later.issuer.place({ csr: await csrFor(names.slice(0, 1)) })
      expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ directory: pebble.directory, url })
    })

    it("does not take the account of another CA", async () => {
      const csr = await csrFor(names.slice(0, 1))
      const { folder: used, issuer: other } = issuer()
      await other.place({ csr })
      const file = join(used, "acme-account/account.json")
      const text = readFileSync(file, "utf8")
      writeFileSync(
        file,
        text.replace(/"directory": "[^"]*"/, '"directory": "https://other.example.edu/dir"'),
      )
      await expect(issuer({ folder: used }).issuer.place({ csr })).rejects.toThrow(
        "holds an account of https://other.example.edu/dir",
      )
    })

    it("says what it would ask for, and makes no account for that", async () => {
      const { folder, issuer: one } = issuer()
      const told = await one.describe({ csr: await csrFor(names.slice(0, 2)) })
      expect(told).toEqual([
        `at ${pebble.directory}`,
        "account: a new one, bound by kid-1",
        "challenges: dns-01",
        "name: dns mail.example.edu",
        "name: dns mail1.example.edu",
      ])
      expect(await localFiles.exists(join(folder, "acme-account"))).toBe(false)
      const { issuer: other } = issuer({ settings: { profile: "tlsserver" } })
      await expect(other.describe({ csr: await csrFor(names.slice(0, 1)) })).rejects.toThrow(
        "the CA has no profile tlsserver",
      )
    })

    it("finds the order whose sending nobody saw the end of, and none of another", async () => {
      const { folder, issuer: one } = issuer()
      const request = { csr: await csrFor(names.slice(0, 3)) }
      expect(await one.find(request, new Set())).toBe("none")
      const placed = await one.place(request)
      expect(await issuer({ folder }).issuer.find(request, new Set())).toEqual(placed)
      expect(await one.find(request, new Set([placed.reference]))).toBe("none")
      expect(await one.find({ csr: await csrFor(names.slice(0, 2)) }, new Set())).toBe("none")
    })

    it("takes the chain that is preferred, and says where there is none", async () => {
      const { folder, issuer: one } = issuer()
      const request = { csr: await csrFor(names.slice(0, 1)), deadline: soon() }
      const order = await one.place(request)
      await one.advance(order, request)
      const preferring = issuer({ folder, settings: { preferredChain: "No Such Root" } })
      expect(await preferring.issuer.advance(order, request)).toMatchObject({
        kind: "issued",
        remarks: [expect.stringContaining("no chain of No Such Root")],
      })
    })

    it("fails with each name and the CA's own words, and takes everything back", async () => {
      const folder = temporaryFolder()
      const { issuer: one } = issuer({ folder })
      const request = { csr: await csrFor(names.slice(0, 2)), deadline: soon() }
      const order = await one.place(request)
      const solver = respondingSolver(pebble, "dns-01", (value) => `${value}x`)
      const wrong = acmeIssuer(settingsOf(pebble.directory), doorsIn(folder), async () => solver)
      expect(await wrong.advance(order, request)).toMatchObject({
        kind: "failed",
        reasons: [expect.stringContaining("mail"), expect.stringContaining("Correct value not found")],
      })
      expect(solver.open.size).toBe(0)
    })

    it("publishes nothing for an order of other names than its CSR's", async () => {
      const folder = temporaryFolder()
      const order = await issuer({ folder }).issuer.place({ csr: await csrFor(names.slice(0, 2)) })
      const published: string[] = []
      const watching = acmeIssuer(settingsOf(pebble.directory), doorsIn(folder), async () => ({
        type: "dns-01",
        present: async (tasks) => void published.push(...tasks.map(({ identifier }) => identifier.value)),
        cleanUp: async () => undefined,
      }))
      const request = { csr: await csrFor(names.slice(0, 1)), deadline: soon() }
      await expect(watching.advance(order, request)).rejects.toMatchObject({ code: "ca-answer" })
      expect(published).toEqual([])
    })

    it("takes back what a process left published that ended meanwhile", async () => {
      const { folder, issuer: one, solver } = issuer()
      const request = { csr: await csrFor(names.slice(0, 2)), deadline: soon() }
      const order = await one.place(request)
      let announced = 0
      await one.advance(order, { ...request, onPublish: async () => void announced++ })
      expect(announced).toBe(1)
      const later = issuer({ folder })
      const taken: string[] = []
      const watching = acmeIssuer(settingsOf(pebble.directory), doorsIn(folder), async () => ({
        ...solver,
        cleanUp: async (tasks) => void taken.push(...tasks.map(({ identifier }) => identifier.value)),
      }))
      await watching.advance({ ...order, published: true }, request)
      await watching.advance({ ...order, published: true }, request)
      expect(taken.sort()).toEqual(["mail.example.edu", "mail1.example.edu"])
      expect(later.solver.open.size).toBe(0)
    })

    it("renews in the place of a certificate, in a profile, by the window that the CA suggests", async () => {
      const renewing = renewingProxy()
      const { issuer: one } = issuer({ through: renewing.through, settings: { profile: "tlsserver" } })
      const request = { csr: await csrFor(names.slice(0, 1)), deadline: soon() }
      const standing = await one.advance(await one.place(request), request)
      const [block] = readPem(Buffer.from(standing.kind === "issued" ? standing.pem : "")).blocks
      const read = parseCertificate(block?.der ?? new Uint8Array())
      if (!read.ok) return expect.unreachable()
      const replaces = read.value
      expect((await one.renewalInfo(replaces))?.end).toEqual(new Date(suggestedWindow.end))
      for (let nth = 1; nth <= 2; nth++) {
        const again = { ...request, replaces }
        expect(await one.advance(await one.place(again), again)).toMatchObject({ kind: "issued" })
      }
      const replacing = renewing.orders.map((order) => "replaces" in (order as object))
      expect(replacing).toEqual([false, true, true, false])
    })

    function doorsIn(folder: string) {
      const processes = {
        find: async () => "there" as const,
        run: () => Promise.reject(new Error("no program is run")),
      }
      const machine = { files: localFiles, clock: new ImpatientClock(), env: {}, processes }
      const fleet = { ...fleetOf(fleetYaml(pebble.directory)), file: join(folder, "fleet.yaml") }
      return issuanceDoors(machine, fleet)
    }
  },
)

function settingsOf(directory: string, more: Partial<AcmeIssuerSettings> = {}): AcmeIssuerSettings {
  const { issuer } = fleetOf(fleetYaml(directory)).certificate
  if (issuer?.acme === undefined) throw new Error("no issuer")
  return { ...issuer.acme, ...more }
}

function fleetYaml(directory: string): string {
  return `certificate:
  commonName: mail.example.edu
  issuer:
    acme:
      directory: ${directory}
      termsOfServiceAgreed: true
      caCertificates: ca.pem
      eab: { kid: ${mac.kid}, keyEnv: EAB }
      challenge: { dns-01: { hook: [never-run] } }
servers:
  - host: mbs01.example.edu
    roles: [mailbox]
`
}
