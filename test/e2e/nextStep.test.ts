import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet, program } from "./certfleet.js"
import type { CommandResult } from "./client.js"
import { sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "mbs01.example.edu", roles: ["mailbox"] },
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  { name: "mx01.example.edu", roles: ["mta"] },
]

describe.skipIf(reason !== undefined)(
  `the next command that a run names, over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(specs)

    /** Runs the very line that `--json` names, split as a shell would: no word of it has a blank. */
    async function follow({ stdout, stderr }: CommandResult, cwd: string): Promise<CommandResult> {
      const { next } = JSON.parse(stdout) as { next: string }
      expect(stderr).toContain(next)
      const [name, ...words] = next.split(" ")
      expect(name).toBe("certfleet")
      return certfleet(words[0] === "probe" ? words : [...words, "--json"], cwd)
    }

    const expectStatus = ({ status, stdout, stderr }: CommandResult, wanted: number): void =>
      expect({ status, said: stdout + stderr }).toMatchObject({ status: wanted })
    const expectServed = async (which: "old" | "renewed"): Promise<void> =>
      expect(await allServe(scene.fleet.hosts, fingerprint(scene[which].cert))).toEqual([])

    it("begins anew after everything was put back, once the cause is cured; then shows what is served", async () => {
      const { cwd, dir } = await scene.prepare()
      await scene.host("mx01").fault("deploycrt-fail")
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expectStatus(run, 4)
      await scene.host("mx01").clearFaults()
      const again = await follow(run, cwd)
      expectStatus(again, 0)
      await expectServed("renewed")
      // The authority of these certificates is nobody's: probe is told of its root.
      const shown = await follow(again, cwd)
      expectStatus(shown, 0)
      expect(shown.stdout).toContain("mx01.example.edu")
    })

    it("leads from the import of a certificate that signed itself to ports that are all in order", async () => {
      const { cwd } = await scene.prepare()
      const subject = ["-subj", "/CN=mail.example.edu", "-days", "90"]
      const names = ["-addext", "subjectAltName=DNS:mail.example.edu,DNS:*.example.edu"]
      const noCa = ["-addext", "basicConstraints=critical,CA:FALSE"]
      const files = ["-newkey", "rsa:2048", "-nodes", "-keyout", "own.key", "-out", "own.pem"]
      const made = spawnSync("openssl", ["req", "-x509", ...files, ...subject, ...names, ...noCa], { cwd })
      expect({ status: made.status, said: String(made.stderr) }).toMatchObject({ status: 0 })
      const key = ["--key-file", "own.key", "--out", "own", "--trust", "own.pem"]
      const imported = await certfleet(["import", "own.pem", ...key], cwd)
      expectStatus(imported, 0)
      // Of one's own CA, whose earlier bundle lies where bundles are: the one that was rolled out has another root.
      const text = readFileSync(join(cwd, "fleet.yaml"), "utf8")
      writeFileSync(join(cwd, "fleet.yaml"), text.replace("certificate:", "certificate:\n  profile: private"))
      const earlier = join(cwd, "certificates/mail.example.edu/2026-01-01-0123abcd")
      mkdirSync(earlier, { recursive: true })
      writeFileSync(join(earlier, "commercial_ca.crt"), scene.old.chain)
      const run = await certfleet(["rollout", "own", "--json"], cwd)
      expectStatus(run, 0)
      const own = fingerprint(readFileSync(join(cwd, "own.pem"), "utf8"))
      expect(await allServe(scene.fleet.hosts, own)).toEqual([])
      expectStatus(await follow(run, cwd), 0)
    })

    it("puts back a server that is stuck, once the cause is cured: nothing is held, nothing half done", async () => {
      const { cwd, dir } = await scene.prepare({ probeTimeout: 3 })
      const before = scene.trees()
      await scene.host("ldap01").fault("ldap-stays-down")
      const run = await certfleet(["rollout", dir, "--json"], cwd)
      expectStatus(run, 5)
      await scene.host("ldap01").clearFaults()
      const back = await follow(run, cwd)
      expectStatus(back, 0)
      expect(scene.trees()).toEqual(before)
      expectStatus(await certfleet(["rollout", dir, "--json"], cwd), 0)
      await expectServed("renewed")
    })

    it("puts back only the stuck one where the budget let the others go on; --resume does, too", async () => {
      const { cwd, dir } = await scene.prepare({ probeTimeout: 3 })
      const mx = scene.host("mx01")
      for (const way of ["next", "--resume"]) {
        await mx.fault("zmmtactl-will-not-start")
        const run = await certfleet(["rollout", dir, "--max-failures", "1", "--json"], cwd)
        expectStatus(run, 5)
        await mx.clearFaults()
        const again =
          way === "next"
            ? await follow(run, cwd)
            : await certfleet(["rollout", dir, "--resume", "--json"], cwd)
        expectStatus(again, way === "next" ? 0 : 1)
        expect(await allServe([mx], fingerprint(scene.old.cert))).toEqual([])
        expect(
          await allServe([scene.host("mbs01"), scene.host("ldap01")], fingerprint(scene.renewed.cert)),
        ).toEqual([])
        expectStatus(await certfleet(["rollback", dir], cwd), 0)
        await expectServed("old")
      }
    })

    it("is the same rollback again where one was refused, once the cause is cured", async () => {
      const { cwd, dir } = await scene.prepare()
      const before = scene.trees()
      expectStatus(await certfleet(["rollout", dir], cwd), 0)
      const lock = join(scene.host("mx01").home, "ssl/certfleet/lock")
      await scene.host("mx01").put("ssl/certfleet/lock/holder", "20261124T000000Z-ffffff\nroot@elsewhere\n")
      const refused = await certfleet(
        ["rollback", dir, "--limit", "mx01,mbs01", "--limit", "ldap", "--json"],
        cwd,
      )
      expectStatus(refused, 3)
      await rm(lock, { recursive: true })
      expectStatus(await follow(refused, cwd), 0)
      expect(scene.trees()).toEqual(before)
    })

    it("finishes what was stopped at once, and says so after it is over", async () => {
      const { cwd, dir } = await scene.prepare()
      await Promise.all(scene.fleet.hosts.map((host) => host.fault("slow", "0.2")))
      const events = join(cwd, "events.jsonl")
      const child = spawn(process.execPath, [program, "rollout", dir, "--json", "--events", events], { cwd })
      const said = { stdout: "", stderr: "" }
      for (const stream of ["stdout", "stderr"] as const)
        child[stream].on("data", (chunk: Buffer) => {
          said[stream] += chunk.toString()
        })
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve))
      const seen = (text: string): boolean =>
        existsSync(events) && readFileSync(events, "utf8").includes(text)
      await expect
        .poll(() => seen('"deploy","state":"started"'), { timeout: 60_000, interval: 20 })
        .toBe(true)
      child.kill("SIGINT")
      await expect.poll(() => seen('"type":"interruption"'), { timeout: 60_000, interval: 20 }).toBe(true)
      child.kill("SIGINT")
      const status = await ended
      expect(status).toBe(130)
      expectStatus(await follow({ status, ...said }, cwd), 0)
      await expectServed("renewed")
      const over = await certfleet(["rollout", dir, "--resume"], cwd)
      expect([over.status, over.stderr]).toEqual([
        2,
        expect.stringContaining("every server has the certificate"),
      ])
    })

    it("after a failed canary is another rollout: --resume says that nothing is left of the last", async () => {
      const { cwd, dir } = await scene.prepare()
      await scene.host("mx01").fault("deploycrt-fail")
      const run = await certfleet(["rollout", dir, "--canary", "mx01", "--json"], cwd)
      expectStatus(run, 4)
      const resumed = await certfleet(["rollout", dir, "--resume"], cwd)
      expect([resumed.status, resumed.stderr]).toEqual([
        2,
        expect.stringContaining("every changed server was put back"),
      ])
      await scene.host("mx01").clearFaults()
      expectStatus(await follow(run, cwd), 0)
      await expectServed("renewed")
    })
  },
)
