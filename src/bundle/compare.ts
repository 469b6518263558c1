import { certificateName, issuerName, sanEntries } from "../assess/certificateNames.js"
import { defineFinding, type Finding, type Subject } from "../finding.js"
import { quoteWord } from "../remote/quote.js"
import type { Certificate } from "../x509/certificate.js"
import { sameBytes } from "../x509/derValues.js"
import { covers } from "../x509/sanEntry.js"

const stage = "compare"

/** Kinds of finding about a new certificate beside the one in use. */
export const compareFindings = {
  nameRemoved: defineFinding({
    code: "compare-name-removed",
    severity: "error",
    stage,
    message: ({ name, where }: { name: string; where: string }) =>
      `${where} serves ${name}, and the new certificate is not valid for it`,
    hint: ({ name }) => `have the CA reissue it with this name, or say --allow-removed ${quoteWord(name)}`,
  }),
  nameRemovedAsAllowed: defineFinding({
    code: "compare-name-removed-as-allowed",
    severity: "notice",
    stage,
    message: ({ name }: { name: string; where: string }) =>
      `${name} is no longer in the certificate, as allowed`,
  }),
  namesAdded: defineFinding({
    code: "compare-names-added",
    severity: "notice",
    stage,
    message: ({ names }: { names: readonly string[] }) => `new in the certificate: ${names.join(", ")}`,
  }),
  keyReused: defineFinding({
    code: "compare-key-reused",
    severity: "warning",
    stage,
    message: ({ where }: { where: string }) => `the key is the same as that of the certificate at ${where}`,
    hint: () => "make a new key for every renewal: certfleet csr",
  }),
  same: defineFinding({
    code: "compare-same-certificate",
    severity: "notice",
    stage,
    message: ({ where }: { where: string }) => `${where} has this very certificate already`,
  }),
  notNewer: defineFinding({
    code: "compare-not-newer",
    severity: "warning",
    stage,
    message: ({ where, notAfter }: { where: string; notAfter: string }) =>
      `the certificate at ${where} lives longer (until ${notAfter})`,
    hint: () => "is this the renewed certificate?",
  }),
  issuerChanged: defineFinding({
    code: "compare-issuer-changed",
    severity: "notice",
    stage,
    message: ({ before, after }: { before: string; after: string }) =>
      `another CA issued it: ${after} instead of ${before}`,
  }),
  rootChanged: defineFinding({
    code: "compare-root-changed",
    severity: "notice",
    stage,
    message: ({ before, after }: { before: string; after: string }) =>
      `its root is another one: ${after} instead of ${before}`,
    hint: () =>
      "clients with a root store of their own (printers, scanners, old phones) may need the new root",
  }),
}

/** The certificate in use and, as far as known, its chain. */
export interface InUse {
  /** Where it was found, for messages. */
  readonly where: string
  readonly leaf: Certificate
  readonly others: readonly Certificate[]
}

export interface Renewed {
  readonly leaf: Certificate
  readonly chain: readonly Certificate[]
  readonly subject: Subject
}

/** What changes when the new certificate takes the place of the one in use. */
export function compareCertificates(
  inUse: InUse,
  renewed: Renewed,
  allowedRemovals: ReadonlySet<string>,
): Finding[] {
  const { where, leaf: before } = inUse
  const { leaf: after, subject } = renewed
  if (before.fingerprint === after.fingerprint) return [compareFindings.same(subject, { where })]
  return [
    ...names(inUse, renewed, allowedRemovals),
    ...(sameBytes(before.publicKey.der, after.publicKey.der)
      ? [compareFindings.keyReused(subject, { where })]
      : []),
    ...(after.notAfter <= before.notAfter
      ? [compareFindings.notNewer(subject, { where, notAfter: before.notAfter.toISOString().slice(0, 10) })]
      : []),
    ...issuers(inUse, renewed),
  ]
}

function names(inUse: InUse, renewed: Renewed, allowed: ReadonlySet<string>): Finding[] {
  const [before, after] = [sanEntries(inUse.leaf) ?? [], sanEntries(renewed.leaf) ?? []]
  const removed = before.filter((name) => !after.some((entry) => covers(entry, name)))
  const added = after.filter((name) => !before.some((entry) => covers(entry, name)))
  return [
    ...removed.map(({ value }) => {
      const kind = allowed.has(value) ? compareFindings.nameRemovedAsAllowed : compareFindings.nameRemoved
      return kind(renewed.subject, { name: value, where: inUse.where })
    }),
    ...(added.length === 0
      ? []
      : [compareFindings.namesAdded(renewed.subject, { names: added.map(({ value }) => value) })]),
  ]
}

function issuers(inUse: InUse, { leaf, chain, subject }: Renewed): Finding[] {
  const [before, after] = [issuerName(inUse.leaf), issuerName(leaf)]
  const [oldRoot, newRoot] = [inUse.others.find(({ isSelfIssued }) => isSelfIssued), chain.at(-1)]
  return [
    ...(before === after ? [] : [compareFindings.issuerChanged(subject, { before, after })]),
    ...(oldRoot === undefined || newRoot === undefined || oldRoot.fingerprint === newRoot.fingerprint
      ? []
      : [
          compareFindings.rootChanged(subject, {
            before: certificateName(oldRoot),
            after: certificateName(newRoot),
          }),
        ]),
  ]
}
