import { generateKeyPairSync } from "node:crypto"
import { inspect } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { changeAccountKey, createAccount, findAccount } from "../../src/acme/account.js"
import { authorizeOrder } from "../../src/acme/authorization.js"
import { externalAccount } from "../../src/acme/binding.js"
import { certificateIdentifier } from "../../src/acme/certificateIdentifier.js"
import { isRefusal } from "../../src/acme/client.js"
import { downloadCertificate, revokeCertificate } from "../../src/acme/issued.js"
import { createOrder, finalizeOrder, readOrder } from "../../src/acme/order.js"
import { AcmeRefusal } from "../../src/acme/problem.js"
import { readRenewalInfo } from "../../src/acme/renewalInfo.js"
import type { AcmeTransport } from "../../src/acme/transport.js"
import { ToolError } from "../../src/errors.js"
import { Secret } from "../../src/secret.js"
import { type Pebble, startPebble, whyNoPebble } from "../support/pebble.js"
import { renewingProxy, suggestedWindow } from "./renewingProxy.js"
import {
  countingRefusedNonces,
  csrFor,
  ecKey,
  obtain,
  openAccount,
  openClient,
  respondingSolver,
  soon,
} from "./scene.js"

const reason = whyNoPebble()
const fleetNames = ["mail.example.edu", ...Array.from({ length: 17 }, (_, n) => `mail${n + 1}.example.edu`)]
const mac = { kid: "kid-1", key: "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W" }

describe.skipIf(reason !== undefined)(
  `Pebble, a fifth of all nonces refused${reason ? ` (${reason})` : ""}`,
  () => {
    let pebble: Pebble
    beforeAll(async () => {
      pebble = await startPebble({
        environment: { PEBBLE_WFE_NONCEREJECT: "20", PEBBLE_ALTERNATE_ROOTS: "2", PEBBLE_CHAIN_LENGTH: "2" },
      })
    })
    afterAll(() => pebble?.stop())

    it.each(["dns-01", "http-01"] as const)(
      "issues for 18 names by %s, and everything is taken back",
      async (type) => {
        const solver = respondingSolver(pebble, type)
        const csr = await csrFor(fleetNames)
        const refused = countingRefusedNonces()
        const account = await openAccount(pebble, { through: refused.through })
        const { issued, shown } = await obtain(account, csr, solver)
        expect([shown, issued.differences, issued.certificates.length]).toEqual([18, [], 3])
        expect(solver.open.size).toBe(0)
        expect(refused.count).toBeGreaterThan(0)
      },
    )

    it("issues for a wildcard beside its own name with an RSA account key", async () => {
      const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey
      const csr = await csrFor(["*.example.edu", "www.example.edu"])
      const { issued } = await obtain(
        await openAccount(pebble, { key }),
        csr,
        respondingSolver(pebble, "dns-01"),
      )
      expect(issued.differences).toEqual([])
    })

    it("gives the chain whose topmost issuer is preferred, and its own choice where none is", async () => {
      const account = await openAccount(pebble)
      const csr = await csrFor(["mail.example.edu"])
      const { issued } = await obtain(account, csr, respondingSolver(pebble, "dns-01"))
      expect([issued.preferred, issued.alternates.length]).toEqual([undefined, 2])
      const [other = ""] = issued.alternates
      const { topIssuers } = await downloadCertificate(account, other, csr)
      const [name = ""] = topIssuers
      expect(issued.topIssuers).not.toContain(name)
      const chosen = await downloadCertificate(account, issued.url, csr, { preferredChain: name })
      expect([chosen.url, chosen.preferred, chosen.alternates.length]).toEqual([other, true, 2])
      expect(chosen.certificates[0].fingerprint).toBe(issued.certificates[0].fingerprint)
      const none = await downloadCertificate(account, issued.url, csr, { preferredChain: "No Such Root" })
      expect([none.url, none.preferred]).toEqual([issued.url, false])
    })

    it("says of a certificate that another CSR asked for what differs", async () => {
      const account = await openAccount(pebble)
      const { issued } = await obtain(
        account,
        await csrFor(["mail.example.edu"]),
        respondingSolver(pebble, "dns-01"),
      )
      const { differences } = await downloadCertificate(
        account,
        issued.url,
        await csrFor(["imap.example.edu"]),
      )
      expect(differences).toEqual([
        "it has another key",
        "imap.example.edu is missing",
        "mail.example.edu was not asked for",
      ])
    })

    it("names each name that fails, in the CA's words, and takes everything back", async () => {
      const solver = respondingSolver(pebble, "dns-01", (value) => `${value}x`)
      const account = await openAccount(pebble)
      const csr = await csrFor(["mail.example.edu", "imap.example.edu"])
      const order = await createOrder(account, csr)
      const error = await authorizeOrder(account, order, { deadline: soon(), solver }).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(AcmeRefusal)
      expect((error as AcmeRefusal).problems.map(({ identifier }) => identifier?.value).sort()).toEqual([
        "imap.example.edu",
        "mail.example.edu",
      ])
      expect((error as AcmeRefusal).message).toContain("Correct value not found")
      expect(solver.open.size).toBe(0)
      expect((await readOrder(account, order.url)).status).toBe("invalid")
    })

    it("takes an order up where another process left it: authorized, finalized, issued", async () => {
      const key = ecKey()
      const csr = await csrFor(["mail.example.edu"])
      const first = await openAccount(pebble, { key })
      const { url } = await createOrder(first, csr)
      const second = await findAccount(await openClient(pebble), key)
      if (second === undefined) return expect.unreachable()
      await expect(finalizeOrder(second, url, csr, { deadline: soon() })).rejects.toMatchObject({
        code: "config",
      })
      const solver = respondingSolver(pebble, "dns-01")
      await authorizeOrder(second, await readOrder(second, url), { deadline: soon(), solver })
      expect(await authorizeOrder(second, await readOrder(second, url), { deadline: soon() })).toEqual([])
      const done = await finalizeOrder(second, url, csr, { deadline: soon() })
      const again = await finalizeOrder(second, url, csr, { deadline: soon() })
      expect([done.status, again.certificate]).toEqual(["valid", done.certificate])
    })

    it("refuses a CSR that is not of the order before it is sent", async () => {
      const account = await openAccount(pebble)
      const { url } = await createOrder(account, await csrFor(["mail.example.edu"]))
      const other = await csrFor(["imap.example.edu"])
      await expect(finalizeOrder(account, url, other, { deadline: soon() })).rejects.toThrow(
        "imap.example.edu is missing",
      )
    })

    it("finds the account of a key, and none of another", async () => {
      const account = await openAccount(pebble)
      const client = await openClient(pebble)
      expect((await findAccount(client, account.key))?.kid).toBe(account.kid)
      expect(await findAccount(client, ecKey())).toBeUndefined()
    })

    it("changes an account's key; the old one is nobody's then", async () => {
      const account = await openAccount(pebble)
      const newKey = ecKey()
      const changed = await changeAccountKey(account, newKey)
      expect((await findAccount(account.client, newKey))?.kid).toBe(account.kid)
      expect(await findAccount(account.client, account.key)).toBeUndefined()
      await createOrder(changed, await csrFor(["mail.example.edu"]))
      await expect(createOrder(account, await csrFor(["mail.example.edu"]))).rejects.toBeInstanceOf(
        AcmeRefusal,
      )
    })

    it.each(["account", "certificate key"])("revokes by the %s, once", async (by) => {
      const account = await openAccount(pebble)
      const certificateKey = ecKey()
      const csr = await csrFor(["mail.example.edu"], certificateKey)
      const { issued } = await obtain(account, csr, respondingSolver(pebble, "dns-01"))
      const who = by === "account" ? account : { certificateKey }
      const revoke = () => revokeCertificate(account.client, who, issued.certificates[0], "superseded")
      await revoke()
      expect(isRefusal(await revoke().catch((error: unknown) => error), "alreadyRevoked")).toBe(true)
    })

    it("renews in the place of a certificate: window, profile, and once more without `replaces` where it was replaced", async () => {
      const key = ecKey()
      const csr = await csrFor(["mail.example.edu"])
      const solver = respondingSolver(pebble, "dns-01")
      const { issued } = await obtain(await openAccount(pebble, { key }), csr, solver)
      const replaces = certificateIdentifier(issued.certificates[0]) ?? ""
      const renewing = renewingProxy()
      const account = await openAccount(pebble, { key, through: renewing.through })
      const info = await readRenewalInfo(account.client, replaces)
      expect(info?.end).toEqual(new Date(suggestedWindow.end))
      const options = { replaces, profile: "tlsserver" }
      for (let nth = 1; nth <= 2; nth++)
        expect((await obtain(account, csr, solver, options)).issued.differences).toEqual([])
      expect(renewing.orders).toEqual([
        { identifiers: [{ type: "dns", value: "mail.example.edu" }], ...options },
        { identifiers: [{ type: "dns", value: "mail.example.edu" }], ...options },
        { identifiers: [{ type: "dns", value: "mail.example.edu" }], profile: "tlsserver" },
      ])
    })

    it("does not take terms of service that nobody agreed to", async () => {
      await expect(createAccount(await openClient(pebble), ecKey())).rejects.toMatchObject({ code: "config" })
    })
  },
)

describe.skipIf(reason !== undefined)(
  `Pebble with binding required, names valid already${reason ? ` (${reason})` : ""}`,
  () => {
    let pebble: Pebble
    beforeAll(async () => {
      pebble = await startPebble({
        bindings: { [mac.kid]: mac.key },
        environment: { PEBBLE_WFE_NONCEREJECT: "20", PEBBLE_AUTHZREUSE: "100" },
      })
    })
    afterAll(() => pebble?.stop())

    it("binds an account, and needs no challenge for an order that is born ready", async () => {
      const account = await openAccount(pebble, { binding: mac })
      const csr = await csrFor(["mail.example.edu", "imap.example.edu"])
      expect((await obtain(account, csr, respondingSolver(pebble, "dns-01"))).shown).toBe(2)
      const { issued, shown } = await obtain(account, csr, undefined)
      expect([shown, issued.differences]).toEqual([0, []])
    })

    it("sends neither account key nor MAC key, and names neither", async () => {
      const key = ecKey()
      const seen: string[] = []
      const listening =
        (send: AcmeTransport): AcmeTransport =>
        async (request) => {
          const parts = Object.values(JSON.parse(request.body ?? "{}") as Record<string, string>)
          const decoded = parts.map((part) => Buffer.from(part, "base64url").toString("latin1"))
          seen.push(JSON.stringify(request), ...decoded)
          const binding = /"externalAccountBinding":({[^}]*})/.exec(decoded.join())?.[1] ?? "{}"
          for (const part of Object.values(JSON.parse(binding) as Record<string, string>))
            seen.push(Buffer.from(part, "base64url").toString("latin1"))
          return send(request)
        }
      const account = await openAccount(pebble, { key, binding: mac, through: listening })
      await obtain(account, await csrFor(["mail.example.edu"]), respondingSolver(pebble, "dns-01"))
      const { d = "", x = "" } = key.export({ format: "jwk" })
      const all = `${seen.join("\n")}${inspect(account, { depth: 20, showHidden: true })}${JSON.stringify(account)}`
      expect(all).toContain(x)
      for (const secret of [d, Buffer.from(d, "base64url").toString("latin1"), mac.key])
        expect(all).not.toContain(secret)
      expect(all).not.toContain(Buffer.from(mac.key, "base64url").toString("latin1"))
    })

    it("asks for binding credentials before it asks the CA", async () => {
      const account = createAccount(await openClient(pebble), ecKey(), { termsOfServiceAgreed: true })
      await expect(account).rejects.toMatchObject({ code: "config" })
    })

    it("shows the CA's refusal of a wrong MAC key, and neither key", async () => {
      const key = ecKey()
      const wrong = Buffer.from("a MAC key that the CA does not know").toString("base64url")
      const error = await openAccount(pebble, { key, binding: { kid: mac.kid, key: wrong } }).catch(
        (e: unknown) => e,
      )
      expect(error).toBeInstanceOf(AcmeRefusal)
      expect([(error as AcmeRefusal).is("unauthorized"), (error as AcmeRefusal).status]).toEqual([true, 403])
      const shown = inspect(
        { error, bound: externalAccount("k", new Secret(wrong)) },
        { depth: 20, showHidden: true },
      )
      const { d = "" } = key.export({ format: "jwk" })
      for (const secret of [wrong, Buffer.from(wrong, "base64url").toString(), d])
        expect(shown).not.toContain(secret)
    })

    it("says who is not reached once the CA is gone", async () => {
      const account = await openAccount(pebble, { binding: mac })
      await pebble.stop()
      const error = await createOrder(account, await csrFor(["mail.example.edu"])).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(ToolError)
      expect(error).toMatchObject({ code: "ca-unreachable" })
    })
  },
)
