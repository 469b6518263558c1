import { requestRule } from "../rule.js"

export const ecCurveNotAllowed = requestRule({
  code: "ec-curve-not-allowed",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.5",
  message: "the EC key lies on {curve}",
  at: "publicKey",
  documentation: {
    what: "An EC key lies on P-256, P-384 or P-521.",
    why: "Clients support no other curve for certificates.",
    bad: "secp256k1",
    good: "P-256",
  },
  check: (view) => {
    const { publicKey } = view
    if (publicKey.kind !== "ec" || ["P-256", "P-384", "P-521"].includes(publicKey.curve ?? ""))
      return undefined
    return { curve: publicKey.curve ?? "a curve without name" }
  },
})
