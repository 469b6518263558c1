import { describe, expect, it } from "vitest"
import { loadFleet } from "../../src/fleet/load.js"
import { fleetOf } from "./fixtures.js"

const withIssuer = (issuer: string): string => `certificate:
  commonName: mail.example.edu
  issuer:
${issuer.replace(/^/gm, "    ")}
servers:
  - host: mbs01.example.edu
    roles: [mailbox]
`

const messages = (issuer: string): readonly string[] =>
  loadFleet(withIssuer(issuer), "fleet.yaml").findings.map(({ at, message }) => `${at?.line}: ${message}`)

describe("certificate.issuer", () => {
  it("takes an ACME server with the least that has to be said", () => {
    const { issuer } = fleetOf(withIssuer("acme:\n  directory: https://ca.example.edu/dir")).certificate
    expect(issuer?.acme).toMatchObject({
      directory: "https://ca.example.edu/dir",
      account: "acme-account",
      termsOfServiceAgreed: false,
    })
    expect(issuer?.digicert).toBeUndefined()
  })

  it("names a mistake inside by its own line, not the whole", () => {
    expect(messages("acme:\n  directory: http://ca.example.edu/dir")).toEqual([
      expect.stringMatching(/^5: .*acme\.directory.*expected an https:\/\/ address/),
    ])
    expect(messages("acme:\n  directory: https://ca.example.edu/dir\n  profil: classic")).toEqual([
      expect.stringMatching(/^6: .*profil\b/),
    ])
    expect(
      messages("acme:\n  directory: https://ca.example.edu/dir\n  eab: {kid: one, keyFile: a, keyEnv: B}"),
    ).toEqual([expect.stringMatching(/^6: .*expected either keyFile or keyEnv/)])
    expect(messages("digicert:\n  product: ssl_basic\n  keyFile: key")).toEqual([
      expect.stringMatching(/organization/),
    ])
  })

  it("wants one CA", () => {
    const acme = "acme:\n  directory: https://ca.example.edu/dir"
    const digicert = "digicert:\n  product: ssl_basic\n  organization: 1\n  keyFile: key"
    for (const issuer of ["{}", `${acme}\n${digicert}`])
      expect(messages(issuer)).toEqual([expect.stringContaining("expected either acme: or digicert:")])
  })
})
