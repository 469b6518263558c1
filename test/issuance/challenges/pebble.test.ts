import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { OrderRequest } from "../../../src/issuance/issuer.js"
import { issuerOf } from "../../../src/issuance/issuerOf.js"
import { localFiles } from "../../../src/local/files.js"
import { issuanceDoors } from "../../../src/local/issuance.js"
import { localProcesses } from "../../../src/local/processes.js"
import { csrFor, ImpatientClock, soon } from "../../acme/scene.js"
import { fleetOf } from "../../fleet/fixtures.js"
import { base64Of, type Knot, newTsigKey, startKnot, whyNoKnot } from "../../support/knot.js"
import { type Pebble, startPebble, whyNoPebble } from "../../support/pebble.js"
import { type Recursor, startRecursor } from "../../support/recursor.js"
import { dnsOver, type HookScript, hookScript, textsAt } from "./scene.js"

const reason = whyNoKnot() ?? whyNoPebble()
const key = newTsigKey("hmac-sha512")
const mac = { kid: "kid-1", key: "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W" }
const names = ["mail.example.edu", ...Array.from({ length: 17 }, (_, n) => `mail${n + 1}.example.edu`)]
const zone = {
  domain: "example.edu",
  records: `@ NS ns1
ns1 A 192.0.2.1
_acme-challenge.imap CNAME imap.acme
acme NS ns1.acme
ns1.acme A 192.0.2.1`,
}
const delegated = { domain: "acme.example.edu", records: "@ NS ns1\nns1 A 192.0.2.1" }

describe.skipIf(reason !== undefined)(
  `Pebble and Knot, a fifth of all nonces refused${reason ? ` (${reason})` : ""}`,
  () => {
    let knot: Knot
    let pebble: Pebble
    let recursor: Recursor
    let folder: string
    // A new one each: Pebble takes the proof of another order now and then.
    let accounts = 0
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "certfleet-challenges-"))
      knot = await startKnot({ key, zones: [zone, delegated] })
      // Pebble follows no alias into another zone by itself.
      recursor = await startRecursor({ servers: [knot.server] })
      const { address, port } = recursor.server
      pebble = await startPebble({
        ...{ bindings: { [mac.kid]: mac.key }, dnsServer: `${address}:${port}` },
        environment: { PEBBLE_WFE_NONCEREJECT: "20" },
      })
      writeFileSync(join(folder, "ca.pem"), pebble.certificate)
    })
    afterAll(async () => {
      await pebble?.stop()
      await recursor?.stop()
      await knot?.stop()
      rmSync(folder, { recursive: true })
    })

    /** Each secret that is named by a variable, and one variable that is nobody's. */
    async function order(challenge: string, wanted: readonly string[]) {
      const env = {
        PATH: process.env["PATH"],
        EAB: mac.key,
        ...(challenge.includes("TSIG") && { TSIG: base64Of(key) }),
        HARMLESS: "yes",
      }
      const fleet = fleetOf(`certificate:
  commonName: mail.example.edu
  issuer:
    acme:
      directory: ${pebble.directory}
      account: account-${++accounts}
      termsOfServiceAgreed: true
      caCertificates: ca.pem
      eab: { kid: ${mac.kid}, keyEnv: EAB }
      challenge: ${challenge}
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
`)
      const warnings: string[] = []
      const machine = { files: localFiles, clock: new ImpatientClock(), env, processes: localProcesses(env) }
      const own = { ...fleet, file: join(folder, "fleet.yaml") }
      const doors = {
        ...issuanceDoors(machine, own, { warn: (message) => warnings.push(message) }),
        dns: dnsOver({ "192.0.2.1": knot.server }, recursor.server),
      }
      const issuer = issuerOf(own, doors)
      const request: OrderRequest = { csr: await csrFor(wanted), deadline: soon() }
      const standing = await issuer.advance(await issuer.place(request), request)
      return { standing, warnings, env, doors }
    }

    const leftovers = async (): Promise<readonly string[]> =>
      (await Promise.all(names.map((name) => textsAt(knot.server, `_acme-challenge.${name}`)))).flat()

    const update = (more = "") =>
      `{ dns-01: { update: { server: 127.0.0.1, port: ${knot.server.port}${more}, tsig: { name: ${key.name}, algorithm: ${key.algorithm}, keyEnv: TSIG } } } }`

    it("issues for 18 names by TSIG updates, and takes every record back", async () => {
      const { doors, env, standing, warnings } = await order(update(), names)
      expect(standing).toMatchObject({ kind: "issued", differences: [] })
      expect(await leftovers()).toEqual([])
      expect(Object.keys(env)).toEqual(["PATH", "HARMLESS"])
      const shown =
        inspect({ doors, standing, warnings }, { depth: 20, showHidden: true }) + pebble.log() + knot.log()
      for (const secret of [base64Of(key), mac.key]) expect(shown).not.toContain(secret)
    })

    it("issues for a name whose challenge leads into a delegated zone, the only one that it may change", async () => {
      const { standing } = await order(update(", zone: acme.example.edu"), ["imap.example.edu"])
      expect(standing).toMatchObject({ kind: "issued" })
      expect(await textsAt(knot.server, "imap.acme.example.edu")).toEqual([])
      await expect(
        order(update(", zone: acme.example.edu"), ["imap.example.edu", "smtp.example.edu"]),
      ).rejects.toMatchObject({
        ...{ code: "config", message: expect.stringContaining("_acme-challenge.smtp.example.edu") },
      })
      expect(await textsAt(knot.server, "imap.acme.example.edu")).toEqual([])
    })

    it("issues for a wildcard beside its own name: two values at one name", async () => {
      const { standing } = await order(update(), ["*.example.edu", "example.edu"])
      expect(standing).toMatchObject({ kind: "issued", differences: [] })
      expect(await textsAt(knot.server, "_acme-challenge.example.edu")).toEqual([])
    })

    function dnsHook(): HookScript {
      const file = join(folder, "tsig.key")
      writeFileSync(file, `key "${key.name}" { algorithm ${key.algorithm}; secret "${base64Of(key)}"; };\n`, {
        mode: 0o600,
      })
      return hookScript(
        folder,
        `printf 'server 127.0.0.1 ${knot.server.port}\\nupdate %s %s 5 TXT %s\\nsend\\n' "$([ $1 = present ] && echo add || echo delete)" "$2" "$3" | nsupdate -k ${file}`,
      )
    }

    it("issues for 18 names by a hook, which inherits no secret", async () => {
      const hook = dnsHook()
      const { standing } = await order("{ dns-01: { hook: [./hook] } }", names)
      expect(standing).toMatchObject({ kind: "issued", differences: [] })
      expect(hook.calls().map((line) => line.split(" ")[0])).toEqual([
        ...names.map(() => "present"),
        ...names.map(() => "cleanup"),
      ])
      expect(await leftovers()).toEqual([])
      const inherited = readFileSync(join(folder, "hook.log.env"), "utf8")
      expect(inherited).toContain("HARMLESS=yes")
      for (const secret of [base64Of(key), mac.key, "EAB=", "TSIG="]) expect(inherited).not.toContain(secret)
    })

    it("shows what the CA found where a hook publishes something else, and takes it back", async () => {
      const hook = hookScript(folder, dnsHookSpoiled(dnsHook()))
      const standing = await order("{ dns-01: { hook: [./hook], propagation: 1 } }", [
        "mail.example.edu",
      ]).catch((error: unknown) => error)
      expect(standing).toMatchObject({ code: "not-published" })
      expect(hook.calls().map((line) => line.split(" ")[0])).toEqual(["present", "cleanup"])
    })

    const dnsHookSpoiled = ({ file }: HookScript): string =>
      (readFileSync(file, "utf8").split("\n")[3] ?? "").replace('"$3"', '"spoiled$3"')
  },
)

describe.skipIf(reason !== undefined)("Pebble and http-01", () => {
  it("issues by a hook that puts files and removes them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "certfleet-http01-"))
    const pebble = await startPebble()
    try {
      writeFileSync(join(folder, "ca.pem"), pebble.certificate)
      const respond = `${process.execPath} -e '
const [what, path, content] = process.argv.slice(1)
const body = JSON.stringify({ token: path.split("/").at(-1), content })
fetch("${pebble.responder}/" + (what === "put" ? "add-http01" : "del-http01"), { method: "POST", body })' "$@"`
      const hook = hookScript(folder, respond)
      const fleet = fleetOf(`certificate:
  commonName: mail.example.edu
  issuer:
    acme:
      directory: ${pebble.directory}
      termsOfServiceAgreed: true
      caCertificates: ca.pem
      challenge: { http-01: { hook: [${hook.file}] } }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
`)
      const env = { PATH: process.env["PATH"] }
      const machine = { files: localFiles, clock: new ImpatientClock(), env, processes: localProcesses(env) }
      const own = { ...fleet, file: join(folder, "fleet.yaml") }
      const issuer = issuerOf(own, issuanceDoors(machine, own))
      const request: OrderRequest = {
        csr: await csrFor(["mail.example.edu", "imap.example.edu"]),
        deadline: soon(),
      }
      const standing = await issuer.advance(await issuer.place(request), request)
      expect(standing).toMatchObject({ kind: "issued", differences: [] })
      const words = hook.calls().map((line) => line.replace(/challenge\/.*/, "challenge/…"))
      expect(words).toEqual(
        ["put", "put", "remove", "remove"].map((word) => `${word} /.well-known/acme-challenge/…`),
      )
    } finally {
      await pebble.stop()
      rmSync(folder, { recursive: true })
    }
  })
})
