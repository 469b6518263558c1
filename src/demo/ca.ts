import "reflect-metadata"
import { webcrypto } from "node:crypto"
import {
  AuthorityInfoAccessExtension,
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509"
import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"

/** What a CA hands out for one order, each file in PEM. */
export interface Issued {
  readonly leaf: string
  readonly intermediate: string
  readonly root: string
}

/** One file of a delivery, named as CAs name them. */
export interface DeliveredFile {
  readonly name: string
  readonly content: string
}

export interface DemoCa {
  /** The root in PEM: what `import --trust` wants. */
  readonly root: string
  readonly intermediate: string
  /**
   * Signs a CSR (PEM) as a public CA would: its names and key, the CA's own idea of everything else. Days count from
   * now; `from` may be negative, for a certificate issued in the past. Rejects a CSR whose signature is wrong.
   */
  issue(csr: string, validity?: { readonly from: number; readonly until: number }): Promise<Issued>
}

const day = 86_400_000
const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" } as const
const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" } as const
const site = "http://pki.example.edu"

/** DigiCert's longest lifetime since 2026-02-24, in days. */
const usualDays = 199

/** A root and an intermediate made for this run; their keys exist in this process's memory only. */
export async function createDemoCa(clock: Clock): Promise<DemoCa> {
  const at = (days: number): Date => new Date(Math.floor((clock.now() + days * day) / 1000) * 1000)
  const [rootKeys, intermediateKeys] = await Promise.all([newKeys(), newKeys()])
  const root = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: "C=US, O=certfleet demo, CN=certfleet demo root G2",
    issuer: "C=US, O=certfleet demo, CN=certfleet demo root G2",
    notBefore: at(-5 * 365),
    notAfter: at(15 * 365),
    publicKey: rootKeys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm,
    extensions: [...caExtensions(), await SubjectKeyIdentifierExtension.create(rootKeys.publicKey)],
  })
  const intermediate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: "C=US, O=certfleet demo, CN=certfleet demo TLS ECC SHA256 2026 CA1",
    issuer: root.subject,
    notBefore: at(-2 * 365),
    notAfter: at(8 * 365),
    publicKey: intermediateKeys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm,
    extensions: [
      ...caExtensions(0),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      ...(await issuedExtensions(intermediateKeys.publicKey, root, "root")),
    ],
  })
  return {
    root: pem(root),
    intermediate: pem(intermediate),
    async issue(csr, validity = { from: 0, until: usualDays }) {
      const request = await readRequest(csr)
      const leaf = await X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: request.subjectName.toJSON(),
        issuer: intermediate.subject,
        notBefore: at(validity.from),
        // Both ends count (BR 6.3.2), so a lifetime of N days ends one second earlier.
        notAfter: new Date(at(validity.until).getTime() - 1000),
        publicKey: request.publicKey,
        signingKey: intermediateKeys.privateKey,
        signingAlgorithm,
        extensions: await leafExtensions(request, intermediate),
      })
      return { leaf: pem(leaf), intermediate: pem(intermediate), root: pem(root) }
    },
  }
}

/** Three files, as a DigiCert zip holds them. */
export function deliverFiles(issued: Issued, commonName: string): DeliveredFile[] {
  return [
    { name: `${commonName.replaceAll(".", "_").replaceAll("*", "star")}.crt`, content: issued.leaf },
    { name: "DigiCertCA.crt", content: issued.intermediate },
    { name: "TrustedRoot.crt", content: issued.root },
  ]
}

/** One pile, as it comes out of a mail program: CRLF, words around the blocks, any order, no last newline. */
export function deliverPile(issued: Issued): DeliveredFile {
  const text = [
    "Dear customer,",
    "",
    "your order is complete. Your certificate and its chain:",
    "",
    "subject=root",
    issued.root.trimEnd(),
    "subject=server",
    issued.leaf.trimEnd(),
    "subject=intermediate",
    issued.intermediate.trimEnd(),
  ]
  return { name: "certificate.txt", content: text.join("\n").replaceAll("\n", "\r\n") }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(keyAlgorithm, false, ["sign", "verify"])
}

/** 128 random bits; the first byte keeps it positive and at its full length. */
function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return Buffer.from(bytes).toString("hex")
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`
}

function caExtensions(pathLength?: number): Extension[] {
  return [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(
      KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature,
      true,
    ),
  ]
}

async function issuedExtensions(
  publicKey: webcrypto.CryptoKey | Pkcs10CertificateRequest["publicKey"],
  issuer: X509Certificate,
  name: string,
): Promise<Extension[]> {
  return [
    await SubjectKeyIdentifierExtension.create(publicKey),
    await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    new AuthorityInfoAccessExtension({ caIssuers: `${site}/${name}.crt` }),
    new CRLDistributionPointsExtension([`${site}/${name}.crl`]),
  ]
}

async function leafExtensions(
  request: Pkcs10CertificateRequest,
  issuer: X509Certificate,
): Promise<Extension[]> {
  const names = request.getExtension("2.5.29.17")
  if (names === null) throw new ToolError("config", "the CSR asks for no names")
  const isRsa = request.publicKey.algorithm.name.startsWith("RSA")
  return [
    names,
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(
      isRsa ? KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment : KeyUsageFlags.digitalSignature,
      true,
    ),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    // Organisation validated: 2.23.140.1.2.2 (BR 7.1.6.1).
    new CertificatePolicyExtension(["2.23.140.1.2.2"]),
    ...(await issuedExtensions(request.publicKey, issuer, "ca1")),
  ]
}

async function readRequest(csr: string): Promise<Pkcs10CertificateRequest> {
  const request = new Pkcs10CertificateRequest(csr)
  if (!(await request.verify())) throw new ToolError("config", "the CSR is not signed by its own key")
  return request
}
