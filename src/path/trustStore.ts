import { rootCertificates } from "node:tls"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { readPem } from "../x509/pem.js"
import { type RetiredRoot, retiredRoots } from "./retiredRoots.js"

/** A root that is deliberately no anchor; the certificate where the store's source still carries it. */
export interface RetiredAnchor {
  readonly root: RetiredRoot
  readonly certificate?: Certificate
}

/** The roots that a chain may end in, and those that it must no longer end in. */
export interface TrustStore {
  /** How messages name it. */
  readonly name: string
  readonly anchors: readonly Certificate[]
  /** By SHA-256 fingerprint. */
  readonly retired: ReadonlyMap<string, RetiredAnchor>
}

/** Node's bundled roots without those that browsers have dropped (`retiredRoots`). */
export function bundledTrustStore(): TrustStore {
  const roots = rootCertificates.flatMap((pem) => {
    // A root's own encoding is not ours to judge: nothing of it but name and key is used.
    const read = inspectCertificate(readPem(Buffer.from(pem)).blocks[0]?.der ?? new Uint8Array())
    return read.ok ? [read.value] : []
  })
  return {
    name: "the roots that browsers trust",
    anchors: roots.filter(({ fingerprint }) => !retiredRoots.has(fingerprint)),
    retired: new Map(
      [...retiredRoots].map(([fingerprint, root]) => {
        const certificate = roots.find((candidate) => candidate.fingerprint === fingerprint)
        return [fingerprint, certificate === undefined ? { root } : { root, certificate }]
      }),
    ),
  }
}

/**
 * A store of one's own: whoever names roots means them, retired or not. Certificates that are no roots (not
 * self-issued) are left out: Zimbra's own verification wants a complete chain.
 */
export function ownTrustStore(certificates: readonly Certificate[], name: string): TrustStore {
  return { name, anchors: certificates.filter((certificate) => certificate.isSelfIssued), retired: new Map() }
}
