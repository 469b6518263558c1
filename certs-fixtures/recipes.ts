import type { KeyObject } from "node:crypto"
import { type CertificateRecipe, issue } from "./issue.js"

/** When the deliveries arrive: tests take this for now. */
export const deliveredAt = new Date("2026-05-01T09:30:00Z")

/** What the server needs: the names that the CSR asks for. */
export const wantedNames = [
  "mail.example.edu",
  "imap.example.edu",
  "smtp.example.edu",
  "mbs01.example.edu",
] as const

export interface Keys {
  readonly server: KeyObject
  readonly otherServer: KeyObject
  readonly rootG2: KeyObject
  readonly rootG1: KeyObject
  readonly issuing: KeyObject
}

const trust = "C=US, O=Example Trust"
const rootG2 = `${trust}, CN=Example Root G2`
const rootG1 = `${trust}, CN=Example Root CA`
const issuing = `${trust}, CN=Example TLS CA 1`
const server = "C=US, ST=Illinois, L=Springfield, O=Example University, CN=mail.example.edu"

/** Every certificate by its name in the deliveries. */
export function certificates(keys: Keys): Readonly<Record<CertificateName, Uint8Array>> {
  const leaf: CertificateRecipe = {
    subject: server,
    key: keys.server,
    issuer: issuing,
    signer: keys.issuing,
    from: "2026-04-20",
    until: "2026-11-05",
    names: wantedNames,
    issuerUrl: "http://pki.example.edu/tls-ca-1.crt",
  }
  const intermediate: CertificateRecipe = {
    subject: issuing,
    key: keys.issuing,
    issuer: rootG2,
    signer: keys.rootG2,
    from: "2023-01-01",
    until: "2033-01-01",
    ca: true,
  }
  const root: CertificateRecipe = {
    subject: rootG2,
    key: keys.rootG2,
    issuer: rootG2,
    signer: keys.rootG2,
    from: "2015-01-01",
    until: "2040-01-01",
    ca: true,
  }
  return {
    "root-g2": issue(root),
    /** Dropped by browsers. */
    "root-g1": issue({
      ...root,
      subject: rootG1,
      key: keys.rootG1,
      issuer: rootG1,
      signer: keys.rootG1,
      from: "2006-01-01",
    }),
    issuing: issue(intermediate),
    /** The same CA, certified by the retired root. */
    "issuing-by-g1": issue({ ...intermediate, issuer: rootG1, signer: keys.rootG1 }),
    "issuing-expired": issue({ ...intermediate, from: "2020-01-01", until: "2026-01-01" }),
    /** Ends before the leaf does. */
    "issuing-until-august": issue({ ...intermediate, until: "2026-08-01" }),
    /** The new root, certified by the old one for devices that know only that. */
    "g2-by-g1-expired": issue({ ...root, issuer: rootG1, signer: keys.rootG1, until: "2026-04-01" }),
    unrelated: issue({ ...intermediate, subject: `${trust}, CN=Example Mail CA`, key: keys.rootG1 }),
    leaf: issue(leaf),
    "leaf-other-key": issue({ ...leaf, key: keys.otherServer }),
    "leaf-other-host": issue({
      ...leaf,
      subject: "C=US, O=Example University, CN=www.example.edu",
      names: ["www.example.edu", "example.edu"],
    }),
    "leaf-names-dropped": issue({ ...leaf, names: wantedNames.slice(0, 2) }),
    "leaf-not-yet-valid": issue({ ...leaf, from: "2026-06-01", until: "2026-12-15" }),
    "leaf-expired": issue({ ...leaf, from: "2025-04-01", until: "2026-04-01" }),
    "leaf-for-clients": issue({ ...leaf, usages: ["1.3.6.1.5.5.7.3.2"] }),
    /** Names the CA as its issuer, which did not sign it. */
    "leaf-forged": issue({ ...leaf, signer: keys.rootG1 }),
    "leaf-self-signed": issue({ ...leaf, issuer: server, signer: keys.server }),
    /** For signatures of documents alone: OpenSSL lets no server use it. */
    "leaf-for-documents": issue({ ...leaf, keyUsage: [1] }),
    "leaf-names-broken": issue({ ...leaf, names: [], brokenNames: true }),
    /** A CA that may not sign certificates. */
    "issuing-may-not-sign": issue({ ...intermediate, keyUsage: [6] }),
  }
}

export type CertificateName =
  | "root-g2"
  | "root-g1"
  | "issuing"
  | "issuing-by-g1"
  | "issuing-expired"
  | "issuing-until-august"
  | "g2-by-g1-expired"
  | "unrelated"
  | "leaf"
  | "leaf-other-key"
  | "leaf-other-host"
  | "leaf-names-dropped"
  | "leaf-not-yet-valid"
  | "leaf-expired"
  | "leaf-for-clients"
  | "leaf-forged"
  | "leaf-self-signed"
  | "leaf-for-documents"
  | "leaf-names-broken"
  | "issuing-may-not-sign"
