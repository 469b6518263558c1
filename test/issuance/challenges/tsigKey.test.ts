import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { tsigKey } from "../../../src/issuance/challenges/tsigKey.js"
import { Secret } from "../../../src/secret.js"

const secret = "Zm9yIHRlc3RzIG9ubHkhIQ=="
const settings = { name: "acme.example.edu", algorithm: "hmac-sha256" } as const

describe("tsigKey", () => {
  it.each([
    ["base64 alone", ` ${secret}\n`],
    [
      "a key file of tsig-keygen",
      `key "acme.example.edu" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`,
    ],
    [
      "a key file of keymgr -t",
      `# hmac-sha256:acme:${secret}\nkey:\n  - id: acme\n    algorithm: hmac-sha256\n    secret: ${secret}\n`,
    ],
  ])("is read from %s", (_, text) => {
    expect(tsigKey(settings, new Secret(text)).secret.revealText()).toBe("for tests only!!")
  })

  it.each([
    ["what is no base64", "not base64!", "is not in base64"],
    ["a key of another algorithm", `algorithm hmac-sha512; secret "${secret}";`, "is of hmac-sha512"],
  ])("refuses %s and shows nothing of it", (_, text, message) => {
    let error: unknown
    try {
      tsigKey(settings, new Secret(text))
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: "config", message: expect.stringContaining(message) })
    expect(inspect(error, { showHidden: true })).not.toContain(secret)
  })
})
