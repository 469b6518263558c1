import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import { type SignedZone, signedZone } from "../dane/scene.js"
import { fingerprint } from "../probe/material.js"
import { whyNoKnot } from "../support/knot.js"
import { allServe, certfleet } from "./certfleet.js"
import { runProgram } from "./client.js"
import { sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"

const reason = whyNot() ?? whyNoKnot()
const specs: readonly SshdHostSpec[] = [
  { name: "mx01.example.edu", roles: ["mta"] },
  { name: "mbs01.example.edu", roles: ["mailbox"] },
]

/** `3 1 1` data of a certificate's key, by OpenSSL. */
async function dataOf(pem: string): Promise<string> {
  const script = "openssl x509 -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -r"
  return (await runProgram("sh", ["-c", script], { input: pem })).stdout.split(" ")[0] ?? ""
}

describe.skipIf(reason !== undefined)(
  `DANE at real servers, in a zone that Knot signs${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(specs)
    let zone: SignedZone | undefined
    afterEach(async () => {
      await zone?.stop()
      zone = undefined
    })

    /** fleet.yaml that asks a validating resolver for a zone with these records at every port of the MX. */
    async function prepared(...data: readonly string[]): Promise<{ cwd: string; dir: string }> {
      const records = data.map((one) => `*._tcp.mx01 TLSA 3 1 1 ${one}`).join("\n")
      zone = await signedZone(records, { address: "127.0.0.253" })
      const { cwd, dir } = await scene.prepare()
      const file = join(cwd, "fleet.yaml")
      const dns = `dns: { resolver: "127.0.0.1:${zone.recursor.server.port}", trusted: true }\n`
      writeFileSync(file, readFileSync(file, "utf8") + dns)
      return { cwd, dir }
    }

    it("refuses a key whose record is not published, and changes nothing anywhere", async () => {
      const { cwd, dir } = await prepared(await dataOf(scene.old.cert))
      const before = scene.trees()
      const run = await certfleet(["rollout", dir], cwd)
      expect(run.status).toBe(3)
      expect(run.stderr).toMatch(
        /error: no TLSA record of _\d+\._tcp\.mx01\.example\.edu \(3 1 1 [0-9a-f]{16}…\) matches the key: DANE senders would defer all mail \(and 2 more\); nothing was changed on any server\n/,
      )
      expect(run.stderr).toContain("--ignore-tlsa")
      expect(scene.trees()).toEqual(before)
      expect(existsSync(join(dir, "rollouts"))).toBe(false)
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
    })

    it("goes on where it is told to, or where the record is there beside the old one", async () => {
      const forced = await prepared(await dataOf(scene.old.cert))
      const ignoring = await certfleet(["rollout", forced.dir, "--ignore-tlsa", "--json"], forced.cwd)
      expect([ignoring.status, ignoring.stderr]).toEqual([0, expect.not.stringContaining("TLSA")])
      await Promise.all(scene.fleet.hosts.map((host) => host.reset()))
      await zone?.stop()
      const { cwd, dir } = await prepared(await dataOf(scene.old.cert), await dataOf(scene.renewed.cert))
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expect([run.status, run.stderr]).toEqual([0, expect.not.stringContaining("TLSA")])
      expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
    })

    it("warns of records that could not be looked up, and rolls out", async () => {
      const { cwd, dir } = await prepared(await dataOf(scene.renewed.cert))
      zone?.recursor.broken.push(/TLSA$/)
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expect(run.status).toBe(0)
      expect(run.stderr).toMatch(
        /warning: could not check the TLSA records of _\d+\._tcp\.mx01\.example\.edu: /,
      )
    })

    it("is in status: whether the key in use has its records", async () => {
      const { cwd } = await prepared(await dataOf(scene.old.cert))
      const good = await certfleet(["status", "--no-ssh", "--json"], cwd)
      const places = (JSON.parse(good.stdout) as { dane: { places: { verdict: string; secure: boolean }[] } })
        .dane.places
      expect(new Set(places.map(({ secure, verdict }) => `${verdict} ${secure}`))).toEqual(
        new Set(["matches true"]),
      )
      await zone?.stop()
      const other = await prepared(await dataOf(scene.renewed.cert))
      const bad = await certfleet(["status", "--no-ssh"], other.cwd)
      expect(bad.stdout).toMatch(/^_\d+\._tcp\.mx01\.example\.edu +none is that of the key in use$/m)
      expect(bad.stdout).toContain("[dane-no-match]")
      const words = ["status", "--no-ssh", "--no-farms", "--reporter", "nagios", "--html", "fleet.html"]
      const plugin = await certfleet(words, other.cwd)
      expect([plugin.status, plugin.stdout]).toEqual([
        2,
        expect.stringMatching(
          /^CERTFLEET CRITICAL - .*\d dane, [\s\S]*^dane: no TLSA record of _\d+\._tcp\.mx01/m,
        ),
      ])
      const page = readFileSync(join(other.cwd, "fleet.html"), "utf8")
      expect(page).toMatch(/<section id="dane"[\s\S]*none is that of the key in use/)
    })

    it("prints records that openssl s_client finds right at the embedded SMTP, and no others", async () => {
      const { cwd } = await prepared(await dataOf(scene.renewed.cert))
      const imported = join(cwd, "certificates/mail.example.edu/2026-11-27-00000000")
      const { key, cert, chain } = scene.old
      await runProgram("mkdir", ["-p", imported])
      for (const [name, text] of [
        ["commercial.key", key],
        ["commercial.crt", cert],
        ["commercial_ca.crt", chain],
      ])
        writeFileSync(join(imported, name ?? ""), text ?? "")
      const { status, stderr, stdout } = await certfleet(["tlsa"], cwd)
      expect([status, stderr]).toEqual([0, ""])
      const { ports } = scene.host("mx01")
      const line = stdout.split("\n").find((one) => one.startsWith(`_${ports["smtp"]}._tcp.mx01`)) ?? ""
      const [, rrdata = ""] = / TLSA (.*) ; not published$/.exec(line) ?? []
      const verify = (data: string) =>
        runProgram("openssl", [
          ...["s_client", "-starttls", "smtp", "-connect", `127.0.0.1:${ports["smtp"]}`, "-brief"],
          ...["-dane_tlsa_domain", "mx01.example.edu", "-dane_tlsa_rrdata", data, "-verify_return_error"],
          // RFC 7672 section 3.1.1: with usage 3 the record alone counts, not the names.
          "-dane_ee_no_namechecks",
        ])
      const good = await verify(rrdata)
      expect(good.stderr).toContain("Verification: OK")
      expect(good.stderr).toMatch(/DANE TLSA 3 1 1 \.\.\.[0-9a-f]+ matched EE certificate at depth 0/)
      const bad = await verify(`3 1 1 ${await dataOf(scene.renewed.cert)}`)
      expect([bad.status === 0, bad.stderr]).toEqual([
        false,
        expect.stringContaining("no matching DANE TLSA records"),
      ])
    })
  },
)
