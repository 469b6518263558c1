import { rootCertificates } from "node:tls"
import { describe, expect, it } from "vitest"
import { retiredRoots } from "../../src/path/retiredRoots.js"
import { bundledTrustStore, ownTrustStore } from "../../src/path/trustStore.js"
import { nameText } from "../../src/x509/name.js"

describe("bundledTrustStore", () => {
  const store = bundledTrustStore()

  it("has Node's roots without those that browsers have dropped", () => {
    const names = store.anchors.map(({ subject }) => nameText(subject))
    expect(names.some((name) => name.includes("CN=DigiCert Global Root G2,"))).toBe(true)
    expect(names.some((name) => name.includes("CN=DigiCert Global Root CA,"))).toBe(false)
    const carried = [...store.retired.values()].filter(({ certificate }) => certificate !== undefined)
    expect(store.anchors).toHaveLength(rootCertificates.length - carried.length)
  })

  it("knows each dropped root by the certificate that Node carries under its fingerprint", () => {
    for (const [fingerprint, { root, certificate }] of store.retired) {
      expect(retiredRoots.get(fingerprint)).toBe(root)
      // A later Node may no longer carry it.
      if (certificate !== undefined) expect(nameText(certificate.subject)).toContain(`CN=${root.name},`)
    }
    expect(store.retired.size).toBe(3)
  })
})

describe("ownTrustStore", () => {
  it("takes roots, retired or not, and leaves out what is no root", () => {
    const [root] = bundledTrustStore().anchors
    if (root === undefined) throw new Error("Node has no roots")
    expect(ownTrustStore([root], "mine")).toMatchObject({ name: "mine", anchors: [root] })
  })
})
