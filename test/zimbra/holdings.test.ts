import { execFile, execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Payload } from "../../src/rollout/plan.js"
import { type Holdings, holdingsCommand, javaStores, readHoldings } from "../../src/zimbra/holdings.js"
import { testCa } from "../support/pairs.js"
import { VirtualClock } from "../support/virtualClock.js"

const run = promisify(execFile)
const password = "store-password-of-the-test"
const imapdPassword = "password-of-imapd-s-store"

function isInstalled(tool: string, ...args: string[]): boolean {
  try {
    execFileSync(tool, args, { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}
const hasKeytool = isInstalled("keytool", "-help")

describe("the look at what lies on a server", () => {
  let home: string
  let one: Payload
  let other: Payload

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), "certfleet-holdings-"))
    const ca = await testCa(new VirtualClock())
    one = await ca.pair(["mail.example.edu"])
    other = await ca.pair(["mail.example.edu"])
    for (const folder of ["bin", "conf", "ssl/zimbra/commercial", "mailboxd/etc"])
      mkdirSync(join(home, folder), { recursive: true })
    // Their output is that of 10.1: a bare value with -m nokey; `# name HOST`, then raw values (zm-core-utils, zm-store).
    localConfig(password)
    tool("zmprov", `echo "# name $4"; echo`)
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  function tool(name: string, text: string): void {
    writeFileSync(join(home, "bin", name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(home, "bin", name), 0o755)
  }

  function localConfig(storePassword: string): void {
    tool(
      "zmlocalconfig",
      `case "$*" in
"-s -m nokey mailboxd_keystore_password") echo ${storePassword} ;;
"-s -m nokey imapd_keystore_password") echo ${imapdPassword} ;;
"-s -m nokey zimbra_server_hostname") echo mbs01.example.edu ;;
*) exit 1 ;;
esac`,
    )
  }

  function put(path: string, { certificate, chain }: Pick<Payload, "certificate" | "chain">): void {
    writeFileSync(join(home, path), Buffer.concat([certificate, chain]))
  }

  /** Made as zmcertmgr makes them: a PKCS #12 with the alias jetty, then the Java store from it. */
  function makeStores(payload: Payload): void {
    const [key, crt] = [join(home, "key.pem"), join(home, "crt.pem")]
    writeFileSync(key, payload.key.reveal())
    put("crt.pem", payload)
    const source = join(home, javaStores.source)
    const pass = `pass:${password}`
    execFileSync("openssl", [
      ...["pkcs12", "-export", "-inkey", key, "-in", crt, "-name", "jetty", "-out", source],
      ...["-passout", pass],
    ])
    if (hasKeytool) makeJavaStore(source, javaStores.keystore, password)
  }

  function makeJavaStore(source: string, path: string, storePassword: string): void {
    const from = ["-srckeystore", source, "-srcstoretype", "pkcs12", "-srcstorepass", password]
    const to = ["-destkeystore", join(home, path), "-deststorepass", storePassword, "-noprompt"]
    execFileSync("keytool", ["-importkeystore", ...from, ...to], { stdio: "ignore" })
  }

  async function look(hasMailbox = true): Promise<{ holdings: Holdings | undefined; stdout: string }> {
    const [shell = "", ...args] = holdingsCommand({ user: "zimbra", home }, hasMailbox).argv
    const { stdout } = await run(shell, args)
    return { holdings: readHoldings(stdout), stdout }
  }

  it("tells the leaf of each file that is there, and nothing of those that are not", async () => {
    put("ssl/zimbra/commercial/commercial.crt", one)
    put("conf/nginx.crt", other)
    const { holdings } = await look(false)
    expect(Object.fromEntries(holdings?.leaves ?? [])).toEqual({
      "ssl/zimbra/commercial/commercial.crt": one.fingerprint,
      "conf/nginx.crt": other.fingerprint,
    })
    expect(holdings?.unread.size).toBe(0)
  })

  it("says of a file without a certificate that it could not be read", async () => {
    writeFileSync(join(home, "conf/smtpd.crt"), "nothing\n")
    const { holdings } = await look(false)
    expect(holdings?.unread.get("conf/smtpd.crt")).toBe("holds no certificate")
  })

  it("reads the PKCS #12 of the mail store with the password that zmlocalconfig tells", async () => {
    makeStores(one)
    const { holdings, stdout } = await look()
    expect(holdings?.leaves.get(javaStores.source)).toBe(one.fingerprint)
    expect(stdout).not.toContain(password)
    expect(stdout).not.toContain("BEGIN")
  })

  it.skipIf(!hasKeytool)(
    "reads the Java store with a real keytool (skipped where none is installed)",
    async () => {
      makeStores(one)
      const { holdings } = await look()
      expect(holdings?.leaves.get(javaStores.keystore)).toBe(one.fingerprint)
    },
  )

  it.skipIf(!hasKeytool)(
    "reads imapd's Java store, which has a password of its own, where there is one (skipped where no keytool is)",
    async () => {
      makeStores(one)
      expect((await look()).holdings?.leaves.has(javaStores.imapd)).toBe(false)
      makeJavaStore(join(home, javaStores.source), javaStores.imapd, imapdPassword)
      const { holdings, stdout } = await look()
      expect([holdings?.leaves.get(javaStores.imapd), holdings?.unread.size]).toEqual([one.fingerprint, 0])
      expect(stdout).not.toContain(imapdPassword)
    },
  )

  it.skipIf(!hasKeytool)(
    "says why a Java store could not be read (skipped where no keytool is)",
    async () => {
      makeStores(one)
      localConfig("another-password")
      const { holdings, stdout } = await look()
      expect(holdings?.unread.get(javaStores.keystore)).toMatch(/password/i)
      expect(holdings?.unread.get(javaStores.source)).toMatch(/password|mac verify/i)
      expect(stdout).not.toContain("another-password")
    },
  )

  it("hands the password to no process by its arguments", async () => {
    makeStores(one)
    if (hasKeytool) makeJavaStore(join(home, javaStores.source), javaStores.imapd, imapdPassword)
    const seen = join(home, "seen")
    const real = (name: string): string =>
      execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim()
    mkdirSync(join(home, "common/bin"), { recursive: true })
    for (const name of ["openssl", ...(hasKeytool ? ["keytool"] : [])]) {
      writeFileSync(
        join(home, "common/bin", name),
        `#!/bin/sh\nprintf '%s\\n' "$*" >> ${seen}\nexec ${real(name)} "$@"\n`,
      )
      chmodSync(join(home, "common/bin", name), 0o755)
    }
    await look()
    const words = readFileSync(seen, "utf8")
    expect(words).toContain("env:CERTFLEET_STORE")
    expect(words).not.toContain(password)
    expect(words).not.toContain(imapdPassword)
  })

  it("tells what LDAP has, whose values run over several lines", async () => {
    put("ldap.pem", one)
    tool(
      "zmprov",
      `[ "$*" = "-m -l getServer mbs01.example.edu zimbraSSLCertificate" ] || exit 2; echo "# name $4"; printf 'zimbraSSLCertificate: '; cat ${home}/ldap.pem; echo`,
    )
    expect((await look(false)).holdings?.ldap).toBe(one.fingerprint)
  })

  it("tells LDAP without a certificate from LDAP that does not answer", async () => {
    expect((await look(false)).holdings).toMatchObject({ ldap: undefined, unread: new Map() })
    tool("zmprov", `echo "ERROR: service.FAILURE (system failure: unable to connect)" >&2; exit 1`)
    const { holdings } = await look(false)
    expect(holdings?.unread.get("ldap")).toContain("unable to connect")
  })

  it("is not known where the report is cut short", () => {
    expect(readHoldings(`@leaf ${"0".repeat(64)}  conf/nginx.crt\n`)).toBeUndefined()
  })
})
