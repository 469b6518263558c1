import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import { recordOfKey } from "../../src/dane/tlsa.js"
import { domainFleet } from "../../src/fleet/domains.js"
import type { Fleet } from "../../src/fleet/types.js"
import { newNextKeyFolder, nextKeyOf, nextKeyStanding, requestOfNextKey } from "../../src/issuance/nextKey.js"
import { makeRequest, waitingRequest } from "../../src/issuance/requests.js"
import { localFiles } from "../../src/local/files.js"
import { parseSan } from "../../src/x509/sanEntry.js"
import { temporaryFolder } from "../cli/folder.js"
import { mailFleet, type SignedZone, signedZone } from "../dane/scene.js"
import { whyNoKnot } from "../support/knot.js"

const reason = whyNoKnot()
const files = localFiles
const other = "ab".repeat(32)
const start = Date.UTC(2026, 10, 27, 6)

describe.skipIf(reason !== undefined)(`the next key${reason ? ` (${reason})` : ""}`, () => {
  const zones: SignedZone[] = []
  afterEach(async () => {
    for (const one of zones.splice(0)) await one.stop()
  })

  async function made(): Promise<{
    fleet: Fleet
    folder: string
    digest: string
    plan: ReturnType<typeof planOf>
  }> {
    const fleet = { ...mailFleet(), file: join(temporaryFolder(), "fleet.yaml") }
    const folder = await newNextKeyFolder(files, fleet, start)
    const plan = planOf(fleet.certificate.commonName)
    const { csr } = await makeRequest(plan, { folder, files })
    return { fleet, folder, plan, digest: recordOfKey(csr.publicKey.der).data }
  }

  function planOf(commonName: string) {
    const read = parseSan(commonName)
    if (!read.ok) throw new Error(commonName)
    return { names: [read.entry] as const, subject: {}, key: "ec-p256" as const }
  }

  async function standing(fleet: Fleet, records: string, now: number) {
    for (const one of zones.splice(0)) await one.stop()
    const zone = await signedZone(records)
    zones.push(zone)
    return nextKeyStanding({ files, fleet, dns: zone.dns, clock: { now: () => now } })
  }

  it("is nobody's request: no order takes it by itself", async () => {
    const { fleet, folder, plan } = await made()
    expect((await nextKeyOf(files, fleet))?.folder).toBe(folder)
    expect(await waitingRequest(files, fleet, plan)).toBeUndefined()
  })

  it("waits until its record is at every server, and twice the TTL of the set more", async () => {
    const { digest, fleet, folder } = await made()
    const note = join(folder, "published.json")
    const old = `_25._tcp.mx01 300 TLSA 3 1 1 ${other}`
    expect(await standing(fleet, old, start)).toMatchObject({
      ...{
        kind: "wait",
        reason: expect.stringMatching(
          /^ns1\.example\.edu \(192\.0\.2\.1\) has no TLSA record of _25\._tcp\.mx01\.example\.edu for it yet$/,
        ),
      },
    })
    expect(existsSync(note)).toBe(false)
    const both = `${old}\n_25._tcp.mx01 300 TLSA 3 1 1 ${digest}`
    expect(await standing(fleet, both, start)).toMatchObject({ kind: "wait", until: start + 600_000 })
    expect(await standing(fleet, both, start + 599_999)).toMatchObject({
      kind: "wait",
      until: start + 600_000,
    })
    expect(await standing(fleet, both, start + 600_000)).toMatchObject({ kind: "ready" })
    expect(JSON.parse(readFileSync(note, "utf8"))).toMatchObject({
      since: new Date(start).toISOString(),
      ttl: 300,
    })
  })

  it("begins to wait anew once its record is gone anywhere", async () => {
    const { digest, fleet } = await made()
    const both = `_25._tcp.mx01 TLSA 3 1 1 ${digest}`
    await standing(fleet, both, start)
    expect(await standing(fleet, `_25._tcp.mx01 TLSA 3 1 1 ${other}`, start + 60_000)).toMatchObject({
      kind: "wait",
    })
    expect(await standing(fleet, both, start + 200_000)).toMatchObject({
      kind: "wait",
      until: start + 320_000,
    })
  })

  it("may be used at once where no mail exchanger has records", async () => {
    const { fleet } = await made()
    expect(await standing(fleet, "", start)).toMatchObject({
      kind: "ready",
      reason: "no mail exchanger has TLSA records",
    })
  })

  it("is what a renewal takes, and no key is made that secure records would not match", async () => {
    const { digest, fleet, folder } = await made()
    const inputs = async (records: string, of: Fleet, now: number) => {
      for (const one of zones.splice(0)) await one.stop()
      const zone = await signedZone(records)
      zones.push(zone)
      return { files, fleet: of, dns: zone.dns, clock: { now: () => now } }
    }
    const published = `_25._tcp.mx01 TLSA 3 1 1 ${digest}`
    const first = await inputs(published, fleet, start)
    await expect(requestOfNextKey(first)).rejects.toMatchObject({
      ...{
        code: "not-published",
        message: expect.stringContaining("must not be used yet: its TLSA records are public since"),
      },
    })
    expect((await requestOfNextKey({ ...first, clock: { now: () => start + 120_000 } }))?.folder).toBe(folder)
    const none = { ...mailFleet(), file: join(temporaryFolder(), "fleet.yaml") }
    await expect(requestOfNextKey({ ...first, fleet: none })).rejects.toMatchObject({
      ...{
        code: "not-published",
        message: "the TLSA records of _25._tcp.mx01.example.edu match no key that is made now",
      },
    })
    const byCa = `${published}\n_25._tcp.mx01 TLSA 2 1 1 ${other}`
    expect(await requestOfNextKey(await inputs(byCa, none, start))).toBeUndefined()
    expect(await requestOfNextKey(await inputs("", none, start))).toBeUndefined()
  })

  it("of a domain's own certificate waits for no record, and a new one will do: no mail exchanger shows it", async () => {
    const { fleet } = await made()
    const art = { domain: "art.example.edu", names: ["mail.example.edu"], services: ["https"] } as const
    const own = domainFleet({ ...fleet, domains: [art] }, art.domain)
    const records = `_25._tcp.mx01 TLSA 3 1 1 ${other}`
    expect(await standing(fleet, records, start)).toMatchObject({ kind: "wait" })
    expect(await standing(own, records, start)).toMatchObject({ kind: "ready" })
    const [zone] = zones
    if (zone === undefined) throw new Error("the zone is up")
    const none = { ...own, file: join(temporaryFolder(), "fleet.yaml") }
    const inputs = { files, fleet: none, dns: zone.dns, clock: { now: () => start } }
    expect(await requestOfNextKey(inputs)).toBeUndefined()
  })

  it("is not judged where nobody answers", async () => {
    const { digest, fleet } = await made()
    const zone = await signedZone(`_25._tcp.mx01 TLSA 3 1 1 ${digest}`)
    zones.push(zone)
    zone.recursor.broken.push(/TLSA$/)
    const inputs = { files, fleet, dns: zone.dns, clock: { now: () => start } }
    expect(await nextKeyStanding(inputs)).toMatchObject({
      kind: "unchecked",
      reason: expect.stringContaining("SERVFAIL"),
    })
  })
})
