import { beforeAll, describe, expect, it } from "vitest"
import { downloadCertificate } from "../../src/acme/issued.js"
import { createDemoCa, type Issued } from "../../src/demo/ca.js"
import { writePem } from "../../src/x509/pem.js"
import { VirtualClock } from "../support/virtualClock.js"
import { csrFor } from "./scene.js"
import { type Answer, base, scriptedAccount, scriptedCa } from "./scriptedCa.js"

const name = "mail.example.edu"
const chainType = "application/pem-certificate-chain"

describe("downloadCertificate", () => {
  let [own, other]: Issued[] = []
  let csr: Awaited<ReturnType<typeof csrFor>>
  beforeAll(async () => {
    csr = await csrFor([name])
    const pem = writePem("CERTIFICATE REQUEST", csr.der)
    const ca = await createDemoCa(new VirtualClock())
    own = await ca.issue(pem)
    other = await ca.issue(pem)
  })

  const alternate = { link: `<${base}/certificate/2>;rel="alternate"` }
  const chain = (body: unknown, headers: Answer["headers"] = {}): Answer => ({
    headers: { "content-type": chainType, ...headers },
    body,
  })
  async function download(first: Answer, second: Answer = { status: 404 }, preferredChain?: string) {
    const ca = scriptedCa({ "/certificate/1": () => first, "/certificate/2": () => second })
    const account = await scriptedAccount(ca)
    const options = preferredChain === undefined ? {} : { preferredChain }
    const issued = await downloadCertificate(account, `${base}/certificate/1`, csr, options)
    return { issued, asked: ca.asked.slice(1).map(({ url }) => url) }
  }

  it("names the issuer above the topmost certificate, and asks for no alternate that nobody wants", async () => {
    const { asked, issued } = await download(chain(`${own?.leaf}${own?.intermediate}`, alternate))
    expect([issued.topIssuers, issued.differences, issued.preferred]).toEqual([
      ["certfleet demo root G2"],
      [],
      undefined,
    ])
    expect([asked, issued.alternates]).toEqual([["/certificate/1"], [`${base}/certificate/2`]])
  })

  it("asks for no alternate where the CA's own choice is the preferred chain", async () => {
    const first = chain(`${own?.leaf}${own?.intermediate}`, alternate)
    const { asked, issued } = await download(first, undefined, "certfleet demo root G2")
    expect([asked, issued.preferred]).toEqual([["/certificate/1"], true])
  })

  it("takes no alternate chain of another certificate", async () => {
    const taken = download(
      chain(`${own?.leaf}`, alternate),
      chain(`${other?.leaf}${other?.intermediate}`),
      "x",
    )
    await expect(taken).rejects.toThrow("an alternate chain of another certificate")
  })

  it.each([
    [
      "of another type",
      () => ({ ...chain(own?.leaf), headers: { "content-type": "text/html" } }),
      "text/html",
    ],
    [
      "with a block cut off",
      () => chain(`${own?.leaf}${own?.intermediate.slice(0, 200)}`),
      "certificates in PEM alone",
    ],
    [
      "with a key in it",
      () => chain(`${own?.leaf}${writePem("PUBLIC KEY", csr.publicKey.der)}`),
      "PEM alone",
    ],
    ["with what is no certificate", () => chain(writePem("CERTIFICATE", csr.der)), "cannot be read"],
    ["without anything", () => chain("\n"), "without a certificate"],
  ] as const)("takes no answer %s", async (_, answer, why) => {
    const taken = download(answer())
    await expect(taken).rejects.toMatchObject({ code: "ca-answer", message: expect.stringContaining(why) })
  })
})
