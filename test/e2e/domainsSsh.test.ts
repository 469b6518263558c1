import { spawn } from "node:child_process"
import { createHash, X509Certificate } from "node:crypto"
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { connect } from "node:tls"
import { beforeEach, describe, expect, it } from "vitest"
import { createDemoCa } from "../../src/demo/ca.js"
import type { RolloutJson } from "../../src/report/rolloutJson.js"
import { fingerprint, type Served, served } from "../probe/material.js"
import { certfleet, deliveryFolder, filesHolding, keyLine, program } from "./certfleet.js"
import { sceneOf } from "./scene.js"
import { type SshdHostSpec, whyNot } from "./sshd.js"
import { zimbraScripts } from "./zimbraScripts.js"

const reason = whyNot()

const specs: readonly SshdHostSpec[] = [
  { name: "prx01.example.edu", roles: ["proxy"] },
  { name: "prx02.example.edu", roles: ["proxy"] },
]
const art = "art.example.edu"
const names = ["mail.art.example.edu", "webmail.art.example.edu"]

describe.skipIf(reason !== undefined)(
  `certificates of domains over real OpenSSH servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf(specs)
    let [first, second]: (Served | undefined)[] = []

    beforeEach(async () => {
      const ca = await createDemoCa({ now: Date.now, sleep: () => Promise.resolve() })
      first = await served(ca, names)
      second = await served(ca, names)
      for (const host of scene.fleet.hosts)
        await host.put(
          `directory/gd.${art}`,
          `# name ${art}\n${names.map((name) => `zimbraVirtualHostname: ${name}\n`).join("")}`,
        )
    })

    /** A folder with fleet.yaml, and both certificates of the domain. */
    async function prepare(): Promise<{ cwd: string; old: string; renewed: string }> {
      const { cwd } = await scene.prepare({ probeTimeout: 3 })
      const file = join(cwd, "fleet.yaml")
      const domain = `domains:\n  - { domain: ${art}, names: [${names.join(", ")}], services: [https, imaps] }\n`
      writeFileSync(file, `${readFileSync(file, "utf8")}${domain}`)
      const [old, renewed] = [join(cwd, "old"), join(cwd, "renewed")]
      await deliveryFolder(old, must(first))
      await deliveryFolder(renewed, must(second))
      return { cwd, old, renewed }
    }

    const rollOut = (cwd: string, dir: string, ...more: string[]) =>
      certfleet(["rollout", dir, "--domain", art, ...more], cwd)

    it("are saved, deployed and proven on every proxy, and taken back", async () => {
      const { cwd, old, renewed } = await prepare()
      const before = trees()
      const begun = await rollOut(cwd, old, "--json")
      expect({ status: begun.status, stderr: begun.stderr }).toMatchObject({ status: 0 })
      const { hosts } = JSON.parse(begun.stdout) as RolloutJson
      expect(hosts.map(({ outcome, portsProven }) => [outcome, portsProven])).toEqual([
        ["done", 4],
        ["done", 4],
      ])
      for (const name of names) expect(await seen(name)).toEqual([fingerprint(must(first).cert)])
      expect(await seen("mail.example.edu")).toEqual([fingerprint(scene.old.cert)])
      for (const host of scene.fleet.hosts) {
        expect(filesHolding(host.home, keyLine(must(first).key)).sort()).toEqual(
          [`conf/domaincerts/${art}.key`, `ldap/domains/${art}/zimbraSSLPrivateKey`].sort(),
        )
        expect(statSync(join(host.home, `conf/domaincerts/${art}.key`)).mode & 0o777).toBe(0o400)
      }
      const between = trees()
      expect((await rollOut(cwd, renewed)).status).toBe(0)
      expect(await seen("mail.art.example.edu")).toEqual([fingerprint(must(second).cert)])
      const back = await certfleet(["rollback", renewed, "--domain", art], cwd)
      expect({ status: back.status, stderr: back.stderr }).toMatchObject({ status: 0 })
      expect(trees()).toEqual(between)
      expect(await seen("mail.art.example.edu")).toEqual([fingerprint(must(first).cert)])
      const start = await certfleet(["rollback", old, "--domain", art], cwd)
      expect({ status: start.status, stderr: start.stderr }).toMatchObject({ status: 0 })
      expect(trees()).toEqual(before)
      expect(await seen("mail.art.example.edu")).toEqual([fingerprint(scene.old.cert)])
    }, 90_000)

    // The real tool does all of this by itself, but not when asked to.
    it.skipIf(zimbraScripts !== undefined).each([
      ["domain-save-fail", "LDAP did not take certificate and key"],
      ["domain-key-fail", "LDAP did not take certificate and key"],
      ["domain-deploy-empty", "left another certificate or key"],
      ["domain-deploy-noop", "left another certificate or key"],
      ["zmproxyctl-noop", "serves another certificate"],
    ])(
      "bring everything back where a tool lies: %s",
      async (fault, words) => {
        const { cwd, old, renewed } = await prepare()
        expect((await rollOut(cwd, old)).status).toBe(0)
        const before = trees()
        await scene.host("prx01").fault(fault)
        const { status, stderr } = await rollOut(cwd, renewed)
        expect({ status, stderr }).toMatchObject({ status: 4, stderr: expect.stringContaining(words) })
        expect(trees()).toEqual(before)
        expect(await seen("mail.art.example.edu")).toEqual([fingerprint(must(first).cert)])
      },
      90_000,
    )

    it("do not begin where LDAP has no such virtual host, or SNI is switched off", async () => {
      const { cwd, old } = await prepare()
      const before = trees()
      await scene
        .host("prx01")
        .put(`directory/gd.${art}`, `# name ${art}\nzimbraVirtualHostname: ${names[0]}\n`)
      await scene.host("prx02").fault("sni-off")
      const { status, stderr } = await rollOut(cwd, old)
      expect(status).toBe(3)
      expect(stderr).toContain(`zmprov md ${art} +zimbraVirtualHostname webmail.art.example.edu`)
      expect(stderr).toContain("zmprov mcf zimbraReverseProxySNIEnabled TRUE")
      expect(trees()).toEqual(before)
    })

    it("come to their end when certfleet is killed in the middle, and is called with --resume", async () => {
      const { cwd, old } = await prepare()
      for (const host of scene.fleet.hosts) await host.fault("slow", "0.3")
      const env = { PATH: process.env["PATH"], HOME: cwd }
      const child = spawn(process.execPath, [program, "rollout", old, "--domain", art], {
        cwd,
        env,
        stdio: "ignore",
      })
      const ended = new Promise((resolve) => child.once("exit", resolve))
      await expect
        .poll(() => journal(old).includes('"step":"deploycrts"'), { timeout: 60_000, interval: 10 })
        .toBe(true)
      child.kill("SIGKILL")
      await ended
      const resumed = await rollOut(cwd, old, "--resume")
      expect({ status: resumed.status, stderr: resumed.stderr }).toMatchObject({ status: 0 })
      for (const name of names) expect(await seen(name)).toEqual([fingerprint(must(first).cert)])
    }, 90_000)

    function journal(dir: string): string {
      const folder = join(dir, "rollouts")
      return existsSync(folder)
        ? readdirSync(folder)
            .map((name) => readFileSync(join(folder, name), "utf8"))
            .join("")
        : ""
    }

    /** What comes back: files of domains' certificates and LDAP's values. */
    function trees(): string[][] {
      return scene.fleet.hosts.map(({ home }) =>
        ["conf/domaincerts", `ldap/domains/${art}`].flatMap((folder) => {
          const at = join(home, folder)
          return (existsSync(at) ? readdirSync(at) : []).sort().map((name) => {
            const { mode, uid } = statSync(join(at, name))
            return `${folder}/${name} ${mode.toString(8)} ${uid} ${hash(readFileSync(join(at, name)))}`
          })
        }),
      )
    }

    /** What Node's own client gets from every proxy by a name. */
    async function seen(servername: string): Promise<string[]> {
      const prints = await Promise.all(
        scene.fleet.hosts.flatMap(({ ports }) =>
          ["https", "imaps"].map(
            (service) =>
              new Promise<string>((resolve, reject) => {
                const options = {
                  host: "127.0.0.1",
                  port: ports[service] ?? 0,
                  servername,
                  rejectUnauthorized: false,
                }
                const socket = connect(options, () => {
                  resolve(hash(new X509Certificate(socket.getPeerX509Certificate()?.raw ?? "").raw))
                  socket.destroy()
                })
                socket.once("error", reject)
              }),
          ),
        ),
      )
      return [...new Set(prints)]
    }
  },
)

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("not made yet")
  return value
}
