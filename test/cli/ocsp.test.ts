import { createHash, sign } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { labelledKey } from "../../certs-fixtures/keys.js"
import { deliveredAt } from "../../certs-fixtures/recipes.js"
import { type Certificate, parseCertificate } from "../../src/x509/certificate.js"
import { der, derBits, derNull, derOctets, derOid, derSequence, derText } from "../../src/x509/derWrite.js"
import { readPem, writePem } from "../../src/x509/pem.js"
import { temporaryFolder } from "./folder.js"
import { runCli } from "./testIo.js"

const fixtures = join(import.meta.dirname, "../../certs-fixtures")
const delivered = join(fixtures, "deliveries/as-it-should-be")
const now = deliveredAt.getTime()
const inputs = [delivered, "--trust", join(fixtures, "certs/root-g2.pem")]
const key = ["--key", join(fixtures, "keys/rfc9500-rsa2048.key")]

function certificate(name: string): Certificate {
  const block = readPem(readFileSync(join(delivered, name))).blocks[0]
  const read = parseCertificate(block?.der ?? new Uint8Array())
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

const sha1 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha1").update(bytes).digest())
const time = (text: string): Uint8Array => derText(0x18, text)
const good = der(0x80)
const revoked = der(0xa1, time("20260425120000Z"))

/** What the issuing CA answers about the delivered certificate, at the moment of delivery. */
function response(status: Uint8Array, nextUpdate: string): Uint8Array {
  const [leaf, issuer] = [certificate("mail_example_edu.crt"), certificate("DigiCertCA.crt")]
  const id = derSequence(
    derSequence(derOid("1.3.14.3.2.26"), derNull),
    derOctets(sha1(issuer.subject.der)),
    derOctets(sha1(issuer.publicKey.bits)),
    der(0x02, leaf.serialOctets),
  )
  const single = derSequence(id, status, time("20260430000000Z"), der(0xa0, time(nextUpdate)))
  const tbs = derSequence(der(0xa1, issuer.subject.der), time("20260430000000Z"), derSequence(single))
  const signature = derBits(sign("sha256", tbs, labelledKey("issuing")))
  const basic = derSequence(tbs, derSequence(derOid("1.2.840.113549.1.1.11"), derNull), signature)
  const wrapped = derSequence(derOid("1.3.6.1.5.5.7.48.1.1"), derOctets(basic))
  return derSequence(der(0x0a, Uint8Array.of(0)), der(0xa0, wrapped))
}

describe("--ocsp", () => {
  it.each(["check", "import"])(
    "makes %s refuse a certificate that the responder calls revoked",
    async (command) => {
      const cwd = temporaryFolder()
      writeFileSync(join(cwd, "answer.der"), response(revoked, "20260601000000Z"))
      const result = await runCli([command, ...inputs, ...key, "--ocsp", "answer.der"], { cwd, now })
      expect(result.exitCode).toBe(1)
      expect(result.stdout + result.stderr).toContain("mail.example.edu was revoked on 2026-04-25")
    },
  )

  it("accepts a good answer, in DER or PEM", async () => {
    const cwd = temporaryFolder()
    const answer = response(good, "20260601000000Z")
    writeFileSync(join(cwd, "answer.der"), answer)
    writeFileSync(join(cwd, "answer.pem"), writePem("OCSP RESPONSE", answer))
    for (const file of ["answer.der", "answer.pem"])
      expect(await runCli(["check", ...inputs, "--ocsp", file], { cwd, now })).toMatchObject({ exitCode: 0 })
  })

  it("does not take an answer that has run out for a good one", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "answer.der"), response(good, "20260430000001Z"))
    expect(await runCli(["check", ...inputs, "--ocsp", "answer.der"], { cwd, now })).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("[bundle-revocation-unknown]"),
    })
  })

  it("says which file holds no answer", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "note.txt"), "nothing")
    const result = await runCli(["check", ...inputs, "--ocsp", "note.txt"], { cwd, now })
    expect(result).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--ocsp note.txt: no OCSP response in it"),
    })
  })
})
