import { execFileSync, spawnSync } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { expandInputs } from "../../src/bundle/expand.js"
import { keyAdvice, privateKeyError } from "../../src/bundle/keyProblems.js"
import { bundleNotices } from "../../src/bundle/notices.js"
import { Secret } from "../../src/secret.js"
import { publicKeyOf, writePrivateKey } from "../../src/x509/privateKey.js"
import { readPrivateKey } from "../../src/x509/readPrivateKey.js"

const has = (program: string): boolean => spawnSync("which", [program]).status === 0
const hasLegacy = spawnSync("openssl", ["list", "-providers", "-provider", "legacy"]).status === 0
const { privateKey: rsa } = generateKeyPairSync("rsa", { modulusLength: 2048 })
const secret = new Secret("open sesame")

let work = ""
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "certfleet's keys-"))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const run = (command: string): void => {
  execFileSync("sh", ["-ec", command], {
    cwd: work,
    stdio: "pipe",
    env: { ...process.env, PASS: secret.revealText() },
  })
}

/** Makes a file by a command, and runs what the hint about it says; `answers` are the words that it asks for on a terminal. */
function converted(file: string, make: string, answers: (command: string) => string): string {
  run(make)
  const read = readPrivateKey(readFileSync(join(work, file)), secret)
  if (read.ok) throw new Error("it is read, and needs no hint")
  const { hint } = keyAdvice(read, file)
  const command = /(?:cp|openssl|keytool|puttygen) .*?(?=, then|$)/.exec(hint)?.[0] ?? ""
  rmSync(join(work, "new.key"), { force: true })
  run(answers(command))
  return hint
}

function expectTheKey(): void {
  const read = readPrivateKey(readFileSync(join(work, "new.key")), secret)
  expect(read.ok && publicKeyOf(read.key)).toEqual(publicKeyOf(rsa))
}

describe("the hint about a private key", () => {
  beforeAll(() => writeFileSync(join(work, "plain.key"), writePrivateKey(rsa), { mode: 0o600 }))

  it.runIf(has("ssh-keygen"))("converts the format of OpenSSH (needs ssh-keygen)", () => {
    const make = "rm -f ssh.key; cp -p plain.key ssh.key; ssh-keygen -p -q -N '' -f ssh.key"
    converted("ssh.key", make, (command) => command.replace(" -p -m", " -q -P '' -N '' -p -m"))
    expectTheKey()
  })

  it.runIf(has("puttygen"))("converts the format of PuTTY (needs puttygen)", () => {
    converted(
      "my key.ppk",
      "openssl rsa -traditional -in plain.key -out pkcs1.key && puttygen pkcs1.key -O private -o 'my key.ppk'",
      (command) => command,
    )
    expectTheKey()
  })

  it.runIf(hasLegacy)("has OpenSSL decrypt what is not read here (needs openssl)", () => {
    const make =
      "openssl pkcs8 -topk8 -v1 PBE-SHA1-RC2-40 -provider legacy -provider default -in plain.key -out rc2.key -passout env:PASS"
    converted("rc2.key", make, (command) => `${command} -passin env:PASS`)
    expectTheKey()
  })

  it.runIf(hasLegacy)("has OpenSSL encrypt anew what takes too many rounds (needs openssl)", () => {
    const make =
      "openssl pkcs8 -topk8 -v2prf hmacWithSHA512 -iter 2600000 -in plain.key -out slow.key -passout env:PASS"
    converted("slow.key", make, (command) => `${command} -passin env:PASS -passout env:PASS`)
    expectTheKey()
  })

  it.runIf(hasLegacy).each([
    ["", ""],
    [" with a certificate under RC2", "-legacy -certpbe PBE-SHA1-RC2-40"],
    [" with its key under RC4", "-legacy -keypbe PBE-SHA1-RC4-128"],
    [" with DES", "-legacy -keypbe PBE-MD5-DES"],
  ])("takes the key out of a PKCS #12 file%s (needs openssl)", (_, options) => {
    run("openssl req -x509 -new -key plain.key -subj /CN=mail.example.edu -days 90 -out mail.crt")
    const make = `openssl pkcs12 -export -in mail.crt -inkey plain.key ${options} -out 'a key.p12' -passout env:PASS`
    converted("a key.p12", make, (command) => `${command} -passin env:PASS -passout env:PASS`)
    expectTheKey()
  })

  it.runIf(hasLegacy)("opens a PKCS #12 file under RC4 (needs openssl)", async () => {
    run(
      "openssl pkcs12 -export -nocerts -legacy -keypbe PBE-SHA1-RC4-128 -inkey plain.key -out 'old one.p12' -passout env:PASS",
    )
    const bytes = readFileSync(join(work, "old one.p12"))
    const { findings } = await expandInputs([{ name: "old one.p12", bytes }], () => Promise.resolve(secret))
    const command = /openssl .*?(?= makes)/.exec(findings[0]?.hint ?? "")?.[0] ?? ""
    run(`${command} -passin env:PASS; mv new.pem new.key`)
    expectTheKey()
  })

  it.runIf(hasLegacy)("opens a PKCS #12 file that takes too many rounds (needs openssl)", async () => {
    run(
      "openssl pkcs12 -export -nocerts -nomac -keypbe PBE-SHA1-3DES -iter 500000 -inkey plain.key -out 'slow one.p12' -passout env:PASS",
    )
    const { findings } = await expandInputs(
      [{ name: "slow one.p12", bytes: readFileSync(join(work, "slow one.p12")) }],
      () => Promise.resolve(secret),
    )
    expect(findings).toMatchObject([
      { code: "container-unreadable", facts: { problem: expect.stringMatching(/rounds/) } },
    ])
    const command = /openssl .*?(?= makes)/.exec(findings[0]?.hint ?? "")?.[0] ?? ""
    run(`${command} -passin env:PASS; mv new.pem new.key`)
    expectTheKey()
  })

  it.runIf(has("keytool"))("makes PKCS #12 of a Java key store (needs keytool)", async () => {
    const make = `rm -f mail.jks; keytool -genkeypair -keyalg RSA -alias mail -dname CN=mail.example.edu -storetype JKS \
      -keystore mail.jks -storepass:env PASS -keypass:env PASS`
    const convert = (command: string): string => `${command} -srcstorepass:env PASS -deststorepass:env PASS`
    const hint = converted("mail.jks", make, convert)
    expect(hint).toContain("name new.p12")
    const { keys, files } = await expandInputs(
      [{ name: "new.p12", bytes: readFileSync(join(work, "new.p12")) }],
      () => Promise.resolve(secret),
    )
    expect([keys.length, files.length]).toEqual([1, 1])
    // The notice about a store among delivered files says the same command.
    const notice = bundleNotices.javaKey({ kind: "file", file: "mail.jks" }, { file: "mail.jks" })
    expect(hint.slice(0, 60)).toBe(notice.hint?.slice(0, 60))
    expect(existsSync(join(work, "new.p12"))).toBe(true)
  })

  it("advises a new key for nothing but damage and a kind that no CA takes", () => {
    const problems = [
      "broken",
      "openssh",
      "putty",
      "pkcs12",
      "java-key-store",
      "unsupported",
      "unknown-kind",
      "costly",
      "no-key",
      "encrypted",
      "wrong-passphrase",
    ] as const
    const anew = problems.filter((problem) => /new key|backup/.test(keyAdvice({ problem }, "a.key").hint))
    expect(anew).toEqual(["broken", "unknown-kind"])
    expect(privateKeyError({ problem: "openssh" }, "a.key")).toMatchObject({
      code: "config",
      message: "a.key holds a key in the format of OpenSSH, which is not read here",
    })
  })
})
