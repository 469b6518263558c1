import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { deliveredAt } from "../../certs-fixtures/recipes.js"
import { type Certificate, parseCertificate } from "../../src/x509/certificate.js"
import { readPem } from "../../src/x509/pem.js"
import { verifyAsOpenssl } from "../../src/zimbra/opensslVerify.js"

const folder = join(import.meta.dirname, "../../certs-fixtures/certs")
const path = (name: string): string => join(folder, `${name}.pem`)
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

function certificate(name: string): Certificate {
  const read = parseCertificate(readPem(readFileSync(path(name))).blocks[0]?.der ?? new Uint8Array())
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

const cases: readonly (readonly [leaf: string, chain: readonly string[], verdict: string])[] = [
  ["leaf", ["issuing", "root-g2"], "OK"],
  ["leaf", ["root-g2", "issuing"], "OK"],
  ["leaf", ["issuing", "root-g2", "unrelated", "leaf"], "OK"],
  ["leaf", ["issuing"], "error 2 at 1 depth lookup"],
  ["leaf", ["root-g2"], "error 20 at 0 depth lookup"],
  ["leaf", ["unrelated"], "error 20 at 0 depth lookup"],
  ["leaf-expired", ["issuing", "root-g2"], "error 10 at 0 depth lookup"],
  ["leaf-not-yet-valid", ["issuing", "root-g2"], "error 9 at 0 depth lookup"],
  ["leaf", ["issuing-expired", "root-g2"], "error 10 at 1 depth lookup"],
  ["leaf", ["issuing-expired", "issuing", "root-g2"], "OK"],
  ["leaf-for-clients", ["issuing", "root-g2"], "error 26 at 0 depth lookup"],
  ["leaf", ["issuing-by-g1", "root-g1"], "OK"],
  ["leaf", ["issuing", "g2-by-g1-expired", "root-g1"], "error 10 at 2 depth lookup"],
  ["root-g2", ["issuing"], "error 18 at 0 depth lookup"],
  ["root-g2", ["root-g2"], "error 26 at 0 depth lookup"],
]

describe("verifyAsOpenssl", () => {
  let work = ""
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), "certfleet-openssl-"))
  })
  afterAll(() => rmSync(work, { recursive: true, force: true }))

  it.each(cases)("says to %s with %j: %s", (leaf, chain, verdict) => {
    const found = verifyAsOpenssl(certificate(leaf), chain.map(certificate), deliveredAt)
    expect(found.ok ? "OK" : found.text).toMatch(new RegExp(`^${verdict}`))
  })

  it.runIf(hasOpenssl).each(cases)("agrees with openssl about %s with %j (needs openssl)", (leaf, chain) => {
    const file = join(work, "chain.pem")
    writeFileSync(file, chain.map((name) => readFileSync(path(name), "utf8")).join(""))
    const at = String(deliveredAt.getTime() / 1000)
    const run = spawnSync(
      "openssl",
      [
        "verify",
        "-attime",
        at,
        "-purpose",
        "sslserver",
        "-no-CApath",
        "-no-CAstore",
        "-CAfile",
        file,
        path(leaf),
      ],
      { encoding: "utf8" },
    )
    const said =
      /error \d+ at \d+ depth lookup/.exec(run.stdout + run.stderr)?.[0] ??
      (run.stdout.endsWith(": OK\n") ? "OK" : run.stderr)
    const found = verifyAsOpenssl(certificate(leaf), chain.map(certificate), deliveredAt)
    expect(found.ok ? "OK" : found.text.replace(/:.*/, "")).toBe(said)
  })
})
