import { der, derBoolean, derSequence } from "../../src/x509/derWrite.js"
import { usageOids } from "../../src/x509/oids.js"
import type { ExtensionSpec } from "../certificateDer.js"
import { extension } from "../extensionDer.js"
import { intermediate, leaf, type Pairs, type Patch, request, root, selfSigned } from "./build.js"
import { bytes, raw } from "./parts.js"
import { ecKey } from "./publicKeys.js"

const { serverAuth, clientAuth, codeSigning, emailProtection } = usageOids
/** Under the enterprise number for examples (RFC 5612). */
const examplePurpose = "1.3.6.1.4.1.32473.2"
const p256 = ecKey("prime256v1", "usage")
const before2023: Patch = { from: "2021-06-01" }

const bits = (...list: readonly number[]): ExtensionSpec => extension.keyUsage(list)
const rawBits = (...list: readonly number[]): ExtensionSpec => raw("keyUsage", bytes(0x03, ...list), true)
const purposes = (...list: readonly string[]): ExtensionSpec => extension.extKeyUsage(list)
const criticalAny: ExtensionSpec = { ...purposes(usageOids.any), critical: true }

const certificate = { good: leaf() }
const authority = { good: intermediate() }
const anchor = { good: root() }
const ecLeaf = { good: leaf({ spki: p256 }) }

const negativePathLength = derSequence(derBoolean(true), der(0x02, bytes(0xff)))

export const usagePairs: Pairs = {
  "basic-constraints-not-critical": { ...authority, bad: intermediate({ flip: ["basicConstraints"] }) },
  "ca-any-eku-beside-others": {
    good: intermediate({ put: [purposes(usageOids.any)] }),
    bad: intermediate({ put: [purposes(clientAuth, usageOids.any)] }),
  },
  "ca-eku-critical": { ...authority, bad: intermediate({ flip: ["extKeyUsage"] }) },
  "ca-eku-forbidden-purpose": {
    ...authority,
    bad: intermediate({ put: [purposes(serverAuth, codeSigning)] }),
  },
  "ca-eku-missing": { ...authority, bad: intermediate({ drop: ["extKeyUsage"] }) },
  "ca-eku-mozilla": { ...authority, bad: intermediate({ put: [purposes(usageOids.any)] }) },
  "ca-eku-not-constrained": { ...authority, bad: intermediate({ put: [purposes(emailProtection)] }) },
  "ca-key-usage-not-critical": { ...authority, bad: intermediate({ flip: ["keyUsage"] }) },
  "ca-without-cert-sign": { ...authority, bad: intermediate({ put: [bits(0, 6)] }) },
  "ca-without-crl-sign": { ...authority, bad: intermediate({ put: [bits(0, 5)] }) },
  "ca-without-digital-signature": { ...authority, bad: intermediate({ put: [bits(5, 6)] }) },
  "ca-without-key-usage": { ...authority, bad: intermediate({ drop: ["keyUsage"] }) },
  "cert-sign-but-not-ca": { good: selfSigned(), bad: selfSigned({ put: [bits(0, 5)] }) },
  "cert-sign-without-ca": {
    good: intermediate(),
    bad: selfSigned({ put: [bits(0, 5)], drop: ["basicConstraints"] }),
  },
  "ec-key-agreement": { ...ecLeaf, bad: leaf({ spki: p256, put: [bits(0, 4)] }) },
  "ec-key-encipherment": {
    good: request({ spki: p256 }),
    bad: request({ spki: p256, put: [bits(0, 2)] }),
  },
  "ec-key-usage-not-allowed": { ...ecLeaf, bad: leaf({ spki: p256, put: [bits(0, 1)] }) },
  "ec-leaf-key-usage-unusual": { ...ecLeaf, bad: leaf({ spki: p256, put: [bits(0, 2)] }) },
  "ec-without-digital-signature": { ...ecLeaf, bad: leaf({ spki: p256, put: [bits(4)] }) },
  "eku-any-critical": {
    good: selfSigned({ put: [purposes(usageOids.any)] }),
    bad: selfSigned({ put: [criticalAny] }),
  },
  "eku-client-auth": {
    good: leaf({ from: "2027-04-01", days: 99 }),
    bad: leaf({ from: "2027-04-01", days: 99, put: [purposes(serverAuth, clientAuth)] }),
  },
  "eku-critical": { ...certificate, bad: leaf({ flip: ["extKeyUsage"] }) },
  "eku-extra-purpose": {
    good: leaf({ put: [purposes(serverAuth, clientAuth)] }),
    bad: leaf({ put: [purposes(serverAuth, examplePurpose)] }),
  },
  "eku-forbidden-purpose": { ...certificate, bad: leaf({ put: [purposes(serverAuth, codeSigning)] }) },
  "eku-missing": { ...certificate, bad: leaf({ drop: ["extKeyUsage"] }) },
  "eku-not-tls-purpose": {
    good: leaf({ ...before2023, put: [purposes(serverAuth, emailProtection)] }),
    bad: leaf({ ...before2023, put: [purposes(serverAuth, codeSigning)] }),
  },
  "eku-without-server-auth": { ...certificate, bad: leaf({ put: [purposes(clientAuth)] }) },
  "eku-without-tls": {
    good: leaf({ ...before2023, put: [purposes(clientAuth)] }),
    bad: leaf({ ...before2023, put: [purposes(emailProtection)] }),
  },
  "key-usage-contradicts-eku": { ...certificate, bad: leaf({ put: [bits(0, 3)] }) },
  "key-usage-encoding": { ...certificate, bad: leaf({ put: [rawBits(0x02, 0x07, 0xc0)] }) },
  "key-usage-fits-no-purpose": { ...certificate, bad: leaf({ put: [bits(3)] }) },
  "key-usage-not-critical": { good: selfSigned(), bad: selfSigned({ flip: ["keyUsage"] }) },
  "key-usage-trailing-zeros": {
    ...authority,
    bad: intermediate({ put: [rawBits(0x03, 0x07, 0x86, 0x00)] }),
  },
  "key-usage-unused-bits": { ...certificate, bad: leaf({ put: [rawBits(0x02, 0x00, 0x80)] }) },
  "key-usage-without-bits": { ...certificate, bad: leaf({ put: [rawBits(0x01, 0x00)] }) },
  "leaf-basic-constraints-not-critical": { ...certificate, bad: leaf({ flip: ["basicConstraints"] }) },
  "leaf-key-usage-not-critical": { ...certificate, bad: leaf({ flip: ["keyUsage"] }) },
  "leaf-with-cert-sign": { ...certificate, bad: leaf({ put: [bits(0, 5)] }) },
  "leaf-with-crl-sign": { ...certificate, bad: leaf({ put: [bits(0, 6)] }) },
  // Without a readable basicConstraints nothing is a CA.
  "path-length-negative": {
    ...authority,
    bad: leaf({ put: [raw("basicConstraints", negativePathLength, true)] }),
  },
  "path-length-without-ca": { ...authority, bad: leaf({ put: [extension.basicConstraints(false, 0)] }) },
  "root-key-usage-not-critical": { ...anchor, bad: root({ flip: ["keyUsage"] }) },
  "root-with-extended-key-usage": { ...anchor, bad: root({ put: [purposes(serverAuth)] }) },
  "root-with-path-length": { ...anchor, bad: root({ put: [extension.basicConstraints(true, 1)] }) },
  "root-without-key-usage": { ...anchor, bad: root({ drop: ["keyUsage"] }) },
  "rsa-ca-key-usage-not-allowed": { ...authority, bad: intermediate({ put: [bits(0, 4, 5, 6)] }) },
  "rsa-ca-with-encipherment": { ...authority, bad: intermediate({ put: [bits(0, 2, 5, 6)] }) },
  "rsa-key-usage-not-permitted": {
    good: leaf({ put: [bits(0, 2)] }),
    bad: leaf({ put: [bits(0, 1)] }),
  },
  "rsa-leaf-key-usage-not-allowed": {
    good: leaf({ put: [bits(0, 2)] }),
    bad: leaf({ put: [bits(0, 4)] }),
  },
}
