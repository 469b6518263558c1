/** Trust graphs for tests: a certificate is an edge `issuer>subject`, made with real keys and signatures. */
import { createHash } from "node:crypto"
import {
  type CertificateSpec,
  certificateDer,
  type ExtensionSpec,
  type KeyPair,
  spkiOf,
} from "../../certs-fixtures/certificateDer.js"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import { type Verification, type VerifyOptions, verifyChain } from "../../src/path/verify.js"
import { type Certificate, inspectCertificate } from "../../src/x509/certificate.js"
import { keyPair } from "../x509/factory.js"

export const at = new Date("2026-06-01T00:00:00Z")
export const host = "mail.example.edu"

export type EdgeSpec = Partial<Omit<CertificateSpec, "extensions">> & {
  /** In place of the usual one with the same identifier; others are added. */
  readonly extensions?: readonly ExtensionSpec[]
  /** Identifiers of usual extensions to leave out. */
  readonly without?: readonly string[]
  /** Label of the subject's key; left out: the subject. */
  readonly keyLabel?: string
  /** Label of the issuer's key; left out: the issuer. */
  readonly signerLabel?: string
}

export function keyId(key: KeyPair): Uint8Array {
  return new Uint8Array(createHash("sha1").update(spkiOf(key.publicKey)).digest())
}

function merged(usual: readonly ExtensionSpec[], spec: EdgeSpec): readonly ExtensionSpec[] {
  const own = spec.extensions ?? []
  const dropped = new Set([...(spec.without ?? []), ...own.map(({ oid }) => oid)])
  return [...usual.filter(({ oid }) => !dropped.has(oid)), ...own]
}

function make(
  edge: string,
  spec: EdgeSpec,
  usual: (key: KeyPair, signer: KeyPair) => readonly ExtensionSpec[],
): Certificate {
  const [issuer = "", subject = ""] = edge.split(">")
  const key = spec.key ?? keyPair(spec.keyLabel ?? subject)
  const signer = spec.signer ?? keyPair(spec.signerLabel ?? issuer)
  const result = inspectCertificate(
    certificateDer({ issuer, subject, ...spec, key, signer, extensions: merged(usual(key, signer), spec) }),
  )
  if (!result.ok) throw new Error(`${edge}: ${result.problem.message}`)
  return result.value
}

/** A CA that every profile accepts: `root>root`, `root>sub`. */
export function ca(edge: string, spec: EdgeSpec = {}): Certificate {
  return make(edge, spec, (key, signer) => [
    extension.basicConstraints(true),
    extension.keyUsage([5, 6]),
    extension.subjectKeyIdentifier(keyId(key)),
    extension.authorityKeyIdentifier(keyId(signer)),
  ])
}

/** A server's certificate that every profile accepts, with the host as its only name. */
export function leaf(edge: string, spec: EdgeSpec = {}): Certificate {
  return make(edge, { subject: host, ...spec }, (key, signer) => [
    extension.basicConstraints(false),
    extension.keyUsage([0]),
    extension.extKeyUsage(["1.3.6.1.5.5.7.3.1"]),
    extension.subjectKeyIdentifier(keyId(key)),
    extension.authorityKeyIdentifier(keyId(signer)),
    extension.subjectAltName([dns(host)]),
  ])
}

/** Verifies for the host at the usual moment under the `public` profile. */
export function verify(
  certificate: Certificate,
  pool: readonly Certificate[],
  anchors: readonly Certificate[],
  options: Partial<VerifyOptions> = {},
): Verification {
  return verifyChain(certificate, pool, { at, anchors, profile: "public", name: host, ...options })
}

/** The common names along the path, or the kind of the top rejection with its rule. */
export function outcome(verification: Verification): string {
  if (verification.ok)
    return verification.path.map(({ subject }) => subject.values("2.5.4.3")[0]?.value ?? "").join(" < ")
  const { top } = verification
  return top.kind === "profile" ? top.rule : top.kind
}

/** Kinds of all rejections. */
export function kinds(verification: Verification): readonly string[] {
  return [...new Set(verification.rejections.map((one) => (one.kind === "profile" ? one.rule : one.kind)))]
}
