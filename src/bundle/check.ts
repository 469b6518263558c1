import { type Finding, reaches } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { sameBytes } from "../x509/derValues.js"
import { zimbraFindings } from "../zimbra/chainFile.js"
import { assemble } from "./assemble.js"
import type { Assembled, AssembleOptions } from "./assembled.js"
import { certificateName, certificateSubject } from "./certificateNames.js"
import type { Renewed } from "./compare.js"
import type { Criteria } from "./criteria.js"
import type { DeliveredKey } from "./delivered.js"
import type { Delivery } from "./delivery.js"
import { bundleFindings } from "./findings.js"
import { type ClientPath, clientPaths } from "./otherPaths.js"

/** One server certificate and what is to say about it. */
export interface Checked {
  readonly leaf: Certificate
  readonly assembled?: Assembled
  /** One for each root that clients may know; more than one where they differ. */
  readonly paths: readonly ClientPath[]
}

export interface CheckOptions {
  readonly criteria: Criteria
  /** Only the certificate of this key; without, every server certificate of the delivery. */
  readonly key?: DeliveredKey | undefined
  /** What to say about a certificate beside the one in use. */
  readonly compare?: (renewed: Renewed) => readonly Finding[]
  /** How findings name the delivery as a whole. */
  readonly label: string
}

/** Says of a delivery whether it is right and what is wrong with it; each finding once. */
export function checkDelivery(
  delivery: Delivery,
  { criteria, key, compare = () => [], label }: CheckOptions,
): { readonly checked: readonly Checked[]; readonly findings: readonly Finding[] } {
  const keys = key === undefined ? serverKeys(delivery) : [key.publicKey]
  const options = { ...criteria, keyName: key?.name ?? "" }
  const results = keys.map((publicKey) =>
    checkOne(restricted(delivery, publicKey, key === undefined), { ...options, publicKey }, compare),
  )
  const findings = [
    ...(keys.length === 0 ? noServerCertificate(delivery, label) : []),
    ...results.flatMap((result) => result.findings),
  ]
  return { checked: results.flatMap((result) => result.checked), findings: unique(findings) }
}

function checkOne(
  delivery: Delivery,
  options: AssembleOptions,
  compare: (renewed: Renewed) => readonly Finding[],
): { readonly checked: readonly Checked[]; readonly findings: readonly Finding[] } {
  const { assembled, findings } = assemble(delivery, options)
  const own = delivery.certificates.filter(({ certificate }) =>
    sameBytes(certificate.publicKey.der, options.publicKey),
  )
  const newest = own.toSorted(
    (a, b) => b.certificate.notBefore.getTime() - a.certificate.notBefore.getTime(),
  )[0]
  if (newest === undefined) return { checked: [], findings }
  const leaf = newest.certificate
  const subject = certificateSubject(leaf)
  const served = delivery.certificates.flatMap(({ certificate }) => (certificate.isCa ? [certificate] : []))
  const paths = clientPaths(leaf, served, options)
  return {
    checked: [{ leaf, paths, ...(assembled === undefined ? {} : { assembled }) }],
    findings: [
      ...findings,
      ...zimbraFindings(leaf, delivery.certificates, options.at),
      ...compare({ leaf, chain: assembled?.chain ?? [], subject }),
    ],
  }
}

/** Each key that a server certificate has; a CA's certificate is nobody's server. */
function serverKeys({ certificates }: Delivery): Uint8Array[] {
  const keys = certificates
    .filter(({ certificate }) => !certificate.isCa)
    .map(({ certificate }) => certificate.publicKey.der)
  return keys.filter((key, index) => keys.findIndex((other) => sameBytes(other, key)) === index)
}

/** Without a key, the other server certificates are checked on their own and not strangers to this one. */
function restricted(delivery: Delivery, publicKey: Uint8Array, all: boolean): Delivery {
  if (!all) return delivery
  const certificates = delivery.certificates.filter(
    ({ certificate }) => certificate.isCa || sameBytes(certificate.publicKey.der, publicKey),
  )
  return { ...delivery, certificates }
}

function noServerCertificate(delivery: Delivery, file: string): readonly Finding[] {
  if (reaches(delivery.findings, "error")) return delivery.findings
  const found = delivery.certificates.map(({ certificate }) => certificateName(certificate))
  return [...delivery.findings, bundleFindings.noServerCertificate({ kind: "file", file }, { file, found })]
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()]
}
