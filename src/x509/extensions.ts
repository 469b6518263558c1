/** Extensions of certificates, requests and lists: RFC 5280 section 4.2. Decoded when first asked for. */
import { content, type DerReader, DerReader as Reader, tags, Work } from "./der.js"
import { readBoolean, readOid, readTime } from "./derValues.js"
import {
  type AuthorityKeyIdentifier,
  type BasicConstraints,
  type KeyUsage,
  readAuthorityKeyIdentifier,
  readBasicConstraints,
  readExtKeyUsage,
  readKeyUsage,
  readSubjectKeyIdentifier,
} from "./extensions/basic.js"
import { type NameConstraints, readAltNames, readNameConstraints } from "./extensions/names.js"
import {
  type PolicyConstraints,
  type PolicyInformation,
  type PolicyMapping,
  readCertificatePolicies,
  readInhibitAnyPolicy,
  readPolicyConstraints,
  readPolicyMappings,
} from "./extensions/policies.js"
import {
  type AccessDescription,
  type CrlReason,
  type DistributionPoint,
  type IssuingDistributionPoint,
  readAccessDescriptions,
  readCrlNumber,
  readDistributionPoints,
  readIssuingDistributionPoint,
  readReasonCode,
} from "./extensions/revocation.js"
import { readNull, readSctList, readTlsFeature, type Sct } from "./extensions/transparency.js"
import { type GeneralName, readGeneralNames } from "./generalName.js"
import { type ExtensionName, extensionName, extensionOids } from "./oids.js"
import { attempt, firstFatal, type Parsed, type Problem } from "./parsed.js"

/** One extension as it is written. */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  /** The content of the OCTET STRING: the encoded value. */
  readonly value: Uint8Array
  /** Offset of the value in the input. */
  readonly offset: number
}

/** An extension that cannot be read, and why. */
export interface ExtensionProblem {
  readonly extension: Extension
  readonly problem: Problem
}

/** Each known extension's reader; the type of its value follows from it. */
const readers = {
  subjectKeyIdentifier: readSubjectKeyIdentifier,
  keyUsage: readKeyUsage,
  subjectAltName: readAltNames,
  issuerAltName: readAltNames,
  basicConstraints: readBasicConstraints,
  crlNumber: readCrlNumber,
  reasonCode: readReasonCode,
  invalidityDate: (reader: DerReader) => readTime(reader, "the invalidity date").date,
  deltaCrlIndicator: readCrlNumber,
  issuingDistributionPoint: readIssuingDistributionPoint,
  certificateIssuer: (reader: DerReader) =>
    readGeneralNames(reader.enter(tags.sequence, "certificateIssuer"), "certificateIssuer"),
  nameConstraints: readNameConstraints,
  crlDistributionPoints: readDistributionPoints,
  certificatePolicies: readCertificatePolicies,
  policyMappings: readPolicyMappings,
  authorityKeyIdentifier: readAuthorityKeyIdentifier,
  policyConstraints: readPolicyConstraints,
  extKeyUsage: readExtKeyUsage,
  freshestCrl: readDistributionPoints,
  inhibitAnyPolicy: readInhibitAnyPolicy,
  authorityInfoAccess: readAccessDescriptions,
  subjectInfoAccess: readAccessDescriptions,
  tlsFeature: readTlsFeature,
  sctList: readSctList,
  ctPoison: readNull,
  ocspNoCheck: readNull,
} satisfies Record<ExtensionName, (reader: DerReader) => unknown>

/** The value of a known extension. */
export type ExtensionValue<K extends ExtensionName> = ReturnType<(typeof readers)[K]>
type Read<T> = Parsed<T> | undefined

/** What an extension holds, read strictly, as relying parties do, and leniently. */
export interface Inspected<T> {
  /** A value that can only be read with complaints counts as unreadable, lapses of the issuer included. */
  readonly strict: Parsed<T>
  /** Likewise, but relying parties read over lapses. */
  readonly relied: Parsed<T>
  /** Undefined when it cannot be read at all. */
  readonly value: T | undefined
}

/**
 * The extensions of one certificate, request, list or list entry. Each accessor answers undefined when the
 * extension is absent, and a Parsed when it is there: unreadable is never the same as absent.
 */
export class Extensions {
  readonly list: readonly Extension[]
  readonly #byOid = new Map<string, Extension>()
  readonly #values = new Map<ExtensionName, Inspected<unknown>>()

  constructor(list: readonly Extension[]) {
    this.list = list
    for (const extension of list)
      if (!this.#byOid.has(extension.oid)) this.#byOid.set(extension.oid, extension)
  }

  /** The extension as written, by its dotted identifier; the first of several. */
  get(oid: string): Extension | undefined {
    return this.#byOid.get(oid)
  }

  has(name: ExtensionName): boolean {
    return this.get(extensionOids[name]) !== undefined
  }

  /** Whether the extension is there and marked critical. */
  isCritical(name: ExtensionName): boolean {
    return this.get(extensionOids[name])?.critical === true
  }

  /** The decoded value of a known extension, by its name in RFC 5280, as relying parties read it. */
  read<K extends ExtensionName>(name: K): Read<ExtensionValue<K>> {
    return this.inspect(name)?.relied
  }

  /** The value for looking at: also where it can only be read with complaints. Not for deciding on trust. */
  inspect<K extends ExtensionName>(name: K): Inspected<ExtensionValue<K>> | undefined {
    const known = this.#values.get(name)
    // The map's type cannot follow its key; only this method fills it.
    if (known !== undefined) return known as Inspected<ExtensionValue<K>>
    const extension = this.get(extensionOids[name])
    if (extension === undefined) return undefined
    const value = decode(extension, name)
    this.#values.set(name, value)
    return value as Inspected<ExtensionValue<K>>
  }

  get basicConstraints(): Read<BasicConstraints> {
    return this.read("basicConstraints")
  }
  get keyUsage(): Read<KeyUsage> {
    return this.read("keyUsage")
  }
  get extKeyUsage(): Read<readonly string[]> {
    return this.read("extKeyUsage")
  }
  get subjectAltName(): Read<readonly GeneralName[]> {
    return this.read("subjectAltName")
  }
  get subjectKeyIdentifier(): Read<Uint8Array> {
    return this.read("subjectKeyIdentifier")
  }
  get authorityKeyIdentifier(): Read<AuthorityKeyIdentifier> {
    return this.read("authorityKeyIdentifier")
  }
  get nameConstraints(): Read<NameConstraints> {
    return this.read("nameConstraints")
  }
  get certificatePolicies(): Read<readonly PolicyInformation[]> {
    return this.read("certificatePolicies")
  }
  get policyMappings(): Read<readonly PolicyMapping[]> {
    return this.read("policyMappings")
  }
  get policyConstraints(): Read<PolicyConstraints> {
    return this.read("policyConstraints")
  }
  get inhibitAnyPolicy(): Read<number> {
    return this.read("inhibitAnyPolicy")
  }
  get crlDistributionPoints(): Read<readonly DistributionPoint[]> {
    return this.read("crlDistributionPoints")
  }
  get freshestCrl(): Read<readonly DistributionPoint[]> {
    return this.read("freshestCrl")
  }
  get authorityInfoAccess(): Read<readonly AccessDescription[]> {
    return this.read("authorityInfoAccess")
  }
  get sctList(): Read<readonly Sct[]> {
    return this.read("sctList")
  }
  get tlsFeature(): Read<readonly number[]> {
    return this.read("tlsFeature")
  }
  get issuingDistributionPoint(): Read<IssuingDistributionPoint> {
    return this.read("issuingDistributionPoint")
  }
  get crlNumber(): Read<Uint8Array> {
    return this.read("crlNumber")
  }
  get deltaCrlIndicator(): Read<Uint8Array> {
    return this.read("deltaCrlIndicator")
  }
  get reasonCode(): Read<CrlReason> {
    return this.read("reasonCode")
  }

  /**
   * The first known extension that cannot be read, if any; `of` leaves out others, `strict` counts lapses of the
   * issuer.
   */
  firstProblem(of?: ReadonlySet<string>, how: "relied" | "strict" = "relied"): ExtensionProblem | undefined {
    for (const extension of this.list) {
      const name = extensionName(extension.oid)
      if (!isKnown(name) || of?.has(extension.oid) === false) continue
      const value = this.inspect(name)?.[how]
      if (value?.ok === false) return { extension, problem: value.problem }
    }
    return undefined
  }
}

function isKnown(name: string): name is ExtensionName {
  return Object.hasOwn(readers, name)
}

function decode<K extends ExtensionName>(extension: Extension, name: K): Inspected<unknown> {
  const { value, offset } = extension
  const work = new Work()
  const result = attempt(() => {
    const reader = new Reader(value, work)
    const decoded = readers[name](reader)
    reader.close(name)
    return decoded
  })
  const found = result.ok ? work.problems[0] : result.problem
  const seen = result.ok ? result.value : undefined
  if (found === undefined) return { strict: result, relied: result, value: seen }
  const refused = (one: Problem): Parsed<unknown> => ({
    ok: false,
    problem: { ...one, message: `${name}: ${one.message}`, offset: offset + (one.offset ?? 0) },
  })
  const fatal = result.ok ? firstFatal(work.problems) : result.problem
  return { strict: refused(found), relied: fatal === undefined ? result : refused(fatal), value: seen }
}

/** Reads the content of `Extensions`: at least one, none twice (RFC 5280 section 4.2). */
export function readExtensions(reader: DerReader): Extensions {
  const list: Extension[] = []
  while (!reader.atEnd) list.push(readExtension(reader))
  if (list.length === 0)
    reader.work.complain("structure", "an empty list of extensions", reader.position, "RFC 5280 section 4.1")
  const seen = new Set<string>()
  for (const { oid, offset } of list) {
    if (seen.has(oid))
      reader.work.complain(
        "duplicate",
        `${extensionName(oid)} is there twice`,
        offset,
        "RFC 5280 section 4.2",
      )
    seen.add(oid)
  }
  return new Extensions(list)
}

function readExtension(reader: DerReader): Extension {
  const inner = reader.enter(tags.sequence, "an extension")
  const oid = readOid(inner.read(tags.oid, "an extension's identifier"))
  const flag = inner.optional(tags.boolean)
  const critical = flag !== undefined && readBoolean(flag)
  if (flag !== undefined && !critical)
    reader.work.lapse("encoding", "a default value is written out", flag.header, "X.690 section 11.5")
  const value = inner.read(tags.octetString, "an extension's value")
  inner.close("an extension")
  return { oid, critical, value: content(value), offset: value.start }
}
