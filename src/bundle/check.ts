import { assess } from "../assess/assess.js"
import { certificateName, certificateSubject } from "../assess/certificateNames.js"
import { type ClientPath, clientPaths } from "../assess/clientPaths.js"
import { faults } from "../assess/faults.js"
import type { Assessment, Question } from "../assess/question.js"
import { isAuthority, serversAmong } from "../assess/servers.js"
import { type Finding, reaches } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { sameBytes } from "../x509/derValues.js"
import { sha256 } from "../x509/fingerprint.js"
import { assemble } from "./assemble.js"
import type { Assembled, AssembleOptions } from "./assembled.js"
import type { Renewed } from "./compare.js"

import type { DeliveredKey } from "./delivered.js"
import type { Delivery } from "./delivery.js"
import { bundleFindings } from "./findings.js"

/** One server certificate and what is to say about it. */
export interface Checked {
  readonly leaf: Certificate
  readonly assembled?: Assembled
  readonly assessment?: Assessment
  /** One for each root that clients may know; more than one where they differ. */
  readonly paths: readonly ClientPath[]
}

export interface CheckOptions {
  readonly criteria: Question
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
  const servers = new Set(serversAmong(delivery.certificates.map(({ certificate }) => certificate)))
  const keys = key === undefined ? keysOf(servers) : [key.publicKey]
  const options = { ...criteria, keyName: key?.name ?? "" }
  const results = keys.map((publicKey) =>
    checkOne(
      key === undefined ? restricted(delivery, publicKey, servers) : delivery,
      { ...options, publicKey },
      compare,
    ),
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
  const { assembled, assessment, findings } = assemble(delivery, options)
  if (assessment === undefined) return { checked: [], findings }
  const { leaf } = assessment
  const subject = certificateSubject(leaf)
  const served = delivery.certificates.flatMap(({ certificate }) => (certificate.isCa ? [certificate] : []))
  const paths = clientPaths(leaf, served, options)
  return {
    checked: [{ leaf, paths, assessment, ...(assembled === undefined ? {} : { assembled }) }],
    findings: [
      ...findings,
      ...chainFileFindings(assessment, delivery, options),
      ...compare({ leaf, chain: assembled?.chain ?? [], subject }),
    ],
  }
}

const ofChainFiles: ReadonlySet<string> = new Set(
  [faults.notForZimbra, faults.chainDisordered, faults.chainDuplicate, faults.chainUnrelated].map(
    ({ code }) => code,
  ),
)

/** The one file that holds every CA certificate, judged as it is written: as Zimbra would when it is given as chain file. */
function chainFileFindings({ leaf }: Assessment, { asRead }: Delivery, options: AssembleOptions): Finding[] {
  const cas = asRead.filter(({ certificate }) => isAuthority(certificate) && !isSame(certificate, leaf))
  const [file, ...others] = [...new Set(cas.map((entry) => entry.file))]
  // PKCS #7 and PKCS #12 are no chain files, and have no order.
  if (file === undefined || others.length > 0 || cas.some(({ contained }) => contained)) return []
  const inFile = asRead.filter((entry) => entry.file === file).map(({ certificate }) => certificate)
  const strangers = new Set(serversAmong(inFile).filter((one) => !isSame(one, leaf)))
  const chain = inFile.filter((one) => !strangers.has(one))
  const sent = chain.some((one) => isSame(one, leaf)) ? chain : [leaf, ...chain]
  const { findings } = assess({ leaf, sent }, options, () => ({ kind: "file", file }))
  return findings.filter(({ code }) => ofChainFiles.has(code))
}

function isSame(one: Certificate, other: Certificate): boolean {
  return one.fingerprint === other.fingerprint
}

function keysOf(servers: ReadonlySet<Certificate>): readonly Uint8Array[] {
  const keys = [...servers].map(({ publicKey }) => publicKey.der)
  return [...new Map(keys.map((key) => [sha256(key), key])).values()]
}

/** Without a key, the other server certificates are checked on their own and not strangers to this one. */
function restricted(delivery: Delivery, publicKey: Uint8Array, servers: ReadonlySet<Certificate>): Delivery {
  const certificates = delivery.certificates.filter(
    ({ certificate }) => !servers.has(certificate) || sameBytes(certificate.publicKey.der, publicKey),
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
