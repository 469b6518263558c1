import { describe, expect, it } from "vitest"
import { unanswered } from "../../src/acme/unanswered.js"

const url = new URL("https://ca.example.edu:8443/directory")
const thrown = (code: string, message = code): Error => Object.assign(new Error(message), { code })

describe("unanswered", () => {
  it.each([
    ["ECONNREFUSED", "ca-unreachable"],
    ["ECONNRESET", "ca-unreachable"],
    ["EHOSTUNREACH", "ca-unreachable"],
    ["ETIMEDOUT", "ca-unreachable"],
    // The resolver is away, which says nothing of the name.
    ["EAI_AGAIN", "ca-unreachable"],
    ["ENOTFOUND", "ca-not-found"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "ca-untrusted"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "ca-untrusted"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "ca-untrusted"],
    ["CERT_HAS_EXPIRED", "ca-untrusted"],
    ["CERT_REVOKED", "ca-untrusted"],
    ["INVALID_PURPOSE", "ca-untrusted"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "ca-untrusted"],
  ])("is worth another question only where waiting can help: %s, %s", (code, expected) => {
    expect(unanswered(url, thrown(code), { sent: false })).toMatchObject({ code: expected, exitCode: 3 })
  })

  it("names the host that nobody knows, and the one whose certificate is another's", () => {
    expect(
      unanswered(url, thrown("ENOTFOUND", "getaddrinfo ENOTFOUND ca.example.edu"), { sent: false }),
    ).toMatchObject({
      message: "ca.example.edu:8443 is not reached: getaddrinfo ENOTFOUND ca.example.edu",
      hint: "is the URL right? this machine's resolver knows no address of ca.example.edu; where only a proxy leads out, name it: HTTPS_PROXY",
    })
    expect(unanswered(url, thrown("ERR_TLS_CERT_ALTNAME_INVALID"), { sent: false }).hint).toContain(
      "is the URL right?",
    )
    expect(unanswered(url, thrown("CERT_HAS_EXPIRED"), { sent: false }).hint).toContain("clock right?")
  })

  it("leaves it open what became of a question that was sent", () => {
    expect(unanswered(url, thrown("ENOTFOUND"), { sent: true })).toMatchObject({ code: "ca-lost" })
  })
})
