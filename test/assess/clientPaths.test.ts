import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { exampleStore } from "../../certs-fixtures/judge.js"
import { deliveredAt } from "../../certs-fixtures/recipes.js"
import { certificateName } from "../../src/assess/certificateNames.js"
import { clientPaths } from "../../src/assess/clientPaths.js"
import { type Certificate, parseCertificate } from "../../src/x509/certificate.js"
import { readPem } from "../../src/x509/pem.js"

const folder = join(import.meta.dirname, "../../certs-fixtures/certs")
const der = (name: string): Uint8Array =>
  readPem(readFileSync(join(folder, `${name}.pem`))).blocks[0]?.der ?? new Uint8Array()

function certificate(name: string): Certificate {
  const read = parseCertificate(der(name))
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

const options = {
  store: exampleStore(der("root-g2"), der("root-g1")),
  at: deliveredAt,
  profile: "public",
} as const

function paths(leaf: string, served: readonly string[]): string[] {
  return clientPaths(certificate(leaf), served.map(certificate), options).map(
    ({ path, standing }) => `${standing}: ${path.map(certificateName).join(" > ")}`,
  )
}

const toG2 = "trusted: mail.example.edu > Example TLS CA 1 > Example Root G2"
const toG1 = "retired: mail.example.edu > Example TLS CA 1 > Example Root CA"

describe("clientPaths", () => {
  it.each([
    ["one root", ["issuing", "root-g2"], [toG2]],
    ["the root left out", ["issuing"], [toG2]],
    ["a cross-signed intermediate", ["issuing", "issuing-by-g1"], [toG2, toG1]],
    ["the retired root alone", ["issuing-by-g1"], [toG1]],
    ["an expired cross-sign", ["issuing", "g2-by-g1-expired"], [toG2]],
    ["nothing", [], []],
  ])("with %s", (_, served, expected) => {
    expect(paths("leaf", served)).toEqual(expected)
  })
})
