import { hex } from "../../x509/derValues.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

/** RSASSA-PSS with SHA-256, SHA-384 and SHA-512: MGF1 with the same hash, salt as long as the hash. */
const encodings: ReadonlySet<string> = new Set(
  (
    [
      ["01", "20"],
      ["02", "30"],
      ["03", "40"],
    ] as const
  ).map(([hash, salt]) => {
    const algorithm = `300d060960864801650304020${hash.slice(1)}0500`
    return `304106092a864886f70d01010a3034a00f${algorithm}a11c301a06092a864886f70d010108${algorithm}a2030201${salt}`
  }),
)

export const pssParametersEncoding = certificateRule({
  code: "pss-parameters-encoding",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.1.1",
  inForce: { from: "2020-01-01" },
  message: "the parameters of RSASSA-PSS are not among the three encodings allowed",
  at: "signatureAlgorithm",
  documentation: {
    what: "RSASSA-PSS is used with SHA-256, SHA-384 or SHA-512, MGF1 with the same hash, a salt of the hash's length, and NULL parameters of the hashes.",
    why: "Firefox accepts only these three encodings.",
    bad: "a salt of 20 octets",
    good: "SHA-256, MGF1 with SHA-256, salt of 32 octets",
  },
  check: (view) =>
    when(view.signatureAlgorithm.oid === "1.2.840.113549.1.1.10" && !encodings.has(hex(view.raw.signature))),
})
