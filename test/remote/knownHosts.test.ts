import { createHmac, randomBytes } from "node:crypto"
import { describe, expect, it } from "vitest"
import { allHostKeyAlgorithms, hostKeyPolicy } from "../../src/remote/hostKey.js"
import { parseKnownHosts } from "../../src/remote/knownHosts.js"

/** An SSH wire key of the type, filled with one byte. */
function wireKey(type: string, fill: number): Buffer {
  const name = Buffer.from(type)
  const body = Buffer.alloc(32, fill)
  const length = (bytes: Buffer): Buffer => {
    const head = Buffer.alloc(4)
    head.writeUInt32BE(bytes.byteLength)
    return head
  }
  return Buffer.concat([length(name), name, length(body), body])
}

const ed25519 = wireKey("ssh-ed25519", 1)
const rsa = wireKey("ssh-rsa", 2)
const other = wireKey("ssh-ed25519", 3)
const line = (names: string, key: Buffer, type = "ssh-ed25519"): string =>
  `${names} ${type} ${key.toString("base64")}`
const target = { host: "mbs01.example.edu", address: "192.0.2.11", port: 22, user: "root" }

function hashed(name: string): string {
  const salt = randomBytes(20)
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`
}

describe("parseKnownHosts", () => {
  it("finds plain, listed, wildcard and hashed names", () => {
    for (const names of [
      "mbs01.example.edu",
      "a.example.edu,mbs01.example.edu",
      "*.example.edu",
      "mbs0?.example.edu",
      hashed("mbs01.example.edu"),
    ]) {
      const found = parseKnownHosts([line(names, ed25519)]).lookup("MBS01.example.edu", 22)
      expect(found.map(({ key }) => Buffer.from(key))).toEqual([ed25519])
    }
  })

  it("tells ports apart, plain and hashed", () => {
    const text = [
      line("[mbs01.example.edu]:2222", ed25519),
      line(hashed("[mbs01.example.edu]:2200"), other),
    ].join("\n")
    const hosts = parseKnownHosts([text])
    expect(hosts.lookup("mbs01.example.edu", 22)).toEqual([])
    expect(hosts.lookup("mbs01.example.edu", 2222)).toHaveLength(1)
    expect(hosts.lookup("mbs01.example.edu", 2200)).toHaveLength(1)
  })

  it("leaves out names that a pattern negates", () => {
    expect(
      parseKnownHosts([line("*.example.edu,!mbs01.example.edu", ed25519)]).lookup("mbs01.example.edu", 22),
    ).toEqual([])
  })

  it("passes over comments, broken lines and certificate authorities", () => {
    const text = [
      "# a comment",
      "",
      "mbs01.example.edu",
      "mbs01.example.edu ssh-ed25519 !!",
      `@cert-authority ${line("*", ed25519)}`,
    ].join("\r\n")
    expect(parseKnownHosts([text]).lookup("mbs01.example.edu", 22)).toEqual([])
  })
})

describe("hostKeyPolicy", () => {
  const policyFor = (...lines: string[]) => hostKeyPolicy(target, parseKnownHosts(lines))

  const ecdsa = ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]

  it("asks the server for the type that is known before all others", () => {
    const { algorithms } = policyFor(line("mbs01.example.edu", rsa, "ssh-rsa"))
    expect(algorithms).toEqual(["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519", ...ecdsa])
  })

  it("asks for a type known of this host before the types known of others, and for the rest last", () => {
    const { algorithms } = policyFor(
      line("mbs02.example.edu", ed25519),
      line(hashed("mbs01.example.edu"), rsa, "ssh-rsa"),
    )
    expect(algorithms).toEqual(["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519", ...ecdsa])
  })

  it("accepts no key of a type that it asks for but that is listed for no host", () => {
    const policy = policyFor(line("mbs01.example.edu", rsa, "ssh-rsa"))
    expect(policy.judged()).toBe(false)
    expect(policy.refuse(wireKey("ecdsa-sha2-nistp256", 2))?.code).toBe("ssh-host-key-changed")
    expect(policy.judged()).toBe(true)
  })

  it("asks for any type when nothing is known of the host, or only what is not supported", () => {
    expect(policyFor(line("mbs02.example.edu", rsa, "ssh-rsa")).algorithms).toEqual(allHostKeyAlgorithms)
    const dsa = policyFor(line("mbs01.example.edu", wireKey("ssh-dss", 4), "ssh-dss"))
    expect(dsa.algorithms).toEqual(allHostKeyAlgorithms)
    expect(dsa.refuse(ed25519)?.code).toBe("ssh-host-key-changed")
    expect(dsa.stricter()).toBeUndefined()
  })

  it("falls back to the address when the name is not listed", () => {
    expect(policyFor(line("192.0.2.11", ed25519)).refuse(ed25519)).toBeUndefined()
  })

  it("becomes stricter when the server shows a kind of key that is not listed for it", () => {
    const policy = policyFor(line("mbs02.example.edu", ed25519), line("mbs01.example.edu", rsa, "ssh-rsa"))
    expect(policy.stricter()).toBeUndefined()
    expect(policy.refuse(other)?.code).toBe("ssh-host-key-changed")
    expect(policy.stricter()?.algorithms).toEqual(["rsa-sha2-512", "rsa-sha2-256"])
    expect(policy.stricter()?.refuse(rsa)).toBeUndefined()
  })

  it("has nothing stricter to offer when the listed key itself changed", () => {
    const policy = policyFor(line("mbs01.example.edu", ed25519), line("mbs01.example.edu", rsa, "ssh-rsa"))
    expect(policy.refuse(other)?.code).toBe("ssh-host-key-changed")
    expect(policy.stricter()).toBeUndefined()
  })

  const judge = (text: string, key: Buffer): string | undefined => policyFor(text).refuse(key)?.code

  it("accepts the key that is listed, hashed or not, for this host alone", () => {
    expect(judge(line("mbs01.example.edu", ed25519), ed25519)).toBeUndefined()
    expect(judge(line(hashed("mbs01.example.edu"), ed25519), ed25519)).toBeUndefined()
    expect(judge(line(hashed("mbs02.example.edu"), ed25519), ed25519)).toBe("ssh-host-key-unknown")
  })

  it("finds each of many hashed hosts, however often and in whatever order it is asked", () => {
    const names = Array.from({ length: 30 }, (_, at) => `mbs${at + 1}.example.edu`)
    const keyOf = (at: number): Buffer => wireKey("ssh-ed25519", at)
    const knownHosts = parseKnownHosts(names.map((name, at) => line(hashed(name), keyOf(at))))
    for (const at of [3, 0, 29, 3, 7, 0, 12, 29])
      for (const shown of [0, 3, 7, 12, 29]) {
        const policy = hostKeyPolicy({ ...target, host: names[at] ?? "" }, knownHosts)
        expect(policy.refuse(keyOf(shown))?.code).toBe(shown === at ? undefined : "ssh-host-key-changed")
      }
  })

  it("refuses an unknown host and says how to accept it", () => {
    const refusal = policyFor("").refuse(ed25519)
    expect(refusal?.code).toBe("ssh-host-key-unknown")
    expect(refusal?.message).toContain("SHA256:")
    expect(refusal?.hint).toContain("ssh -p 22 -o HostName=192.0.2.11 root@mbs01.example.edu true")
  })

  it("refuses a key that changed", () => {
    expect(judge(line("mbs01.example.edu", ed25519), other)).toBe("ssh-host-key-changed")
  })

  it("refuses a revoked key even when another line lists it", () => {
    const text = `${line("mbs01.example.edu", ed25519)}\n@revoked ${line("*", ed25519)}`
    expect(judge(text, ed25519)).toBe("ssh-host-key-changed")
  })

  it.each([
    ["the name, which has no other key", "mbs01.example.edu", "192.0.2.11"],
    ["the address", "192.0.2.11", "mbs01.example.edu"],
  ])("refuses a key that is revoked for %s", (_, revoked, listed) => {
    const { refuse } = policyFor(`@revoked ${line(revoked, ed25519)}`, line(listed, ed25519))
    expect(refuse(ed25519)).toMatchObject({
      code: "ssh-host-key-changed",
      message: expect.stringContaining("is marked as revoked"),
      hint: expect.stringContaining("@revoked"),
    })
  })

  it("accepts the address's key when another key is revoked for the name", () => {
    const policy = policyFor(`@revoked ${line("mbs01.example.edu", other)}`, line("192.0.2.11", ed25519))
    expect(policy.refuse(ed25519)).toBeUndefined()
    expect(policy.refuse(other)?.message).toContain("is marked as revoked")
  })

  it("looks at the lines of the alias alone, also for revoked keys", () => {
    const knownHosts = parseKnownHosts([
      `@revoked ${line("mbs01.example.edu,192.0.2.11", ed25519)}`,
      line("mailstore", ed25519),
      `@revoked ${line("mailstore", other)}`,
    ])
    const policy = hostKeyPolicy({ ...target, knownAs: "mailstore" }, knownHosts)
    expect(policy.refuse(ed25519)).toBeUndefined()
    expect(policy.refuse(other)?.message).toContain("is marked as revoked")
  })

  it("looks an alias up without the port", () => {
    const aliased = { ...target, port: 2222, knownAs: "MailStore" }
    const judge = (names: string, key: Buffer) =>
      hostKeyPolicy(aliased, parseKnownHosts([line(names, ed25519)])).refuse(key)
    expect(judge("mailstore", ed25519)).toBeUndefined()
    expect(judge(hashed("mailstore"), ed25519)).toBeUndefined()
    expect(judge("[mailstore]:2222", ed25519)?.code).toBe("ssh-host-key-unknown")
    expect(judge("mailstore", other)?.hint).toContain("ssh-keygen -R 'mailstore'")
  })

  it.each([
    ["the name", "mbs01.example.edu", 22, "mbs01.example.edu"],
    ["the name with its port", "[mbs01.example.edu]:2222", 2222, "[mbs01.example.edu]:2222"],
    ["the address that is listed instead", "[192.0.2.11]:2222", 2222, "[192.0.2.11]:2222"],
  ])("says how to forget a key that changed: %s", (_, listed, port, name) => {
    const policy = hostKeyPolicy({ ...target, port }, parseKnownHosts([line(listed, ed25519)]))
    expect(policy.refuse(other)?.hint).toContain(`ssh-keygen -R '${name}'`)
  })
})
