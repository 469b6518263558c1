import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { good, ocspAnswer, revoked } from "../../../certs-fixtures/ocspAnswer.js"
import { deliveredAt } from "../../../certs-fixtures/recipes.js"
import { writePem } from "../../../src/x509/pem.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

const fixtures = join(import.meta.dirname, "../../../certs-fixtures")
const delivered = join(fixtures, "deliveries/as-it-should-be")
const now = deliveredAt.getTime()
const inputs = [delivered, "--trust", join(fixtures, "certs/root-g2.pem")]
const key = ["--key-file", join(fixtures, "keys/rfc9500-rsa2048.key")]

describe("--ocsp", () => {
  it.each(["check", "import"])(
    "makes %s refuse a certificate that the responder calls revoked",
    async (command) => {
      const cwd = temporaryFolder()
      writeFileSync(join(cwd, "answer.der"), ocspAnswer(revoked, "20260601000000Z"))
      const result = await runCli([command, ...inputs, ...key, "--ocsp", "answer.der"], { cwd, now })
      expect(result.exitCode).toBe(1)
      expect(result.stdout + result.stderr).toContain("mail.example.edu was revoked on 2026-04-25")
    },
  )

  it("accepts a good answer, in DER or PEM", async () => {
    const cwd = temporaryFolder()
    const answer = ocspAnswer(good, "20260601000000Z")
    writeFileSync(join(cwd, "answer.der"), answer)
    writeFileSync(join(cwd, "answer.pem"), writePem("OCSP RESPONSE", answer))
    for (const file of ["answer.der", "answer.pem"])
      expect(await runCli(["check", ...inputs, "--ocsp", file], { cwd, now })).toMatchObject({ exitCode: 0 })
  })

  it("does not take an answer that has run out for a good one", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "answer.der"), ocspAnswer(good, "20260430000001Z"))
    expect(await runCli(["check", ...inputs, "--ocsp", "answer.der"], { cwd, now })).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("[revocation-unknown]"),
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
