import { createSocket } from "node:dgram"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import packet from "dns-packet"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { DigicertStandIn } from "../../issuance/digicert/standIn.js"
import { VirtualClock } from "../../support/virtualClock.js"
import { temporaryFolder } from "../folder.js"
import { type RunResult, runCli } from "../testIo.js"

const fleetYaml = (api: string, secret: string): string => `certificate:
  commonName: mail.example.edu
  key: ec-p256
  additionalNames: [imap.example.edu]
  issuer:
    digicert:
      product: ssl_securesite_flex
      organization: 112233
      ${secret}
      api: ${api}
      caCertificates: ca.pem
servers:
  - host: mbs01.example.edu
    roles: [mailbox]
dns: { resolver: "127.0.0.1:${names.address().port}" }
`

/** A resolver to which every name has an address, and no CAA record is known: no other is asked. */
const names = createSocket("udp4", (bytes, from) => {
  const { id = 0, questions = [] } = packet.decode(bytes)
  const [{ name = "", type = "A" } = {}] = questions
  const answers = type === "A" ? [{ type, name, data: "127.0.0.1" } as const] : []
  const reply = packet.encode({ type: "response", id, flags: 0x180, questions, answers })
  names.send(reply, from.port, from.address)
})
beforeAll(() => new Promise<void>((done) => void names.bind(0, "127.0.0.1", done)))
afterAll(() => void names.close())

let clock: VirtualClock
let standIn: DigicertStandIn
let cwd: string
const said: string[] = []
beforeEach(async () => {
  clock = new VirtualClock()
  standIn = await DigicertStandIn.start(clock)
  cwd = temporaryFolder()
  said.length = 0
  writeFileSync(join(cwd, "fleet.yaml"), fleetYaml(standIn.api, "keyEnv: CERTCENTRAL_KEY"))
  writeFileSync(join(cwd, "ca.pem"), standIn.certificate)
  writeFileSync(join(cwd, "root.pem"), standIn.root)
})
afterEach(async () => {
  await standIn.stop()
  const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const kept = files.filter(({ name }) => name !== "api.key")
  const texts = kept.map(({ name, parentPath }) => readFileSync(join(parentPath, name), "utf8"))
  expect([...texts, ...said].filter((text) => text.includes(standIn.apiKey))).toEqual([])
})

async function order(...words: readonly string[]): Promise<RunResult> {
  const isNamed = readFileSync(join(cwd, "fleet.yaml"), "utf8").includes("CERTCENTRAL_KEY")
  const env = { LANG: "C", ...(isNamed ? { CERTCENTRAL_KEY: standIn.apiKey } : {}) }
  const result = await runCli(["order", "--trust", "root.pem", ...words], {
    // A command's clock stands still while it waits: what is issued meanwhile is valid all the same.
    ...{ cwd, env, now: clock.now() + 60_000 },
    sleep: (ms, signal) => clock.sleep(ms, signal),
  })
  said.push(result.stdout, result.stderr, JSON.stringify(env))
  return result
}

const validated = (): void => {
  const [made, until] = [Date.parse("2026-11-01T00:00:00Z"), Date.parse("2027-05-20T00:00:00Z")]
  standIn.validations.domains.set("example.edu", { status: "active", dcv: "complete", made, until })
}

describe("certfleet order, at DigiCert", () => {
  it("orders, imports, says what is next; the API key is in no file and no output", async () => {
    const { exitCode, stderr, stdout } = await order()
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("the CA has it: 10"),
    })
    expect(stdout).toMatch(/\nnext: certfleet rollout certificates\/mail\.example\.edu\/\S+ --dry-run\n$/)
    expect(standIn.orders).toHaveLength(1)
  })

  it("reads the API key from a file, too, and the next certificate is a reissue", async () => {
    writeFileSync(join(cwd, "api.key"), `${standIn.apiKey}\n`, { mode: 0o600 })
    writeFileSync(join(cwd, "fleet.yaml"), fleetYaml(standIn.api, "keyFile: api.key"))
    expect((await order()).exitCode).toBe(0)
    await clock.sleep(86_400_000)
    const { exitCode, stdout } = await order("--force", "--json")
    expect([exitCode, JSON.parse(stdout).outcome]).toEqual([0, "issued"])
    expect(standIn.posts().map(({ path }) => path)).toEqual([
      "/order/certificate/ssl_securesite_flex",
      `/order/certificate/${standIn.orders[0]?.id}/reissue`,
    ])
  })

  it("ends with the human's step, and goes on with the same order days later", async () => {
    standIn.approves = false
    const first = await order()
    expect(first.exitCode).toBe(5)
    expect(`${first.stdout}${first.stderr}`).toContain("approve the request of order")
    await clock.sleep(3 * 86_400_000)
    expect((await order()).exitCode).toBe(5)
    await standIn.issue(standIn.orders[0])
    const last = await order()
    expect([last.exitCode, standIn.posts()]).toMatchObject([0, [{ method: "POST" }]])
  })

  it("finds the order whose answer was lost, and sends no other", async () => {
    standIn.next(/^POST/, "cut-after")
    const { exitCode, stderr } = await order()
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("no whole answer"),
    })
    expect(standIn.posts()).toHaveLength(1)
  })

  it("waits as long as DigiCert says, looks whether the order was taken, and sends it again where it was not", async () => {
    const began = clock.now()
    standIn.next(/^POST/, { status: 503, body: {}, headers: { "retry-after": "40" } })
    expect((await order()).exitCode).toBe(0)
    expect([standIn.posts().length, standIn.orders.length]).toEqual([2, 1])
    expect(clock.now() - began).toBeGreaterThanOrEqual(40_000)
  })

  it("says what would be asked, and what is in its way, without an order", async () => {
    const { stdout } = await order("--dry-run")
    expect(stdout).toContain(`at ${standIn.api}`)
    expect(stdout).toContain("a new order: it costs money")
    const { exitCode, stderr, stdout: checked } = await order("--check")
    expect(exitCode).toBe(1)
    expect(`${stderr}${checked}`).toContain("is under no domain of the CertCentral account")
    validated()
    expect((await order("--check")).exitCode).toBe(0)
    expect(standIn.posts()).toEqual([])
  })

  it("shows a status that nobody documented, and imports nothing", async () => {
    standIn.immediate = false
    standIn.next(/GET \/order\/certificate\/\d+$/, {
      status: 200,
      body: { id: 1, status: "issued-soon", certificate: {} },
    })
    const { exitCode, stderr, stdout } = await order()
    expect(exitCode).toBe(5)
    expect(`${stderr}${stdout}`).toContain('"issued-soon"')
  })

  it("says what a wrong API key is met with", async () => {
    writeFileSync(join(cwd, "api.key"), "WRONG-KEY\n")
    writeFileSync(join(cwd, "fleet.yaml"), fleetYaml(standIn.api, "keyFile: api.key"))
    const { exitCode, stderr } = await order()
    expect(exitCode).toBe(3)
    expect(stderr).toContain("access_denied|invalid_key")
    expect(stderr).not.toContain("WRONG-KEY")
  })
})
