import { certificateName, certificateSubject, issuerName } from "../assess/certificateNames.js"
import type { Finding } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { isoDay } from "../x509/day.js"
import { sameBytes } from "../x509/derValues.js"
import { sameName } from "../x509/name.js"
import type { Assembled, AssembleOptions } from "./assembled.js"
import type { Delivered, Delivery } from "./delivery.js"
import { bundleNotices } from "./notices.js"

/** What was not right in the delivery and is right in what will be written. */
export function repairs({ leaf, chain }: Assembled, delivery: Delivery, options: AssembleOptions): Finding[] {
  const order = [leaf, ...chain]
  const used = new Set(order.map(({ fingerprint }) => fingerprint))
  const unused = delivery.certificates.filter(({ certificate }) => !used.has(certificate.fingerprint))
  return [
    ...rootRepairs(chain.at(-1) ?? chain[0], unused, delivery, options),
    ...unused
      // An older certificate of the same key is mentioned where the leaf is chosen.
      .filter(({ certificate }) => !sameBytes(certificate.publicKey.der, options.publicKey))
      .flatMap((entry) => unusedRemark(entry, order, options)),
    ...byFile(delivery).flatMap(([file, entries]) => fileRepairs(file, entries, order)),
  ]
}

function rootRepairs(
  root: Certificate,
  unused: readonly Delivered[],
  delivery: Delivery,
  { store }: AssembleOptions,
): Finding[] {
  const name = certificateName(root)
  const replaced = unused.filter(({ certificate }) => store.retired.has(certificate.fingerprint))
  if (replaced.length > 0)
    return replaced.map(({ certificate, subject }) =>
      bundleNotices.rootReplaced(subject, { retired: certificateName(certificate), root: name }),
    )
  return delivery.certificates.some(({ certificate }) => certificate.fingerprint === root.fingerprint)
    ? []
    : [bundleNotices.rootAdded(certificateSubject(root), { root: name, store: store.name })]
}

function unusedRemark(
  { certificate, subject }: Delivered,
  used: readonly Certificate[],
  { store, at }: AssembleOptions,
): Finding[] {
  if (store.retired.has(certificate.fingerprint)) return []
  const name = certificateName(certificate)
  const isSecond = used.some((other) => sameName(other.subject, certificate.subject))
  if (!isSecond) return [bundleNotices.unrelated(subject, { name })]
  return at > certificate.notAfter
    ? [bundleNotices.expiredPathAvoided(subject, { name, notAfter: isoDay(certificate.notAfter) })]
    : [bundleNotices.otherPath(subject, { name, issuer: issuerName(certificate) })]
}

function fileRepairs(file: string, entries: readonly Delivered[], order: readonly Certificate[]): Finding[] {
  const subject = { kind: "file", file } as const
  const positions = entries
    .map(({ certificate }) => order.findIndex(({ fingerprint }) => fingerprint === certificate.fingerprint))
    .filter((position) => position >= 0)
  const sorted = positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0))
  const [alone] = entries
  if (entries.length === 1 && alone !== undefined) return misnamed(file, alone.certificate)
  return [
    ...(sorted ? [] : [bundleNotices.reordered(subject, { file })]),
    ...(positions.includes(0)
      ? [bundleNotices.chainWithLeaf(subject, { file, count: entries.length - 1 })]
      : []),
  ]
}

/** `DigiCertCA.crt` and `TrustedRoot.crt` are the two that people swap. */
function misnamed(file: string, certificate: Certificate): Finding[] {
  const base = file.split(/[\\/]/).at(-1) ?? file
  const saysRoot = /root/i.test(base)
  const saysIntermediate = !saysRoot && /(ca|intermediate)\.(crt|cer|pem|der)$/i.test(base)
  const kind = certificate.isSelfIssued ? "root" : certificate.isCa ? "intermediate" : "leaf"
  const wrong = (saysRoot && kind !== "root") || (saysIntermediate && kind !== "intermediate")
  const what = { root: "a root", intermediate: "an intermediate", leaf: "the server's certificate" }[kind]
  return wrong ? [bundleNotices.misleadingName({ kind: "file", file }, { file, what })] : []
}

function byFile({ certificates }: Delivery): [string, Delivered[]][] {
  const files = new Map<string, Delivered[]>()
  for (const delivered of certificates.filter(({ contained }) => !contained))
    files.set(delivered.file, [...(files.get(delivered.file) ?? []), delivered])
  return [...files]
}
