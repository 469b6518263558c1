import { writePem } from "../src/x509/pem.js"
import { pkcs7, zip } from "./containers.js"
import type { CertificateName } from "./recipes.js"

type Certificates = Readonly<Record<CertificateName, Uint8Array>>
type File = (certificates: Certificates) => string | Uint8Array

/** What a CA or a mail program made of an order, and what an import must say to it. */
export interface DeliveryRecipe {
  readonly name: string
  /** Files in the order in which they are named on the command line. */
  readonly files: Readonly<Record<string, File>>
  /** Codes of all findings, in order. */
  readonly findings: readonly string[]
}

const pem =
  (...names: readonly CertificateName[]): File =>
  (certificates) =>
    names.map((name) => writePem("CERTIFICATE", certificates[name])).join("")

const changed =
  (file: File, change: (text: string) => string): File =>
  (certificates) =>
    change(file(certificates).toString())

const p7b =
  (...names: readonly CertificateName[]): File =>
  (certificates) =>
    pkcs7(names.map((name) => certificates[name]))

const zipOf =
  (files: Readonly<Record<string, File>>): File =>
  (certificates) =>
    zip(Object.entries(files).map(([name, file]) => ({ name, bytes: Buffer.from(file(certificates)) })))

const ca = { "DigiCertCA.crt": pem("issuing"), "TrustedRoot.crt": pem("root-g2") } as const
const leaf = { "mail_example_edu.crt": pem("leaf") } as const

/** Right, or wrong in one way each. */
export const deliveries: readonly DeliveryRecipe[] = [
  { name: "as-it-should-be", files: { ...leaf, ...ca }, findings: [] },
  {
    name: "der",
    files: {
      "mail.cer": (all) => all.leaf,
      "ca.der": (all) => all.issuing,
      ...{ "TrustedRoot.crt": pem("root-g2") },
    },
    findings: [],
  },
  {
    name: "root-missing",
    files: { ...leaf, "DigiCertCA.crt": pem("issuing") },
    findings: ["bundle-root-added"],
  },
  {
    name: "intermediate-missing",
    files: { ...leaf, "TrustedRoot.crt": pem("root-g2") },
    findings: ["chain-incomplete"],
  },
  {
    name: "reversed",
    files: { "bundle.pem": pem("root-g2", "issuing", "leaf") },
    findings: ["bundle-reordered", "bundle-chain-with-leaf"],
  },
  {
    name: "apache-zip",
    files: {
      "mail_example_edu.zip": zipOf({
        ...leaf,
        "DigiCertCA.crt": pem("issuing"),
        "readme.txt": () => "hello",
      }),
    },
    findings: ["bundle-root-added"],
  },
  {
    name: "default-zip",
    files: { "mail_example_edu.zip": zipOf({ ...ca, ...leaf }) },
    findings: [],
  },
  {
    name: "zip-cut-off",
    files: { "mail_example_edu.zip": (all) => Buffer.from(zipOf(leaf)(all)).subarray(0, 800) },
    findings: ["container-unreadable"],
  },
  { name: "p7b", files: { "mail.p7b": p7b("root-g2", "issuing", "leaf") }, findings: [] },
  {
    name: "p7b-in-pem",
    files: { "mail.p7b": (all) => writePem("PKCS7", pkcs7([all.leaf, all.issuing, all["root-g2"]])) },
    findings: [],
  },
  {
    name: "p7b-labelled-certificate",
    files: { "mail.p7b": (all) => writePem("CERTIFICATE", pkcs7([all.leaf, all.issuing, all["root-g2"]])) },
    findings: [],
  },
  {
    name: "swapped-names",
    files: { ...leaf, "DigiCertCA.crt": pem("root-g2"), "TrustedRoot.crt": pem("issuing") },
    findings: ["bundle-misleading-file-name", "bundle-misleading-file-name"],
  },
  {
    name: "crlf",
    files: {
      "mail_example_edu.crt": changed(pem("leaf"), (text) => text.trimEnd().replaceAll("\n", "\r\n")),
      ...ca,
    },
    findings: ["bundle-line-endings"],
  },
  {
    name: "chain-in-certificate-file",
    files: { "mail_example_edu.crt": pem("leaf", "issuing", "root-g2") },
    findings: ["bundle-chain-with-leaf"],
  },
  {
    name: "retired-root",
    files: { ...leaf, "DigiCertCA.crt": pem("issuing-by-g1"), "TrustedRoot.crt": pem("root-g1") },
    findings: ["chain-root-retired"],
  },
  {
    name: "retired-root-beside-a-good-one",
    files: { ...leaf, "DigiCertCA.crt": pem("issuing", "issuing-by-g1"), "TrustedRoot.crt": pem("root-g1") },
    findings: ["bundle-root-replaced", "bundle-other-path"],
  },
  {
    name: "intermediate-expired",
    files: { ...leaf, "DigiCertCA.crt": pem("issuing-expired"), "TrustedRoot.crt": pem("root-g2") },
    findings: ["expired"],
  },
  {
    name: "cross-sign-expired-beside-a-good-path",
    files: { ...leaf, ...ca, "cross.crt": pem("g2-by-g1-expired") },
    findings: ["bundle-expired-path-avoided"],
  },
  {
    name: "wrong-key",
    files: { "mail_example_edu.crt": pem("leaf-other-key"), ...ca },
    findings: ["private-key-mismatch"],
  },
  {
    name: "names-dropped",
    files: { "mail_example_edu.crt": pem("leaf-names-dropped"), ...ca },
    findings: ["bundle-requested-name-dropped", "bundle-requested-name-dropped"],
  },
  {
    name: "unrelated-certificate",
    files: { ...leaf, ...ca, "more.crt": pem("unrelated") },
    findings: ["bundle-unrelated"],
  },
  {
    name: "duplicate",
    files: { ...leaf, ...ca, "again.crt": pem("issuing") },
    findings: ["bundle-duplicate"],
  },
  {
    name: "text-in-front",
    files: { "mail.txt": changed(pem("leaf"), (text) => `Dear customer,\n\nhere it is:\n\n${text}`), ...ca },
    findings: ["bundle-text-around"],
  },
  { name: "empty-file", files: { ...leaf, ...ca, "more.crt": () => "" }, findings: ["input-empty"] },
  {
    name: "truncated",
    files: {
      ...leaf,
      "DigiCertCA.crt": changed(pem("issuing"), (text) => text.slice(0, 700)),
      "TrustedRoot.crt": pem("root-g2"),
    },
    findings: ["pem-broken"],
  },
  {
    name: "garbled",
    files: {
      ...leaf,
      "DigiCertCA.crt": changed(pem("issuing"), (text) => text.replace(/\n.{8}/, "\nMIID!!!!")),
      "TrustedRoot.crt": pem("root-g2"),
    },
    findings: ["pem-broken"],
  },
  {
    name: "another-host",
    files: { "www_example_edu.crt": pem("leaf-other-host"), ...ca },
    findings: ["host-name-mismatch"],
  },
  {
    name: "not-yet-valid",
    files: { "mail_example_edu.crt": pem("leaf-not-yet-valid"), ...ca },
    findings: ["not-yet-valid"],
  },
  {
    name: "expired",
    files: { "mail_example_edu.crt": pem("leaf-expired"), ...ca },
    findings: ["expired"],
  },
  {
    name: "last-year-beside-this-year",
    files: { "old.crt": pem("leaf-expired"), ...leaf, ...ca },
    findings: ["bundle-several-leaves"],
  },
  {
    name: "next-beside-forged",
    files: { "next.crt": pem("leaf-not-yet-valid"), "forged.crt": pem("leaf-forged"), ...ca },
    findings: ["bundle-several-leaves", "chain-wrong-signature"],
  },
  {
    name: "forged-beside-good",
    files: { "forged.crt": pem("leaf-forged"), ...leaf, ...ca },
    findings: ["bundle-several-leaves", "bundle-passed-over"],
  },
  {
    name: "self-signed-beside-good",
    files: { "own.crt": pem("leaf-self-signed"), ...leaf, ...ca },
    findings: ["bundle-several-leaves", "bundle-passed-over"],
  },
  {
    name: "not-for-servers",
    files: { "mail_example_edu.crt": pem("leaf-for-clients"), ...ca },
    findings: ["not-for-servers"],
  },
  {
    name: "no-certificate",
    files: { "readme.txt": () => "see the other mail\n" },
    findings: ["bundle-no-certificate"],
  },
  {
    name: "binary",
    files: { "mail.p7x": () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3), ...ca },
    findings: ["bundle-no-certificate"],
  },
]
