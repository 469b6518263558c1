import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { systemClock } from "../../src/local/clock.js"
import type { Payload } from "../../src/rollout/plan.js"
import { runCli } from "../cli/testIo.js"
import { testCa } from "../support/pairs.js"
import { servedFingerprint } from "./client.js"
import { type DaemonName, missingDaemons, type RealDaemon, startDaemon } from "./realDaemons.js"

const names = ["nginx", "postfix", "dovecot", "slapd"] as const
const isRoot = process.getuid?.() === 0
const reason = isRoot ? `these are missing: ${missingDaemons.join(", ")}` : "they start as root alone"

describe.skipIf(missingDaemons.length > 0 || !isRoot)(
  `Debian's own servers (skipped where ${reason})`,
  () => {
    let folder: string
    const pairs = new Map<DaemonName, Payload>()
    const running = new Map<DaemonName, RealDaemon>()
    const port = (name: DaemonName, service: string): number => running.get(name)?.ports[service] ?? 0

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "certfleet-daemons-"))
      execFileSync("chmod", ["755", folder])
      const ca = await testCa(systemClock)
      for (const name of names) {
        const pair = await ca.pair(["mail.example.edu"])
        pairs.set(name, pair)
        running.set(name, await startDaemon(name, join(folder, name), pair))
      }
      const chain = Buffer.from(pairs.get("nginx")?.chain ?? "").toString()
      const root = chain.slice(chain.lastIndexOf("-----BEGIN"))
      writeFileSync(join(folder, "root.pem"), root)
      const { lmtp, ...mailStore } = running.get("dovecot")?.ports ?? {}
      const proxy = { https: port("nginx", "https"), ...mailStore }
      const elsewhere = { https: false, admin: false, imap: false, imaps: false, pop3: false, pop3s: false }
      const mta = { ...running.get("postfix")?.ports, submission: false }
      writeFileSync(
        join(folder, "fleet.yaml"),
        JSON.stringify({
          certificate: { commonName: "mail.example.edu", profile: "private" },
          servers: [
            {
              host: "all.example.edu",
              address: "127.0.0.1",
              names: ["mail.example.edu"],
              roles: ["mailbox", "proxy", "mta", "ldap"],
              ports: { mailbox: { ...elsewhere, lmtp }, proxy, mta, ldap: running.get("slapd")?.ports },
            },
          ],
        }),
      )
    }, 60_000)
    afterAll(async () => {
      await Promise.all([...running.values()].map((daemon) => daemon.close()))
      rmSync(folder, { recursive: true, force: true })
    })

    it("show status the certificate of each, over TLS and STARTTLS, as openssl sees it", async () => {
      const { stdout } = await runCli(["status", "--json", "--no-ssh", "--no-farms", "--trust", "root.pem"], {
        cwd: folder,
        now: systemClock.now(),
        sleep: systemClock.sleep,
      })
      interface Port {
        readonly service: string
        readonly port: number
        readonly ok: boolean
        readonly fingerprint?: string
        readonly sni: string
      }
      const seen: Port[] = JSON.parse(stdout).servers[0].ports
      const starttls: Readonly<Record<string, string>> = {
        smtp: "smtp",
        lmtp: "lmtp",
        imap: "imap",
        pop3: "pop3",
        ldap: "ldap",
      }
      const opinion = new Map<number, string>()
      for (const { service, port: at } of seen)
        opinion.set(at, await servedFingerprint(at, starttls[service]))
      const byDaemon = Object.fromEntries(
        names.flatMap((name) =>
          Object.keys(running.get(name)?.ports ?? {}).map((service) => [
            service,
            pairs.get(name)?.fingerprint,
          ]),
        ),
      )
      expect(Object.keys(byDaemon)).toHaveLength(10)
      expect(Object.fromEntries(seen.map(({ service, fingerprint }) => [service, fingerprint]))).toEqual(
        byDaemon,
      )
      expect(seen.filter(({ port: at, fingerprint }) => opinion.get(at) !== fingerprint)).toEqual([])
    })
  },
)
