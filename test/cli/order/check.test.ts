import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Knot, startKnot, whyNoKnot } from "../../support/knot.js"
import { type Pebble, startPebble, whyNoPebble } from "../../support/pebble.js"
import { type Recursor, startRecursor } from "../../support/recursor.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const reason = whyNoKnot() ?? whyNoPebble()

describe.skipIf(reason !== undefined)(`certfleet order --check${reason ? ` (${reason})` : ""}`, () => {
  let knot: Knot
  let pebble: Pebble
  let recursor: Recursor
  beforeAll(async () => {
    const records = `@ NS ns1
ns1 A 192.0.2.1
mail A 192.0.2.10
mbs01 A 192.0.2.11
imap CAA 0 issue "other.example"
@ CAA 0 issue "pebble.letsencrypt.org"`
    knot = await startKnot({ zones: [{ domain: "example.edu", records }] })
    recursor = await startRecursor({ servers: [knot.server] })
    pebble = await startPebble()
  })
  afterAll(async () => {
    await pebble?.stop()
    await recursor?.stop()
    await knot?.stop()
  })

  it("says what a CA will find in the DNS, and orders nothing", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "ca.pem"), pebble.certificate)
    writeFileSync(
      join(cwd, "fleet.yaml"),
      `certificate:
  commonName: mail.example.edu
  key: ec-p256
  additionalNames: [imap.example.edu]
  issuer: { acme: { directory: "${pebble.directory}", termsOfServiceAgreed: true, caCertificates: ca.pem, caaIdentities: [pebble.letsencrypt.org] } }
dns: { resolver: "127.0.0.1:${recursor.server.port}" }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
`,
    )
    const { exitCode, stderr, stdout } = await runCli(["order", "--check"], { cwd })
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining(pebble.directory)])
    expect(stderr).toContain("order-caa-forbids")
    expect(stderr).toContain(
      "the CAA records of imap.example.edu let only other.example issue for imap.example.edu",
    )
    expect(stderr).toContain("order-name-unresolved")
    expect(stderr).not.toMatch(/mbs01|order-unchecked/)
    expect(pebble.log()).not.toContain("new-order")
  })
})
