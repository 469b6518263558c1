import { verify, X509Certificate } from "node:crypto"
import { verifyChain } from "../../src/path/verify.js"
import { type Certificate, parseCertificate } from "../../src/x509/certificate.js"
import type { Benchmark } from "./benchmark.js"
import { deliveredChain, paired } from "./chain.js"

function read(der: Uint8Array): Certificate {
  const result = parseCertificate(der)
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

/** Validating a delivered chain, against what Node needs for the bare minimum of it. */
export const validate: Benchmark = {
  name: "validate",
  about: "leaf, intermediate and root read from bytes and validated for a host name, signatures included",
  async run() {
    const chain = deliveredChain()
    const at = new Date("2026-06-01T00:00:00Z")
    const ours = (): unknown => {
      const [leaf, intermediate, root] = chain.map(read) as [Certificate, Certificate, Certificate]
      const result = verifyChain(leaf, [intermediate], {
        at,
        anchors: [root],
        profile: "public",
        name: "imap.example.edu",
      })
      if (!result.ok) throw new Error(result.top.kind)
      return result
    }
    const parts = chain.map(read)
    const keys = [parts[1], parts[2], parts[2]].map((one) => new X509Certificate(one?.der ?? "").publicKey)
    const theirs = (): unknown => {
      const parsed = chain.map((der) => new X509Certificate(der))
      const good = parts.every(({ tbs, signature }, index) => {
        const key = keys[index]
        return key !== undefined && verify("sha256", tbs, key, signature)
      })
      if (!good || parsed.length !== 3) throw new Error("the chain does not verify")
      return parsed
    }
    paired(50, 20, ours, theirs)
    const [mine, bare] = paired(200, 10, ours, theirs)
    return [
      {
        name: "of three bare crypto.verify and X509Certificate",
        value: mine / bare,
        limit: 1.5,
        unit: "×",
        detail: `${mine.toFixed(0)} µs against ${bare.toFixed(0)} µs`,
      },
    ]
  },
}
