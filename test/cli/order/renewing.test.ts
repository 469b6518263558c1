import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { localFiles } from "../../../src/local/files.js"
import { ImpatientClock } from "../../acme/scene.js"
import { type Pebble, startPebble, whyNoPebble } from "../../support/pebble.js"
import { type RenewingServer, startRenewingServer } from "../../support/renewingServer.js"
import { temporaryFolder } from "../folder.js"
import { type RunResult, runCli } from "../testIo.js"
import { validate } from "./validated.js"

const reason = whyNoPebble()
const mac = { kid: "kid-1", key: "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W" }
const names = ["mail.example.edu", ...Array.from({ length: 17 }, (_, n) => `mail${n + 1}.example.edu`)]

describe.skipIf(reason !== undefined)(
  `certfleet order, at a CA with renewal information, profiles and outages${reason ? ` (${reason})` : ""}`,
  () => {
    let pebble: Pebble
    let ca: RenewingServer
    let cwd: string
    beforeAll(async () => {
      pebble = await startPebble({
        bindings: { [mac.kid]: mac.key },
        environment: {
          ...{ PEBBLE_WFE_NONCEREJECT: "20", PEBBLE_AUTHZREUSE: "100" },
          ...{ PEBBLE_ALTERNATE_ROOTS: "2", PEBBLE_CHAIN_LENGTH: "2" },
        },
      })
      ca = await startRenewingServer(pebble)
    })
    afterAll(async () => {
      await ca?.stop()
      await pebble?.stop()
    })
    beforeEach(async () => {
      cwd = temporaryFolder()
      writeFileSync(join(cwd, "ca.pem"), ca.certificate)
      writeFileSync(join(cwd, "root.pem"), await pebble.root())
      writeFileSync(join(cwd, "other.pem"), await pebble.root(1))
      configure()
      await validate(join(cwd, "fleet.yaml"), names, { pebble, env: { EAB_KEY: mac.key } })
      ca.orders.splice(0)
    })

    function configure(more = ""): void {
      writeFileSync(
        join(cwd, "fleet.yaml"),
        `certificate:
  commonName: ${names[0]}
  key: ec-p256
  additionalNames: [${names.slice(1).join(", ")}]
  issuer:
    acme:
      directory: ${ca.directory}
      termsOfServiceAgreed: true
      caCertificates: ca.pem
      eab: { kid: ${mac.kid}, keyEnv: EAB_KEY }
${more}# Nobody listens there: what the DNS says is the matter of other tests.
dns: { resolver: "127.0.0.1:9" }
servers:
  - { host: mbs01.example.edu, roles: [mailbox], names: [] }
`,
      )
    }

    const order = (words: readonly string[] = [], trust = "root.pem"): Promise<RunResult> =>
      runCli(["order", "--trust", trust, "--json", ...words], {
        ...{ cwd, env: { EAB_KEY: mac.key }, now: Date.now() + 10_000 },
        sleep: (ms) => new ImpatientClock().sleep(ms),
      })

    it("replaces what it ordered before, in the profile that is set, and once more without where that was replaced", async () => {
      expect((await order()).exitCode).toBe(0)
      configure("      profile: tlsserver\n")
      expect((await order(["--force"])).exitCode).toBe(0)
      const bundles = readdirSync(join(cwd, "certificates", names[0] ?? "")).filter((one) =>
        /^\d{4}-/.test(one),
      )
      expect(bundles).toHaveLength(2)
      expect(ca.orders.map(({ profile, replaces }) => [profile, replaces !== undefined])).toEqual([
        [undefined, false],
        ["tlsserver", true],
      ])
      // Somebody else's client has replaced this one meanwhile.
      const journal = join(cwd, "certificates", names[0] ?? "", "orders.jsonl")
      const first = readFileSync(journal, "utf8").split("\n").slice(0, 4).join("\n")
      const newest = bundles.find((one) => !first.includes(one)) ?? ""
      writeFileSync(journal, `${first}\n`)
      await localFiles.remove(join(cwd, "certificates", names[0] ?? "", newest))
      const again = await order(["--force"])
      expect(again.exitCode).toBe(0)
      expect(ca.orders.slice(2).map(({ profile, replaces }) => [profile, replaces])).toEqual([
        ["tlsserver", ca.orders[1]?.replaces],
        ["tlsserver", undefined],
      ])
    })

    it("refuses a profile that the CA does not have, and leaves no order open", async () => {
      configure("      profile: shortlived\n")
      const { exitCode, stderr } = await order()
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringMatching(/the CA has no profile shortlived\n.*hint: it has tlsserver/),
      ])
      configure()
      expect((await order()).exitCode).toBe(0)
      expect(ca.orders).toHaveLength(1)
    })

    it("gets through outages, and orders once", async () => {
      ca.away = 5
      const { exitCode, stderr } = await order()
      expect([exitCode, ca.orders.length]).toEqual([0, 1])
      expect(stderr.match(/warning: .*; again in \d+ s/g)?.length).toBeGreaterThan(2)
    })

    it("takes the chain of another root where that is preferred", async () => {
      const [, subject = ""] = /CN=(.*)/.exec(await commonNameOf(join(cwd, "other.pem"))) ?? []
      configure(`      preferredChain: ${JSON.stringify(subject)}\n`)
      const { exitCode, stdout } = await order([], "other.pem")
      expect(exitCode).toBe(0)
      const { bundle } = JSON.parse(stdout) as {
        readonly bundle: { readonly chain: { readonly name: string }[] }
      }
      expect(bundle.chain.map(({ name }) => name).at(-1)).toBe(subject)
      expect(bundle.chain).toHaveLength(3)
    })
  },
)

async function commonNameOf(file: string): Promise<string> {
  const { runProgram } = await import("../../e2e/client.js")
  const args = ["x509", "-in", file, "-noout", "-subject", "-nameopt", "multiline,utf8"]
  return (await runProgram("openssl", args)).stdout.replace(/commonName\s+=\s+/, "CN=")
}
