import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto"
import { calculateJwkThumbprint, flattenedVerify, importJWK } from "jose"
import { describe, expect, it } from "vitest"
import { bindingOf, externalAccount } from "../../src/acme/binding.js"
import { jwsAlgorithm, publicJwk, signJws, thumbprint } from "../../src/acme/jws.js"
import { dns01Record, http01Resource, keyAuthorization } from "../../src/acme/keyAuthorization.js"
import { ToolError } from "../../src/errors.js"
import { Secret } from "../../src/secret.js"

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey
const url = "https://ca.example.edu/acme/order/1"
const kid = "https://ca.example.edu/acme/account/7"

describe("signJws", () => {
  it.each([
    ["ES256", ec],
    ["RS256", rsa],
  ] as const)("signs with %s what jose verifies", async (alg, key) => {
    const jws = signJws(key, { url, nonce: "bm9uY2U", kid }, { csr: "AQID" })
    const { payload, protectedHeader } = await flattenedVerify(
      jws,
      await importJWK({ ...publicJwk(key) }, alg),
    )
    expect(protectedHeader).toEqual({ alg, url, nonce: "bm9uY2U", kid })
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ csr: "AQID" })
  })

  it("signs the empty text of POST-as-GET as nothing, not as an empty JSON string", async () => {
    const jws = signJws(ec, { url, nonce: "bm9uY2U", jwk: publicJwk(ec) }, "")
    expect(jws.payload).toBe("")
    const { payload } = await flattenedVerify(jws, await importJWK({ ...publicJwk(ec) }, "ES256"))
    expect(payload).toHaveLength(0)
  })

  it.each([
    ["P-384", generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey],
    ["Ed25519", generateKeyPairSync("ed25519").privateKey],
    ["RSA 1024", generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey],
  ])("refuses a key that the algorithms are not for: %s", (_, key: KeyObject) => {
    expect(() => jwsAlgorithm(key)).toThrow(ToolError)
  })
})

describe("publicJwk and thumbprint", () => {
  it.each([
    ["EC", ec, ["crv", "kty", "x", "y"]],
    ["RSA", rsa, ["e", "kty", "n"]],
  ] as const)("hold no private member: %s", async (_, key, members) => {
    expect(Object.keys(publicJwk(key))).toEqual(members)
    expect(thumbprint(key)).toBe(await calculateJwkThumbprint({ ...publicJwk(key) }))
  })
})

describe("bindingOf", () => {
  const mac = randomBytes(32)
  const account = externalAccount("kid-1", new Secret(mac.toString("base64url")))
  const newAccount = "https://ca.example.edu/acme/new-account"

  it("keeps each rule of RFC 8555 section 7.3.4", async () => {
    const binding = bindingOf(account, ec, newAccount)
    const { payload, protectedHeader } = await flattenedVerify(binding, mac)
    // A MAC-based algorithm; kid is the CA's; url is the outer one; no nonce; the payload is the account's key.
    expect(protectedHeader).toEqual({ alg: "HS256", kid: "kid-1", url: newAccount })
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(publicJwk(ec))
  })

  it("is not verified with the key's text instead of its bytes", async () => {
    const wrong = new TextEncoder().encode(mac.toString("base64url"))
    await expect(flattenedVerify(bindingOf(account, ec, newAccount), wrong)).rejects.toThrow()
  })

  it.each(["base64", "base64url"] as const)("reads a key in %s, with padding and a line feed", (form) => {
    const bytes = Uint8Array.of(251, 255, 254, 251)
    const read = externalAccount(" kid ", new Secret(`${Buffer.from(bytes).toString(form)}\n`))
    expect([read.kid, [...read.macKey.reveal()]]).toEqual(["kid", [...bytes]])
  })

  it("names nothing of a key that it cannot read", () => {
    const secret = "not base64: hunter2!"
    try {
      externalAccount("kid", new Secret(secret))
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ToolError)
      expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain("hunter2")
    }
  })
})

describe("what challenges show", () => {
  it("is the token with the thumbprint, as a file and as a TXT record", async () => {
    const authorization = keyAuthorization("evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA", ec)
    expect(authorization).toBe(
      `evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA.${await calculateJwkThumbprint({ ...publicJwk(ec) })}`,
    )
    expect(http01Resource("abc", authorization)).toEqual({
      path: "/.well-known/acme-challenge/abc",
      content: authorization,
    })
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("a.b"))
    expect(dns01Record("mail.example.edu", "a.b")).toEqual({
      name: "_acme-challenge.mail.example.edu",
      value: Buffer.from(digest).toString("base64url"),
    })
  })
})
