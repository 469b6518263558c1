import { execFile } from "node:child_process"
import { X509Certificate } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { beforeAll, describe, expect, it } from "vitest"
import { createDemoCa, type DemoCa, deliverFiles, deliverPile } from "../../src/demo/ca.js"
import { day, identity, realClock } from "../probe/material.js"

const run = promisify(execFile)
const now = Date.UTC(2026, 5, 1)
const names = ["mail.example.edu", "mbs01.example.edu"]

let ca: DemoCa
let csr: string
beforeAll(async () => {
  ca = await createDemoCa({ ...realClock, now: () => now })
  csr = (await identity(names)).csr
})

describe("createDemoCa", () => {
  it("issues what openssl verifies the way zmcertmgr asks it to", async () => {
    const issued = await createDemoCa(realClock).then((today) => today.issue(csr))
    const folder = await mkdtemp(join(tmpdir(), "certfleet-ca-"))
    try {
      await writeFile(join(folder, "leaf"), issued.leaf)
      await writeFile(join(folder, "chain"), issued.intermediate + issued.root)
      const args = ["verify", "-purpose", "sslserver", "-CAfile", join(folder, "chain"), join(folder, "leaf")]
      expect((await run("openssl", args)).stdout).toBe(`${join(folder, "leaf")}: OK\n`)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it("copies the names and counts 199 days, both ends included, from the clock", async () => {
    const leaf = new X509Certificate((await ca.issue(csr)).leaf)
    expect(leaf.subjectAltName).toBe(names.map((name) => `DNS:${name}`).join(", "))
    expect(Date.parse(leaf.validFrom)).toBe(now)
    expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom) + 1000).toBe(199 * day)
  })

  it("issues certificates of the past and gives each a serial number of its own", async () => {
    const old = new X509Certificate((await ca.issue(csr, { from: -190, until: 9 })).leaf)
    const other = new X509Certificate((await ca.issue(csr)).leaf)
    expect(Date.parse(old.validTo)).toBe(now + 9 * day - 1000)
    expect(old.serialNumber).not.toBe(other.serialNumber)
    expect(old.serialNumber).toHaveLength(32)
  })

  it("refuses a CSR that its own key did not sign", async () => {
    const forged = Buffer.from(csr.replace(/-----[^-]+-----/g, ""), "base64")
    const at = forged.indexOf("mbs01")
    forged.write("mbs02", at)
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${forged.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`
    await expect(ca.issue(pem)).rejects.toThrow("not signed by its own key")
  })
})

describe("deliverFiles", () => {
  it("names the files as DigiCert does", async () => {
    const files = deliverFiles(await ca.issue(csr), "mail.example.edu")
    expect(files.map(({ name }) => name)).toEqual([
      "mail_example_edu.crt",
      "DigiCertCA.crt",
      "TrustedRoot.crt",
    ])
  })
})

describe("deliverPile", () => {
  it("holds all three among words, with CRLF and without a last newline", async () => {
    const { content } = deliverPile(await ca.issue(csr))
    expect(content.match(/-----BEGIN CERTIFICATE-----\r\n/g)).toHaveLength(3)
    expect(content).not.toMatch(/[^\r]\n/)
    expect(content).toMatch(/-----END CERTIFICATE-----$/)
  })
})
