import { requestRule } from "../rule.js"

export const rsaModulusNotWholeOctets = requestRule({
  code: "rsa-modulus-not-whole-octets",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.1, BR 6.1.5",
  inForce: { from: "2017-02-28" },
  message: "the RSA modulus has {bits} bits, no multiple of 8",
  at: "publicKey",
  documentation: {
    what: "The size of an RSA modulus in bits is a multiple of 8.",
    why: "Odd sizes come from broken generators and break software that counts octets.",
    bad: "RSA 2047",
    good: "RSA 2048",
  },
  check: (view) =>
    (view.publicKey.kind === "rsa" || view.publicKey.kind === "rsa-pss") &&
    view.publicKey.modulusBits % 8 !== 0
      ? { bits: view.publicKey.modulusBits }
      : undefined,
})
