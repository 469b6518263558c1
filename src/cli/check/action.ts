import { assemble } from "../../bundle/assemble.js"
import type { Assembled, AssembleOptions } from "../../bundle/assembled.js"
import { certificateName, certificateSubject } from "../../bundle/certificateNames.js"
import type { Renewed } from "../../bundle/compare.js"
import type { Delivery } from "../../bundle/delivery.js"
import { bundleFindings } from "../../bundle/findings.js"
import { type ClientPath, clientPaths } from "../../bundle/otherPaths.js"
import { readCrls, readOcspResponses } from "../../bundle/revocationFiles.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { type Finding, reaches, type Severity, severities } from "../../finding.js"
import type { Certificate } from "../../x509/certificate.js"
import { sameBytes } from "../../x509/derValues.js"
import { publicKeyOf } from "../../x509/privateKey.js"
import { zimbraFindings } from "../../zimbra/chainFile.js"
import { comparisonWith } from "../inputs/against.js"
import { readDelivered, requiredNames, trustStore } from "../inputs/delivered.js"
import { findFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { wantsColour } from "../terminal/colour.js"
import type { CheckOptions } from "./options.js"
import { checkedJson, checkedText } from "./text.js"

/** One server certificate and what is to say about it. */
export interface Checked {
  readonly leaf: Certificate
  readonly assembled?: Assembled
  /** One for each root that clients may know; more than one where they differ. */
  readonly paths: readonly ClientPath[]
}

export async function check(io: Io, files: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const failOn = severityNamed(options.failOn)
  const fleet = options.fleet === false ? undefined : await findFleet(io, options.fleet)
  const { delivery, key } = await readDelivered(io, files, options)
  const ownRoot = options.trust === undefined && fleet?.certificate.profile === "private"
  const shared = {
    keyName: key?.name ?? "",
    store: await trustStore(io, options.trust),
    at: new Date(io.clock.now()),
    names: fleet === undefined ? [] : requiredNames(fleet),
    crls: await readCrls(io, options.crl),
    ocsp: await readOcspResponses(io, options.ocsp),
    ownRoot,
    profile: ownRoot || options.trust !== undefined ? "rfc5280" : "webpki",
  } as const
  const compare = await comparisonWith(io, options)
  const keys = key === undefined ? serverKeys(delivery) : [publicKeyOf(key.key)]
  const results = keys.map((publicKey) =>
    checkOne(restricted(delivery, publicKey, key === undefined), { ...shared, publicKey }, compare),
  )
  const findings = unique([
    ...(keys.length === 0 ? noServerCertificate(delivery, files) : []),
    ...results.flatMap((result) => result.findings),
  ])
  const checked = results.flatMap((result) => result.checked)
  io.stdout.write(
    options.json === true
      ? checkedJson(checked, findings)
      : checkedText(checked, findings, { at: io.clock.now(), colour: wantsColour(io, io.stdout) }),
  )
  return reaches(findings, failOn) ? exitCodes.findings : exitCodes.ok
}

function checkOne(
  delivery: Delivery,
  options: AssembleOptions,
  compare: (renewed: Renewed) => Finding[],
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

function noServerCertificate(delivery: Delivery, files: readonly string[]): readonly Finding[] {
  if (reaches(delivery.findings, "error")) return delivery.findings
  const found = delivery.certificates.map(({ certificate }) => certificateName(certificate))
  const file = files.join(", ")
  return [...delivery.findings, bundleFindings.noServerCertificate({ kind: "file", file }, { file, found })]
}

function severityNamed(text: string): Severity {
  const severity = severities.find((name) => name === text)
  if (severity !== undefined) return severity
  throw new ToolError("usage", `--fail-on ${text} is unknown`, { hint: `one of ${severities.join(", ")}` })
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()]
}
