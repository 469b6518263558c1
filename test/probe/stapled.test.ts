import { readFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { createServer } from "node:tls"
import { describe, expect, it } from "vitest"
import { good, ocspAnswer, revoked, unknown } from "../../certs-fixtures/ocspAnswer.js"
import { deliveredAt } from "../../certs-fixtures/recipes.js"
import { ownTrustStore } from "../../src/path/trustStore.js"
import { judge } from "../../src/probe/judge.js"
import { observe } from "../../src/probe/observe.js"
import { realClock } from "./material.js"

const fixtures = join(import.meta.dirname, "../../certs-fixtures")
const pem = (name: string): string => readFileSync(join(fixtures, name), "utf8")

/** Observes a server that staples the answer, and judges what was seen on the day of the delivery. */
async function codes(answer: Uint8Array | null, chain = ["certs/leaf.pem", "certs/issuing.pem"]) {
  const server = createServer({ key: pem("keys/rfc9500-rsa2048.key"), cert: chain.map(pem).join("") })
  server.on("OCSPRequest", (_certificate, _issuer, callback) =>
    callback(null, answer === null ? null : Buffer.from(answer)),
  )
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const endpoint = {
    host: "mail.example.edu",
    address: "127.0.0.1",
    port,
    service: "https",
    protocol: "https",
  } as const
  const observation = await observe(endpoint, { timeoutMs: 5_000, clock: realClock })
  server.close()
  const { findings } = judge(observation, {
    question: { at: deliveredAt, profile: "private", store: ownTrustStore([], "nobody"), ownRoot: true },
    warnDays: 14,
  })
  return {
    stapled: observation.ok ? observation.stapled?.length : undefined,
    codes: findings.map(({ code }) => code).filter((code) => /^revo/.test(code)),
  }
}

describe("a stapled OCSP response", () => {
  it("that says revoked is an error", async () => {
    const answer = ocspAnswer(revoked, "20260601000000Z")
    expect(await codes(answer)).toEqual({ stapled: answer.length, codes: ["revoked"] })
  })

  it("that does not know the certificate is an error, as Firefox and Thunderbird refuse it", async () => {
    expect((await codes(ocspAnswer(unknown, "20260601000000Z"))).codes).toEqual(["revocation-unknown"])
  })

  it.each<[string, Uint8Array | null]>([
    ["that says good", ocspAnswer(good, "20260601000000Z")],
    ["that has run out", ocspAnswer(revoked, "20260430120000Z")],
    ["that did not know it and has run out", ocspAnswer(unknown, "20260430120000Z")],
    ["that is no response", Buffer.from("nonsense")],
    ["that is not there", null],
  ])("%s is none", async (_, answer) => {
    expect((await codes(answer)).codes).toEqual([])
  })

  it("that nobody can be shown to have signed is none", async () => {
    expect((await codes(ocspAnswer(revoked, "20260601000000Z"), ["certs/leaf.pem"])).codes).toEqual([])
  })
})
