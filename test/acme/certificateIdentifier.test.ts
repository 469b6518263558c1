import { describe, expect, it } from "vitest"
import { certificateIdentifier } from "../../src/acme/certificateIdentifier.js"
import { inspectCertificate } from "../../src/x509/certificate.js"
import { readPem } from "../../src/x509/pem.js"

/** RFC 9773 Appendix A. */
const example = `-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----`

describe("certificateIdentifier", () => {
  it("is RFC 9773's for the certificate of its Appendix A, the leading zero octet of the serial number kept", () => {
    const [block] = readPem(new TextEncoder().encode(example)).blocks
    const certificate = inspectCertificate(block?.der ?? new Uint8Array())
    if (!certificate.ok) return expect.unreachable(certificate.problem.message)
    expect(certificateIdentifier(certificate.value)).toBe("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE")
  })
})
