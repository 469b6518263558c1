import { type ChildProcess, spawn } from "node:child_process"
import { createPrivateKey, sign } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import type { ParsedKey } from "ssh2"
import ssh2 from "ssh2"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { publicKeyLine } from "../../../src/remote/authenticationKeys.js"
import type { Credentials, IdentityKey } from "../../../src/remote/credentials.js"
import { parseKnownHosts } from "../../../src/remote/knownHosts.js"
import type { Session } from "../../../src/remote/session.js"
import { ssh2Connector } from "../../../src/remote/ssh2.js"
import { Secret } from "../../../src/secret.js"
import { runProgram } from "../../e2e/client.js"
import {
  type KeyFile,
  keyFile,
  logins,
  type PlainSshd,
  startPlainSshd,
  whyNoSshd,
} from "../../support/plainSshd.js"

const reason = whyNoSshd()
const skipped = reason === undefined ? "" : ` (skipped: ${reason})`
const passphrase = "correct horse"

let folder = ""
const stopping: PlainSshd[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ssh-keys-"))
})
afterAll(async () => {
  await Promise.all(stopping.map((sshd) => sshd.stop()))
  await rm(folder, { recursive: true })
})

async function sshdFor(authorized: readonly string[], config = ""): Promise<PlainSshd> {
  const sshd = await startPlainSshd({ authorized, config })
  stopping.push(sshd)
  return sshd
}

function logIn(sshd: PlainSshd, credentials: Credentials, user = "root"): Promise<Session> {
  const connector = ssh2Connector({
    knownHosts: () => parseKnownHosts([sshd.line("127.0.0.1")]),
    credentials: () => credentials,
  })
  const target = { host: "mbs01.example.edu", address: "127.0.0.1", port: sshd.port, user }
  return connector.connect(target, { timeoutMs: 20_000 })
}

async function identity(file: string, given?: string): Promise<IdentityKey> {
  const content = new Secret(await readFile(file))
  return {
    ...{ file, content },
    ...(given === undefined ? {} : { passphrase: async () => new Secret(given) }),
  }
}

describe.skipIf(reason !== undefined)(`keys as OpenSSL and ssh-keygen write them${skipped}`, () => {
  const formats: readonly (readonly [string, readonly string[], boolean])[] = [
    ["PKCS #8, Ed25519", ["genpkey", "-algorithm", "ED25519"], false],
    ["PKCS #8, RSA", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], false],
    ["PKCS #8, P-256", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], false],
    [
      "PKCS #8 encrypted, Ed25519",
      ["genpkey", "-algorithm", "ED25519", "-aes256", "-pass", `pass:${passphrase}`],
      true,
    ],
    [
      "PKCS #8 encrypted, P-384",
      [
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-384",
        "-aes128",
        "-pass",
        `pass:${passphrase}`,
      ],
      true,
    ],
    [
      "PKCS #1 encrypted",
      ["genrsa", "-traditional", "-aes128", "-passout", `pass:${passphrase}`, "2048"],
      true,
    ],
  ]

  it.each(formats)("log in: %s", async (name, args, encrypted) => {
    const file = join(folder, name.replaceAll(/\W+/g, "-"))
    const [command = "", ...options] = args
    expect((await runProgram("openssl", [command, "-out", file, ...options])).status).toBe(0)
    // ssh-keygen wants a file that nobody else may read.
    await runProgram("chmod", ["600", file])
    const line = await publicOf(file, encrypted)
    const sshd = await sshdFor([line])
    const session = await logIn(sshd, { keys: [await identity(file, encrypted ? passphrase : undefined)] })
    await session.close()
    expect(logins(sshd.log())).toHaveLength(1)
  })

  it("are not used with a wrong passphrase, and that is said", async () => {
    const { file, public: line } = await keyFile(join(folder, "locked"), "-N", passphrase)
    const sshd = await sshdFor([line])
    await expect(logIn(sshd, { keys: [await identity(file, "guessed")] })).rejects.toMatchObject({
      code: "ssh-auth",
      message: expect.stringContaining(`the passphrase given for ${file} is wrong`),
    })
    await expect(logIn(sshd, { keys: [await identity(file)] })).rejects.toMatchObject({
      message: expect.stringContaining(`${file} is encrypted, and nobody gave its passphrase`),
    })
  })
})

/** OpenSSL tells the public half of what ssh-keygen may not read, and ssh-keygen writes it as SSH does. */
async function publicOf(file: string, encrypted: boolean): Promise<string> {
  const pass = encrypted ? ["-passin", `pass:${passphrase}`] : []
  const spki = await runProgram("openssl", ["pkey", "-in", file, "-pubout", ...pass])
  const key = ssh2.utils.parseKey(await readFile(file), passphrase)
  if (!(key instanceof Error)) return `${key.type} ${key.getPublicSSH().toString("base64")}`
  await writeFile(`${file}.spki`, spki.stdout)
  const { stdout, stderr } = await runProgram("ssh-keygen", ["-i", "-m", "PKCS8", "-f", `${file}.spki`])
  if (stdout !== "") return stdout.trim()
  // ssh-keygen imports no Ed25519: RFC 8709 section 4, the 32 bytes at the end of RFC 8410's form.
  const der = Buffer.from(spki.stdout.replace(/-----.*-----|\s/g, ""), "base64")
  if (der.length !== 44) throw new Error(stderr)
  const word = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes])
  const blob = Buffer.concat([word(Buffer.from("ssh-ed25519")), word(der.subarray(12))])
  return `ssh-ed25519 ${blob.toString("base64")}`
}

interface Agent {
  readonly socket: string
  readonly process: ChildProcess
}

/** OpenSSH's own agent, with these keys in this order. */
async function agentWith(name: string, keys: readonly KeyFile[]): Promise<Agent> {
  const socket = join(folder, name)
  const child = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" })
  while (!existsSync(socket)) await delay(10)
  for (const { file } of keys)
    await runProgram("ssh-add", ["-q", file], { env: { SSH_AUTH_SOCK: socket, PATH: process.env["PATH"] } })
  return { socket, process: child }
}

describe.skipIf(reason !== undefined)(`an agent with eight keys${skipped}`, () => {
  let keys: KeyFile[]
  let agent: Agent
  let right: KeyFile
  let sshd: PlainSshd
  beforeAll(async () => {
    keys = await Promise.all(Array.from({ length: 8 }, (_, index) => keyFile(join(folder, `agent-${index}`))))
    agent = await agentWith("agent.sock", keys)
    const last = keys[7]
    if (last === undefined) throw new Error("no keys")
    right = last
    sshd = await sshdFor([right.public])
  })
  afterAll(() => agent.process.kill())

  it("logs in with the named one, although it comes last and sshd counts six", async () => {
    const session = await logIn(sshd, { agent: agent.socket, keys: [await identity(right.file)] })
    await session.close()
    expect(logins(sshd.log())).toEqual([{ user: "root", key: right.fingerprint }])
  })

  it("signs for a key whose private half it alone has", async () => {
    const publicKey = publicKeyLine(right.public)
    if (publicKey === undefined) throw new Error("no public key")
    const before = logins(sshd.log()).length
    const only = { agent: agent.socket, identitiesOnly: true, keys: [{ file: "hardware.pub", publicKey }] }
    await (await logIn(sshd, only)).close()
    expect(logins(sshd.log()).slice(before)).toEqual([{ user: "root", key: right.fingerprint }])
  })

  it("is told of when sshd has had enough of its keys", async () => {
    await expect(logIn(sshd, { agent: agent.socket, keys: [] })).rejects.toMatchObject({
      code: "ssh-auth",
      message: expect.stringMatching(/after \d keys were tried \(MaxAuthTries\)/),
      hint: expect.stringContaining("ssh.identityFile"),
    })
  })

  it("is asked for no key but those named where that is wanted", async () => {
    const foreign = await keyFile(join(folder, "foreign"))
    const before = sshd.log().length
    const credentials = { agent: agent.socket, identitiesOnly: true, keys: [await identity(foreign.file)] }
    await expect(logIn(sshd, credentials)).rejects.toMatchObject({ code: "ssh-auth" })
    const tried = [
      ...sshd
        .log()
        .slice(before)
        .matchAll(/Failed publickey for root .*(SHA256:\S+)/g),
    ]
    expect(tried.map(([, key]) => key)).toEqual([foreign.fingerprint])
  })
})

describe.skipIf(reason !== undefined)(`a failed log-in${skipped}`, () => {
  it("names the second proof that the host wants", async () => {
    const key = await keyFile(join(folder, "first-factor"))
    const sshd = await sshdFor([key.public], "AuthenticationMethods publickey,password")
    await expect(logIn(sshd, { keys: [await identity(key.file)] })).rejects.toMatchObject({
      code: "ssh-auth",
      message: expect.stringContaining("wants more than one proof of root: password"),
      hint: expect.stringContaining("--ask-password"),
    })
  })

  it("at a host that boots is a loss, with what the host says of it", async () => {
    const key = await keyFile(join(folder, "early"))
    const sshd = await startPlainSshd({
      ...{ users: [{ name: "zimbra" }], authorized: [key.public], config: "UsePAM yes" },
      nologin: "System is booting up. Please come back later.\n",
    })
    stopping.push(sshd)
    await expect(logIn(sshd, { keys: [await identity(key.file)] }, "zimbra")).rejects.toMatchObject({
      code: "ssh-lost",
      message: expect.stringContaining("while zimbra logged in; it said: System is booting up. Please come"),
    })
  })

  it("names what both sides have not in common", async () => {
    const sshd = await sshdFor([], "KexAlgorithms sntrup761x25519-sha512@openssh.com")
    await expect(logIn(sshd, { keys: [] })).rejects.toMatchObject({
      code: "ssh-protocol",
      message: expect.stringMatching(/no key exchange algorithm in common/),
      hint: expect.stringContaining("KEXINIT"),
    })
  })
})

/*
 * Why CertificateFile is not followed. ssh2 writes one name in two places: as the algorithm of the request, where sshd
 * wants the certificate's, and as the format of the signature, where it wants the plain key's (OpenSSH's
 * PROTOCOL.certkeys; RFC 8332 section 3.2 for the two names). The day this test fails, it can be.
 */
describe.skipIf(reason !== undefined)(`a user certificate over ssh2${skipped}`, () => {
  class CertificateAgent extends ssh2.BaseAgent<ParsedKey> {
    readonly #certificate: Buffer
    readonly #key: string

    constructor(certificate: Buffer, key: string) {
      super()
      this.#certificate = certificate
      this.#key = key
    }

    override getIdentities(done: (error?: Error | null, keys?: ParsedKey[]) => void): void {
      const parsed = ssh2.utils.parseKey(this.#key)
      if (parsed instanceof Error) throw parsed
      const certificate = this.#certificate
      // As ssh2 sees a key: it asks for its type and its bytes.
      const shown = Object.create(parsed, {
        type: { value: "ssh-ed25519-cert-v01@openssh.com" },
        getPublicSSH: { value: () => certificate },
      }) as ParsedKey
      done(null, [shown])
    }

    override sign(_key: ParsedKey, data: Buffer, ...rest: unknown[]): void {
      const done = rest.findLast((one) => typeof one === "function") as (
        error: null,
        signature: Buffer,
      ) => void
      const key = ssh2.utils.parseKey(this.#key)
      if (key instanceof Error) throw key
      const seed = createPrivateKey({ key: key.getPrivatePEM(), format: "pem" })
      done(null, sign(null, data, seed))
    }
  }

  it("is refused by sshd for the format of its signature, and logs in with OpenSSH's own client", async () => {
    const authority = await keyFile(join(folder, "user-ca"))
    const key = await keyFile(join(folder, "certified"))
    const signed = await runProgram("ssh-keygen", [
      ...["-q", "-s", authority.file, "-I", "admin", "-n", "root", `${key.file}.pub`],
    ])
    expect(signed.stderr).toBe("")
    const sshd = await sshdFor([`cert-authority,principals="root" ${authority.public}`])
    const { stdout } = await runProgram("ssh", [
      ...["-F", "none", "-p", String(sshd.port), "-l", "root", "-i", key.file, "-o", "IdentitiesOnly=yes"],
      ...["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"],
      ...["127.0.0.1", "echo by certificate"],
    ])
    expect(stdout).toBe("by certificate\n")
    const before = sshd.log().length
    const line = await readFile(`${key.file}-cert.pub`, "utf8")
    const agent = new CertificateAgent(
      Buffer.from(line.split(" ")[1] ?? "", "base64"),
      await readFile(key.file, "utf8"),
    )
    const client = new ssh2.Client()
    const outcome = new Promise<string>((resolve) => {
      // More than one may come; the first says why.
      client.once("ready", () => resolve("ready")).on("error", ({ message }) => resolve(message))
    })
    client.connect({ host: "127.0.0.1", port: sshd.port, username: "root", agent, hostVerifier: () => true })
    expect(await outcome).toBe("All configured authentication methods failed")
    client.end()
    // The certificate itself is good for sshd; what fails is the request that is signed with it.
    expect(sshd.log().slice(before)).toMatch(
      /Accepted certificate ID "admin".*Postponed publickey for root.*Failed publickey for root [^\n]*ED25519-CERT/s,
    )
  })
})
