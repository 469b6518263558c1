import { requestRule } from "../rule.js"
import { CertificateView } from "../view/certificateView.js"

export const rsaKeyTooShort = requestRule({
  code: "rsa-key-too-short",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 6.1.5",
  message: "the RSA key has {bits} bits, fewer than 2048",
  at: "publicKey",
  documentation: {
    what: "An RSA key of a certificate that runs out after 2013 has at least 2048 bits.",
    why: "Shorter moduli can be factored, or will be within the certificate's life.",
    bad: "RSA 1024",
    good: "RSA 3072",
  },
  check: (view) => {
    const { publicKey } = view
    if (publicKey.kind !== "rsa" && publicKey.kind !== "rsa-pss") return undefined
    const expiry =
      view instanceof CertificateView ? view.certificate.notAfter.getTime() : Number.POSITIVE_INFINITY
    return publicKey.modulusBits < 2048 && expiry >= Date.UTC(2013, 11, 31)
      ? { bits: publicKey.modulusBits }
      : undefined
  },
})
