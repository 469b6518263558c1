import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import { type SignedZone, signedZone } from "../../dane/scene.js"
import { whyNoKnot } from "../../support/knot.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const reason = whyNoKnot()
const now = Date.UTC(2026, 10, 27, 6)

describe.skipIf(reason !== undefined)(`certfleet tlsa${reason ? ` (${reason})` : ""}`, () => {
  const zones: SignedZone[] = []
  afterEach(async () => {
    for (const one of zones.splice(0)) await one.stop()
  })

  async function fleetFor(records: string): Promise<{ cwd: string; zone: SignedZone }> {
    const zone = await signedZone(records, { address: "127.0.0.253" })
    zones.push(zone)
    const cwd = temporaryFolder()
    writeFileSync(
      join(cwd, "fleet.yaml"),
      `certificate:
  commonName: mail.example.edu
  key: ec-p256
dns: { resolver: "127.0.0.1:${zone.recursor.server.port}", trusted: true }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: mx01.example.edu, roles: [mta], ports: { submission: false, smtps: false } }
  - { host: mx02.example.edu, roles: [mta], ports: { submission: false, smtps: false } }
`,
    )
    return { cwd, zone }
  }

  it("says that there is no key yet", async () => {
    const { cwd } = await fleetFor("")
    const run = await runCli(["tlsa"], { cwd, now })
    expect([run.exitCode, run.stderr]).toEqual([
      2,
      expect.stringContaining("certfleet csr --next makes a key"),
    ])
  })

  it("prints lines of a zone file for the key that was made early, and foreign exchangers", async () => {
    const { cwd } = await fleetFor("")
    const made = await runCli(["csr", "--next"], { cwd, now })
    expect([made.exitCode, made.stderr]).toEqual([0, ""])
    expect(made.stdout).toContain(
      "certificates/mail.example.edu/next/request-2026-11-27T06-00-00Z/commercial.key",
    )
    expect(made.stdout).toContain(
      "certfleet order certificates/mail.example.edu/next/request-2026-11-27T06-00-00Z\n",
    )
    const { exitCode, stderr, stdout } = await runCli(["tlsa"], { cwd, now })
    expect([exitCode, stderr]).toEqual([0, ""])
    expect(
      stdout.replace(/[0-9a-f]{64}/g, "HASH"),
    ).toBe(`; the next key: certificates/mail.example.edu/next/request-2026-11-27T06-00-00Z
_25._tcp.mx01.example.edu. IN TLSA 3 1 1 HASH ; not published
_25._tcp.mx02.example.edu. IN TLSA 3 1 1 HASH ; not published
; mx.example.net, a mail exchanger of example.edu, is no name of this fleet
; the next key may be used now: no mail exchanger has TLSA records
`)
    const again = await runCli(["csr", "--next"], { cwd, now: now + 1_000 })
    expect([again.exitCode, again.stderr]).toEqual([
      2,
      expect.stringContaining("there is a next key already"),
    ])
  })

  it("tells by --json what is published, and whether the next key may be used", async () => {
    const { cwd } = await fleetFor(`_25._tcp.mx01 TLSA 3 1 1 ${"ab".repeat(32)}`)
    await runCli(["csr", "--next"], { cwd, now })
    const { stdout } = await runCli(["tlsa", "--json"], { cwd, now })
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ version: 1, findings: [], foreign: [{ domain: "example.edu", mx: "mx.example.net" }] },
      keys: [
        {
          which: "next",
          places: [{ mx: "mx01.example.edu", port: 25, published: false }, { mx: "mx02.example.edu" }],
        },
      ],
      // Its name server is not there.
      next: { standing: "unchecked", reason: expect.stringContaining("ns1.example.edu (127.0.0.253): ") },
    })
  })

  it("does not take what nobody could look up for unpublished", async () => {
    const { cwd, zone } = await fleetFor("")
    await runCli(["csr", "--next"], { cwd, now })
    zone.recursor.broken.push(/TLSA$/)
    const { exitCode, stderr, stdout } = await runCli(["tlsa"], { cwd, now })
    expect(exitCode).toBe(3)
    expect(stderr).toContain("dane-unchecked")
    expect(stdout).toContain("; could not check\n")
    expect(stdout).toContain("; the next key must not be used yet: ")
  })
})
