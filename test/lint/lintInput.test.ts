import { describe, expect, it } from "vitest"
import { nothing } from "../../src/lint/contents.js"
import { type LintInput, serversOf } from "../../src/lint/lintInput.js"
import { ca, host, leaf } from "../path/graph.js"

const mail = leaf("sub>leaf")
const issuer = ca("root>sub")

describe("serversOf a port's answer", () => {
  const answered = (fingerprint: string, ...certificates: readonly (typeof mail)[]): LintInput => ({
    name: `${host}:443`,
    contents: {
      ...nothing,
      certificates: certificates.map((certificate) => ({
        certificate,
        subject: { kind: "endpoint", host, port: 443 },
      })),
    },
    answer: { version: "TLSv1.3", host, fingerprint },
  })

  it("is what it sends first, whatever that says to be", () => {
    expect([...serversOf(answered(issuer.fingerprint, issuer, mail))]).toEqual([issuer])
  })

  it("is nothing where its first certificate cannot be read", () => {
    expect([...serversOf(answered(mail.fingerprint, issuer))]).toEqual([])
  })
})
