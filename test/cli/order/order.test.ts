import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { makeKeyPair } from "../../../src/demo/sshServer.js"
import { ToolError } from "../../../src/errors.js"
import { ImpatientClock } from "../../acme/scene.js"
import { type Pebble, startPebble, whyNoPebble } from "../../support/pebble.js"
import { temporaryFolder } from "../folder.js"
import { type RunResult, runCli } from "../testIo.js"
import { validate } from "./validated.js"

const reason = whyNoPebble()
const mac = { kid: "kid-1", key: "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W" }

const fleetYaml = (issuer: string): string => `certificate:
  commonName: mail.example.edu
  key: ec-p256
  additionalNames: [imap.example.edu]
${issuer}# Nobody listens there: what the DNS says is the matter of other tests.
dns: { resolver: "127.0.0.1:9" }
servers:
  - host: mbs01.example.edu
    roles: [mailbox]
`
const names = ["mail.example.edu", "mbs01.example.edu", "imap.example.edu"]

describe("certfleet order", () => {
  it("says what is missing where fleet.yaml names no CA", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "fleet.yaml"), fleetYaml(""))
    const { exitCode, stderr } = await runCli(["order"], { cwd })
    expect([exitCode, stderr]).toEqual([
      2,
      "certfleet: error: fleet.yaml names no CA to order from\n" +
        "certfleet: hint: write certificate.issuer, with acme: or digicert: in it; or order by hand with certfleet csr\n",
    ])
  })
})

describe.each(["order", "renew --force"])("certfleet %s, where the CA is not reached", (command) => {
  it("says once how long that goes on, and after Ctrl-C that the next call goes on where it was", async () => {
    const cwd = temporaryFolder()
    const issuer = "  issuer: { acme: { directory: https://127.0.0.1:9/dir } }\n"
    // What renew looks for before it orders.
    const { private: key, public: line } = makeKeyPair()
    writeFileSync(join(cwd, "ssh_key"), key, { mode: 0o600 })
    writeFileSync(join(cwd, "known_hosts"), `mbs01.example.edu ${line}\n`)
    const ssh = "ssh: { identityFile: ssh_key, knownHosts: known_hosts }\n"
    writeFileSync(join(cwd, "fleet.yaml"), fleetYaml(issuer) + ssh)
    const pressed = new AbortController()
    const { exitCode, stderr } = await runCli([...command.split(" "), "--deadline", "900"], {
      ...{ cwd, interrupt: pressed.signal },
      // The third wait of a CA's outage; looks at ports wait, too.
      sleep: async (ms) => {
        if (ms !== 20_000) return
        pressed.abort(new ToolError("cancelled", "interrupted"))
        throw pressed.signal.reason
      },
    })
    expect(exitCode).toBe(130)
    expect(stderr.match(/; again in \d+ s\n/g)).toHaveLength(3)
    expect(stderr.match(/hint: is the URL right/g)).toHaveLength(1)
    expect(stderr.match(/this goes on for 900 s at most \(--deadline\); a later call/g)).toHaveLength(1)
    const again = command === "order" ? "certfleet order again" : "certfleet renew again, without --force"
    expect(stderr).toMatch(
      new RegExp(`error: interrupted\ncertfleet: hint: run ${again}: it goes on where this one was.*\n$`),
    )
  })
})

describe.skipIf(reason !== undefined)(
  `certfleet order, at Pebble with binding required${reason ? ` (${reason})` : ""}`,
  () => {
    let pebble: Pebble
    beforeAll(async () => {
      pebble = await startPebble({
        bindings: { [mac.kid]: mac.key },
        environment: { PEBBLE_WFE_NONCEREJECT: "20", PEBBLE_AUTHZREUSE: "100", PEBBLE_CHAIN_LENGTH: "2" },
      })
    })
    afterAll(() => pebble?.stop())

    /** A folder with fleet.yaml; the names are validated at the CA already, as an OV customer's are. */
    async function folder(more = ""): Promise<string> {
      const cwd = temporaryFolder()
      const yaml = fleetYaml(`  issuer:
    acme:
      directory: ${pebble.directory}
      termsOfServiceAgreed: true
      caCertificates: ca.pem
      eab: { kid: ${mac.kid}, keyEnv: EAB_KEY }
${more}`)
      writeFileSync(join(cwd, "fleet.yaml"), yaml)
      writeFileSync(join(cwd, "ca.pem"), pebble.certificate)
      writeFileSync(join(cwd, "root.pem"), await pebble.root())
      return cwd
    }

    async function validated(): Promise<string> {
      const cwd = await folder()
      await validate(join(cwd, "fleet.yaml"), names, { pebble, env: { EAB_KEY: mac.key } })
      return cwd
    }

    const order = (cwd: string, words: readonly string[] = []): Promise<RunResult> =>
      orderWith(cwd, ["--trust", "root.pem", ...words])

    const orderWith = (cwd: string, words: readonly string[]): Promise<RunResult> =>
      runCli(["order", ...words], {
        cwd,
        env: { EAB_KEY: mac.key },
        now: Date.now() + 10_000,
        sleep: (ms) => new ImpatientClock().sleep(ms),
      })

    it("makes key and CSR, orders, imports, and says what is next", async () => {
      const cwd = await validated()
      const { exitCode, stderr, stdout } = await order(cwd)
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: expect.stringMatching(
          /^certfleet: order \S+: 3 names at https:.*\ncertfleet: the CA has it: https/,
        ),
      })
      expect(stdout).toMatch(
        /^certificate {2}mail\.example\.edu, issued for certificates\/mail\.example\.edu\/request-/,
      )
      expect(stdout).toMatch(/\nnext: certfleet rollout certificates\/mail\.example\.edu\/\S+ --dry-run\n$/)
      const again = await order(cwd, ["--json"])
      expect([again.exitCode, JSON.parse(again.stdout).isEarlier]).toEqual([0, true])
      const forced = await order(cwd, ["--json", "--force"])
      expect(JSON.parse(forced.stdout)).toMatchObject({
        ...{ version: 1, outcome: "issued", isEarlier: false, differences: [] },
        bundle: { commonName: "mail.example.edu", encrypted: false },
      })
      const journal = readFileSync(join(cwd, "certificates/mail.example.edu/orders.jsonl"), "utf8")
      for (const secret of secretsIn(cwd))
        for (const text of [journal, stdout, stderr, forced.stdout, forced.stderr])
          expect(text).not.toContain(secret)
    })

    it("keeps a certificate that is not taken, and imports it without another order once it is", async () => {
      const cwd = await validated()
      const refused = await orderWith(cwd, ["--profile", "private"])
      expect([refused.exitCode, refused.stdout]).toEqual([
        1,
        expect.stringMatching(
          /delivered\.pem; it was not imported\nmend what the findings name.*\n\(one of .*--trust/,
        ),
      ])
      const imported = await order(cwd)
      expect([imported.exitCode, imported.stdout]).toEqual([
        0,
        expect.stringMatching(/\nnext: certfleet rollout/),
      ])
      const journal = readFileSync(join(cwd, "certificates/mail.example.edu/orders.jsonl"), "utf8")
      expect(journal.match(/"type":"intent"/g)).toHaveLength(1)
    })

    it("says what would be asked, and makes nothing", async () => {
      const cwd = await folder()
      const { exitCode, stdout } = await order(cwd, ["--dry-run"])
      expect(exitCode).toBe(0)
      expect(stdout).toContain("(a new key and CSR go there)\nwould ask    at https://127.0.0.1:")
      expect(stdout).toContain("             name: dns imap.example.edu\nnothing was sent\n")
      expect(readdirSync(cwd).sort()).toEqual(["ca.pem", "fleet.yaml", "root.pem"])
      const { stdout: json } = await order(cwd, ["--dry-run", "--json"])
      expect(JSON.parse(json).request).toMatchObject({ isNew: true, names })
    })

    it("names the challenge that is not set up, and goes on with the same order once that is different", async () => {
      const cwd = await folder()
      const { exitCode, stderr } = await order(cwd)
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringMatching(
          /the CA offers .*, and no challenge is set up\n.*hint: write certificate\.issuer\.acme\.challenge: \{ http-01: .* in fleet\.yaml/,
        ),
      ])
      const again = await order(cwd, ["--dry-run", "--json"])
      expect(JSON.parse(again.stdout).open).toEqual({
        id: expect.any(String),
        reference: expect.stringContaining("https://127.0.0.1:"),
      })
    })

    it("names the key of fleet.yaml for terms that nobody agreed to, a missing binding and a CA that is not known", async () => {
      const without = async (line: string): Promise<RunResult> => {
        const cwd = await folder()
        const file = join(cwd, "fleet.yaml")
        const kept = readFileSync(file, "utf8").split("\n")
        writeFileSync(file, kept.filter((own) => !own.trim().startsWith(line)).join("\n"))
        return orderWith(cwd, ["--trust", "root.pem"])
      }
      const terms = await without("termsOfServiceAgreed")
      expect([terms.exitCode, terms.stderr]).toEqual([
        2,
        expect.stringContaining("write certificate.issuer.acme.termsOfServiceAgreed: true in fleet.yaml"),
      ])
      const binding = await without("eab")
      expect([binding.exitCode, binding.stderr]).toEqual([
        2,
        expect.stringContaining("certificate.issuer.acme.eab: { kid: KID, keyFile: FILE }"),
      ])
      const unknown = await without("caCertificates")
      expect([unknown.exitCode, unknown.stderr]).toEqual([
        3,
        expect.stringMatching(
          /^certfleet: error: the certificate of 127\.0\.0\.1:\d+ is not believed: .*\ncertfleet: hint: .*write certificate\.issuer\.acme\.caCertificates: FILE in fleet\.yaml.*\n$/,
        ),
      ])
      const cwd = await folder()
      writeFileSync(join(cwd, "ca.pem"), "nothing of the kind\n")
      expect(await orderWith(cwd, [])).toMatchObject({
        ...{
          exitCode: 2,
          stderr: expect.stringContaining("ca.pem holds no certificate in PEM (certificate."),
        },
      })
    })

    it("--check says what of fleet.yaml would stop the order, and nothing of it once there is an account", async () => {
      const cwd = await folder()
      const file = join(cwd, "fleet.yaml")
      const whole = readFileSync(file, "utf8")
      const bare = whole.replace(/^.*(termsOfServiceAgreed|eab).*\n/gm, "")
      const codes = async (yaml: string): Promise<readonly string[]> => {
        writeFileSync(file, yaml)
        const { stderr } = await order(cwd, ["--check"])
        return [...stderr.matchAll(/\[(order-(?:terms|binding|no-challenge))\]/g)].map(
          ([, code = ""]) => code,
        )
      }
      expect(await codes(bare)).toEqual(["order-terms", "order-binding", "order-no-challenge"])
      expect(await codes(whole)).toEqual(["order-no-challenge"])
      await order(cwd)
      expect(await codes(bare)).toEqual([])
    })

    it("does not order with a hook that cannot be run, which --check says, too", async () => {
      const hook = join(temporaryFolder(), "publish")
      const cwd = await folder(`      challenge: { http-01: { hook: [${hook}] } }\n`)
      const checked = await order(cwd, ["--check"])
      expect([checked.exitCode, checked.stderr]).toEqual([
        1,
        expect.stringContaining(`the hook ${hook} of http-01 cannot be run: it is not there`),
      ])
      writeFileSync(hook, "#!/bin/sh\n", { mode: 0o644 })
      const ordered = await order(cwd)
      expect([ordered.exitCode, ordered.stdout, ordered.stderr]).toEqual([
        1,
        "nothing was ordered: see above\n",
        expect.stringContaining("it is not executable"),
      ])
      chmodSync(hook, 0o755)
      expect((await order(cwd, ["--check"])).stderr).not.toContain("order-hook-program")
    })

    it("says which MAC key does not fit which key identifier", async () => {
      const cwd = await folder()
      const { exitCode, stderr } = await runCli(["order"], {
        cwd,
        env: { EAB_KEY: `${mac.key.slice(0, -4)}AAAA` },
        now: Date.now() + 10_000,
        sleep: (ms) => new ImpatientClock().sleep(ms),
      })
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringContaining("does the MAC key in the variable EAB_KEY belong to kid-1?"),
      ])
    })

    it("says how an account that the CA has forgotten is registered anew, and that works", async () => {
      const cwd = await folder()
      await order(cwd)
      const account = join(cwd, "acme-account/account.json")
      const { url } = JSON.parse(readFileSync(account, "utf8"))
      writeFileSync(account, JSON.stringify({ directory: pebble.directory, url: `${url}9` }))
      const forgotten = await order(cwd, ["--force"])
      expect([forgotten.exitCode, forgotten.stderr]).toEqual([
        2,
        expect.stringContaining("move acme-account/account.json away"),
      ])
      rmSync(account)
      const anew = await order(cwd, ["--force"])
      expect(anew.stderr).toContain("the CA has it: https")
      expect(JSON.parse(readFileSync(account, "utf8")).url).toBe(url)
    })

    it("keeps a second order of the same fleet out", async () => {
      const cwd = await folder()
      const lock = { id: "order", holder: "else@here", machine: hostname(), pid: process.ppid, since: "now" }
      writeFileSync(join(cwd, ".certfleet-order.lock"), JSON.stringify(lock))
      const { exitCode, stderr } = await order(cwd)
      expect([exitCode, stderr]).toEqual([
        3,
        expect.stringContaining("another order or renewal of this fleet is running: else@here"),
      ])
    })

    function secretsIn(cwd: string): readonly string[] {
      const key = readFileSync(join(cwd, "acme-account/account.key"), "utf8").split("\n")[1] ?? ""
      expect(key.length).toBeGreaterThan(40)
      return [mac.key, Buffer.from(mac.key, "base64url").toString("base64"), key]
    }
  },
)
