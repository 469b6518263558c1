import { readdirSync, statSync, writeFileSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { deliverPile } from "../../src/demo/ca.js"
import { fingerprint, newCa, served } from "../probe/material.js"
import { allServe, certfleet, fleetYaml, requireFreshBuild } from "./certfleet.js"
import { startSshdFleet, whyNot } from "./sshd.js"

const reason = whyNot()

describe.skipIf(reason !== undefined)(
  `the whole road on real servers${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    it("goes from the names over key, CSR, payload and import to a proven fleet", async () => {
      requireFreshBuild()
      const ca = await newCa(Date.now)
      const old = await served(ca, ["mail.example.edu"], { from: -190, until: 9 })
      const fleet = await startSshdFleet({
        hosts: [
          { name: "mbs01.example.edu", roles: ["mailbox"] },
          { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
          { name: "prx01.example.edu", roles: ["proxy"] },
          { name: "mx01.example.edu", roles: ["mta"] },
        ],
        initial: { key: old.key, crt: old.cert, ca: old.chain },
      })
      const cwd = await mkdtemp(join(tmpdir(), "certfleet-e2e-"))
      const run = async (...args: string[]): Promise<string> => {
        const { status, stdout, stderr } = await certfleet(args, cwd)
        expect({ args, status, stderr: status === 0 ? "" : stderr + stdout }).toEqual({
          args,
          status: 0,
          stderr: "",
        })
        return stdout
      }
      try {
        writeFileSync(join(cwd, "fleet.yaml"), fleetYaml(fleet))
        const before = await certfleet(["probe"], cwd)
        expect(before.status).toBe(1)
        expect(before.stdout).toContain("[expires-soon]")
        expect(before.stdout).toContain("[fleet-name-missing]")

        expect((await run("names")).split("\n")).toHaveLength(6)
        await run("csr", "--out", "request")
        expect(statSync(join(cwd, "request/commercial.key")).mode & 0o777).toBe(0o600)
        const issued = await ca.issue(await readFile(join(cwd, "request/commercial.csr"), "utf8"))
        const mail = deliverPile(issued)
        writeFileSync(join(cwd, mail.name), mail.content)
        writeFileSync(join(cwd, "root.pem"), ca.root)
        await run(
          "import",
          mail.name,
          "--key-file",
          "request/commercial.key",
          "--trust",
          "root.pem",
          "--out",
          "bundle",
        )
        expect(readdirSync(join(cwd, "bundle")).sort()).toEqual(
          expect.arrayContaining(["commercial.crt", "commercial.key", "commercial_ca.crt"]),
        )

        await run("rollout", "bundle")
        expect(await allServe(fleet.hosts, fingerprint(issued.leaf))).toEqual([])
        const after = await run(
          "probe",
          "--expect",
          "bundle/commercial.crt",
          "--trust",
          "root.pem",
          "--fail-on",
          "notice",
        )
        expect(after).toContain("no findings")
      } finally {
        await fleet.stop()
        await rm(cwd, { recursive: true, force: true })
      }
    }, 120_000)
  },
)
