import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type AcmeAccount, createAccount, findAccount } from "../../../src/acme/account.js"
import { authorizeOrder } from "../../../src/acme/authorization.js"
import { certificateIdentifier } from "../../../src/acme/certificateIdentifier.js"
import { AcmeClient } from "../../../src/acme/client.js"
import { createOrder, finalizeOrder, readOrder } from "../../../src/acme/order.js"
import { readRenewalInfo } from "../../../src/acme/renewalInfo.js"
import { httpsTransport } from "../../../src/acme/transport.js"
import { type AcmeCa, startAcmeCa } from "../../../src/demo/acme/server.js"
import { createDemoCa } from "../../../src/demo/ca.js"
import type { Certificate } from "../../../src/x509/certificate.js"
import { csrFor, ecKey, obtain } from "../../acme/scene.js"
import { runProgram } from "../../e2e/client.js"
import { VirtualClock } from "../../support/virtualClock.js"

const names = ["mail.example.edu", "webmail.example.edu", "*.lists.example.edu"]
const dayMs = 86_400_000

let clock: VirtualClock
let acme: AcmeCa
let root: string
beforeEach(async () => {
  clock = new VirtualClock(Date.parse("2027-03-14T12:00:00Z"))
  const ca = await createDemoCa(clock)
  root = ca.root
  acme = await startAcmeCa(ca, clock)
})
afterEach(() => acme.close())

async function open(): Promise<AcmeClient> {
  const send = httpsTransport({ caCertificates: [acme.certificate] })
  return AcmeClient.open(acme.directory, { send, clock })
}

async function certificate(account: AcmeAccount, replaces?: string): Promise<Certificate> {
  const csr = await csrFor(names)
  const options = replaces === undefined ? {} : { replaces }
  const order = await createOrder(account, csr, options)
  const patience = { deadline: clock.now() + 60_000 }
  expect(await authorizeOrder(account, order, patience)).toEqual([])
  expect((await finalizeOrder(account, order.url, csr, patience)).status).toBe("valid")
  const { issued } = await obtain(account, await csrFor(names), undefined)
  expect(issued.differences).toEqual([])
  return issued.certificates[0]
}

const lifetime = ({ notAfter, notBefore }: Certificate): number =>
  Math.round((notAfter.getTime() - notBefore.getTime()) / dayMs)

describe("the demo's ACME server", () => {
  it("issues what was ordered to certfleet's own client, and knows the account again", async () => {
    const [client, key] = [await open(), ecKey()]
    const account = await createAccount(client, key)
    const leaf = await certificate(account)
    expect(acme.ledger.certificates.has(certificateIdentifier(leaf) ?? "")).toBe(true)
    expect((await findAccount(await open(), key))?.kid).toBe(account.kid)
    expect([...acme.ledger.orders.values()].filter((one) => one.certificate === undefined)).toEqual([])
  })

  it("lets certificates live as long as the rules of their day", async () => {
    const account = await createAccount(await open(), ecKey())
    const lived: number[] = []
    for (const day of ["2027-03-14T12:00:00Z", "2027-03-15T12:00:00Z", "2029-03-15T12:00:00Z"]) {
      await clock.sleep(Date.parse(day) - clock.now())
      lived.push(lifetime(await certificate(account)))
    }
    expect(lived).toEqual([200, 100, 47])
  })

  it("says when to renew, and takes one replacement for a certificate", async () => {
    const account = await createAccount(await open(), ecKey())
    const leaf = await certificate(account)
    const id = certificateIdentifier(leaf) ?? ""
    const window = await readRenewalInfo(account.client, id)
    const share = ((window?.start.getTime() ?? 0) - leaf.notBefore.getTime()) / dayMs / lifetime(leaf)
    expect(share).toBeCloseTo(2 / 3, 2)
    const first = await createOrder(account, await csrFor(names), { replaces: id })
    expect(first.replaces).toBe(id)
    expect((await readOrder(account, first.url)).replaces).toBe(id)
    // A second order is taken without the word: RFC 9773 section 5.
    expect((await createOrder(account, await csrFor(names), { replaces: id })).replaces).toBeUndefined()
  })

  it("refuses other names than ordered, foreign orders, and what is signed for another URL", async () => {
    const account = await createAccount(await open(), ecKey())
    const order = await createOrder(account, await csrFor(names))
    const other = await csrFor([...names, "pop.example.edu"])
    const csr = Buffer.from(other.der).toString("base64url")
    const finalized = account.client.post(account, order.finalize, { csr }, { what: "the order" })
    await expect(finalized).rejects.toMatchObject({ message: expect.stringContaining("unauthorized") })
    const stranger = await createAccount(await open(), ecKey())
    await expect(readOrder(stranger, order.url)).rejects.toMatchObject({ status: 404 })
    const forged = { ...account, key: ecKey() }
    await expect(readOrder(forged, order.url)).rejects.toMatchObject({
      message: expect.stringContaining("signature is wrong"),
    })
  })

  it("is down while it is told to be", async () => {
    acme.isDown = true
    await expect(open()).rejects.toMatchObject({ status: 503 })
    acme.isDown = false
    await expect(open()).resolves.toBeDefined()
  })
})

const lego = "/usr/bin/lego"

describe.skipIf(!existsSync(lego))(`lego${existsSync(lego) ? "" : " (needs it)"}`, () => {
  it("gets and renews certificates from the demo's ACME server, unchanged", async () => {
    const folder = await mkdtemp(join(tmpdir(), "certfleet-lego-"))
    try {
      const server = join(folder, "server.pem")
      await writeFile(server, acme.certificate)
      const run = (...command: string[]) =>
        runProgram(
          lego,
          [
            ...["--server", acme.directory, "--path", folder, "--accept-tos", "--email", "tls@example.edu"],
            ...[
              "--http",
              "--http.port",
              "127.0.0.1:0",
              ...names.flatMap((name) => ["--domains", name]),
              ...command,
            ],
          ],
          { env: { PATH: "/usr/bin:/bin", HOME: folder, LEGO_CA_CERTIFICATES: server } },
        )
      const made = await run("run")
      expect(made.stderr).not.toMatch(/Could not|error/i)
      expect(made.status).toBe(0)
      const file = join(folder, "certificates", "mail.example.edu")
      const first = await readFile(`${file}.crt`, "utf8")
      await writeFile(join(folder, "root.pem"), root)
      const intermediate = await readFile(`${file}.issuer.crt`, "utf8")
      await writeFile(join(folder, "ca.pem"), intermediate)
      const verified = await runProgram("openssl", [
        ...["verify", "-attime", `${Math.floor(clock.now() / 1000)}`, "-CAfile", join(folder, "root.pem")],
        ...["-untrusted", join(folder, "ca.pem"), `${file}.crt`],
      ])
      expect(verified.stdout).toContain("OK")
      const again = await run("renew", "--days", "9999", "--no-random-sleep")
      expect(again.status).toBe(0)
      expect(await readFile(`${file}.crt`, "utf8")).not.toBe(first)
      expect([...acme.ledger.certificates.values()]).toHaveLength(2)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
