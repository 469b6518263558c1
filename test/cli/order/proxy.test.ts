import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { loadFleet } from "../../../src/fleet/load.js"
import { issuerOf } from "../../../src/issuance/issuerOf.js"
import { localFiles } from "../../../src/local/files.js"
import { issuanceDoors } from "../../../src/local/issuance.js"
import { parseCertificate } from "../../../src/x509/certificate.js"
import { readPem } from "../../../src/x509/pem.js"
import { ImpatientClock } from "../../acme/scene.js"
import { DigicertStandIn } from "../../issuance/digicert/standIn.js"
import { type ConnectProxy, startConnectProxy } from "../../support/connectProxy.js"
import { type Pebble, startPebble, whyNoPebble } from "../../support/pebble.js"
import { type RenewingServer, startRenewingServer } from "../../support/renewingServer.js"
import { VirtualClock } from "../../support/virtualClock.js"
import { temporaryFolder } from "../folder.js"
import { type RunResult, runCli } from "../testIo.js"
import { validate } from "./validated.js"

const reason = whyNoPebble()
const password = "s3cr3t-of-the-proxy"
const names = ["mail.example.edu", "mbs01.example.edu"]

let proxy: ConnectProxy
let cwd = ""
const said: string[] = []
beforeEach(async () => {
  proxy = await startConnectProxy({ credentials: `op:${password}` })
  cwd = temporaryFolder()
  said.length = 0
})
afterEach(async () => {
  await proxy.stop()
  const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const kept = files.filter(({ name }) => name !== "proxy.password")
  const texts = kept.map(({ name, parentPath }) => readFileSync(join(parentPath, name), "utf8"))
  const basic = Buffer.from(`op:${password}`).toString("base64")
  for (const words of [password, basic])
    expect([...texts, ...said].filter((text) => text.includes(words))).toEqual([])
})

const byVariable = (): Record<string, string> => ({
  HTTPS_PROXY: `http://op:${password}@127.0.0.1:${proxy.port}`,
})
const named = (source: string): string => `the proxy 127.0.0.1:${proxy.port} (${source})`

function configure(issuer: readonly string[]): void {
  const text = `certificate:
  commonName: ${names[0]}
  key: ec-p256
  issuer:
${issuer.map((line) => `    ${line}`).join("\n")}
# Nobody listens there: what the DNS says is the matter of other tests.
dns: { resolver: "127.0.0.1:9" }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
`
  writeFileSync(join(cwd, "fleet.yaml"), text)
}

async function run(words: string, env: Record<string, string>): Promise<RunResult> {
  const clock = new ImpatientClock()
  const options = { cwd, env, now: Date.now() + 10_000, sleep: (ms: number) => clock.sleep(ms) }
  const result = await runCli(words.split(" "), options)
  said.push(result.stdout, result.stderr)
  return result
}

describe.skipIf(reason !== undefined)(
  `certfleet order, at Pebble through an HTTP proxy${reason ? ` (${reason})` : ""}`,
  () => {
    let pebble: Pebble
    let ca: RenewingServer
    beforeAll(async () => {
      pebble = await startPebble({ environment: { PEBBLE_AUTHZREUSE: "100" } })
      ca = await startRenewingServer(pebble)
    })
    afterAll(async () => {
      await ca?.stop()
      await pebble?.stop()
    })
    beforeEach(async () => {
      writeFileSync(join(cwd, "ca.pem"), ca.certificate)
      writeFileSync(join(cwd, "root.pem"), await pebble.root())
      acme()
      await validate(join(cwd, "fleet.yaml"), names, { pebble, env: {} })
    })

    function acme(...more: readonly string[]): void {
      const lines = [`directory: ${ca.directory}`, "termsOfServiceAgreed: true", "caCertificates: ca.pem"]
      configure(["acme:", ...[...lines, ...more].map((line) => `  ${line}`)])
    }

    const targets = (): string[] => [...new Set(proxy.asked.map(({ target }) => target))]
    const host = (): string => new URL(ca.directory).host

    it("orders by the proxy of the environment, which -v and --check name", async () => {
      const looked = await run("order --check", byVariable())
      expect(looked.stdout).toContain(`at ${ca.directory}, through ${named("HTTPS_PROXY")}\n`)
      const { exitCode, stderr } = await run("order -v --trust root.pem", byVariable())
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
      expect(stderr.split(`certfleet: ${host()} is asked through ${named("HTTPS_PROXY")}\n`)).toHaveLength(2)
      expect(targets()).toEqual([host()])
    })

    it("asks straight where NO_PROXY says so", async () => {
      const env = { ...byVariable(), NO_PROXY: "example.edu, 127.0.0.0/8" }
      expect((await run("order --trust root.pem", env)).exitCode).toBe(0)
      expect(proxy.asked).toEqual([])
    })

    it("orders by the proxy of fleet.yaml whatever the environment says, its password from a file", async () => {
      writeFileSync(join(cwd, "proxy.password"), `${password}\n`, { mode: 0o600 })
      acme(`proxy: { url: "http://127.0.0.1:${proxy.port}", user: op, keyFile: proxy.password }`)
      const env = { https_proxy: "http://127.0.0.1:9", no_proxy: "*" }
      const looked = await run("order --dry-run", env)
      expect(looked.stdout).toContain(`, through ${named("certificate.issuer.acme.proxy")}\n`)
      expect((await run("order --trust root.pem", env)).exitCode).toBe(0)
      expect(targets()).toEqual([host()])
    })

    it("ends at once where the proxy does not take user and password, and asks again where the CA is away", async () => {
      const wrong = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }
      const refused = await run("order", wrong)
      expect([refused.exitCode, refused.stderr]).toEqual([
        3,
        `certfleet: error: ${named("HTTPS_PROXY")} opens no way to ${host()}: 407\n` +
          "certfleet: hint: it wants user and password: name them in HTTPS_PROXY\n",
      ])
      proxy.status = 503
      const away = await run("order --deadline 8", byVariable())
      expect([away.exitCode, away.stderr]).toEqual([3, expect.stringMatching(/: 503; again in 5 s\n/)])
    })

    it("asks for renewal information by it", async () => {
      expect((await run("order --trust root.pem", byVariable())).exitCode).toBe(0)
      const [order = ""] = readdirSync(join(cwd, "certificates/mail.example.edu")).filter((one) =>
        one.startsWith("request-"),
      )
      const pem = readFileSync(join(cwd, "certificates/mail.example.edu", order, "delivered.pem"))
      const leaf = parseCertificate(readPem(pem).blocks[0]?.der ?? new Uint8Array())
      if (!leaf.ok) throw new Error(leaf.problem.message)
      const { fleet } = loadFleet(readFileSync(join(cwd, "fleet.yaml"), "utf8"), join(cwd, "fleet.yaml"))
      if (fleet === undefined) throw new Error("no fleet")
      const machine = { files: localFiles, clock: new ImpatientClock(), env: byVariable() }
      const processes = { find: async () => "there" as const, run: async () => undefined }
      proxy.asked.splice(0)
      const issuer = issuerOf(fleet, issuanceDoors({ ...machine, processes }, fleet))
      expect(await issuer.renewalInfo(leaf.value)).toMatchObject({ start: new Date(ca.window.start) })
      expect(targets()).toEqual([host()])
    })
  },
)

describe("certfleet order, at DigiCert through an HTTP proxy", () => {
  it("asks the Services API by it, and says so", async () => {
    const clock = new VirtualClock()
    const standIn = await DigicertStandIn.start(clock)
    const key = `keyEnv: CERTCENTRAL_KEY, api: "${standIn.api}", caCertificates: ca.pem`
    const way = `proxy: { url: "http://127.0.0.1:${proxy.port}", user: op, keyEnv: PROXY_PASSWORD }`
    configure([`digicert: { product: ssl_securesite_flex, organization: 112233, ${key}, ${way} }`])
    writeFileSync(join(cwd, "ca.pem"), standIn.certificate)
    const env = { CERTCENTRAL_KEY: standIn.apiKey, PROXY_PASSWORD: password }
    const { stdout } = await run("order --check", env)
    expect(stdout).toContain(`at ${standIn.api}, through ${named("certificate.issuer.digicert.proxy")}\n`)
    expect(proxy.asked.length).toBe(standIn.asked.length)
    expect(proxy.asked.length).toBeGreaterThan(0)
    await standIn.stop()
  })
})
