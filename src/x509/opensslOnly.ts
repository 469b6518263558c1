/**
 * Extensions that nobody but OpenSSL reads: crypto/x509/v3_purp.c, ossl_x509v3_cache_extensions. With one that it cannot
 * decode a certificate issues nothing and is issued by nobody.
 */
import type { Certificate } from "./certificate.js"
import { DerReader, malformed, tags, Work } from "./der.js"
import { readInteger, readOid } from "./derValues.js"
import type { Extension, ExtensionProblem } from "./extensions.js"
import { attempt, type Parsed } from "./parsed.js"
import { type Holding, readAddressBlocks, readSystemNumbers } from "./resources.js"

export const opensslOnlyOids = {
  netscapeType: "2.16.840.1.113730.1.1",
  /** RFC 3820 section 3.8. */
  proxyCertInfo: "1.3.6.1.5.5.7.1.14",
  /** RFC 3779 sections 2.2.1 and 3.2.1. */
  addressBlocks: "1.3.6.1.5.5.7.1.7",
  systemNumbers: "1.3.6.1.5.5.7.1.8",
} as const

const readers: Readonly<Record<string, (reader: DerReader) => unknown>> = {
  [opensslOnlyOids.netscapeType]: readNetscapeType,
  [opensslOnlyOids.proxyCertInfo]: readProxyCertInfo,
  [opensslOnlyOids.addressBlocks]: readAddressBlocks,
  [opensslOnlyOids.systemNumbers]: readSystemNumbers,
}

/** The first of these extensions that OpenSSL cannot decode. */
export function opensslOnlyProblem({ extensions }: Certificate): ExtensionProblem | undefined {
  for (const extension of extensions.list) {
    const reader = readers[extension.oid]
    const read = reader && decode(extension, reader)
    if (read?.ok === false) return { extension, problem: read.problem }
  }
  return undefined
}

/** RFC 3820 section 3.8: whoever has the extension is a proxy, whatever it says. */
export function isProxy({ extensions }: Certificate): boolean {
  return extensions.get(opensslOnlyOids.proxyCertInfo) !== undefined
}

/** What one of the extensions of RFC 3779 says; undefined where it is absent or unreadable. */
export function resourcesOf(
  { extensions }: Certificate,
  which: "addressBlocks" | "systemNumbers",
): readonly Holding[] | undefined {
  const extension = extensions.get(opensslOnlyOids[which])
  const read =
    extension && decode(extension, which === "addressBlocks" ? readAddressBlocks : readSystemNumbers)
  return read?.ok === true ? read.value : undefined
}

/** Whether the certificate types of Netscape, where they are given, leave servers out: the second bit stands for them. */
export function isNoServerByNetscapeType({ extensions }: Certificate): boolean {
  const extension = extensions.get(opensslOnlyOids.netscapeType)
  const read = extension && decode(extension, readNetscapeType)
  return read?.ok === true && (read.value & 0x40) === 0
}

/** X509V3_EXT_d2i looks at one element and at nothing behind it. */
function decode<T>({ value }: Extension, read: (reader: DerReader) => T): Parsed<T> {
  return attempt(() => read(new DerReader(value, new Work())))
}

/** The first octet; ossl_c2i_ASN1_BIT_STRING clears what it calls unused. */
function readNetscapeType(reader: DerReader): number {
  const { bytes, header, start, end } = reader.read(tags.bitString, "the Netscape certificate type")
  const unused = bytes[start] ?? 0
  if (start === end || unused > 7)
    malformed("encoding", "a bit string with a wrong count of unused bits", header, "X.690 section 8.6")
  const first = end - start > 1 ? (bytes[start + 1] as number) : 0
  return end - start > 2 ? first : first & (0xff << unused)
}

function readProxyCertInfo(reader: DerReader): void {
  const inner = reader.enter(tags.sequence, "proxyCertInfo")
  const limit = inner.optional(tags.integer)
  if (limit !== undefined) readInteger(limit)
  const policy = inner.enter(tags.sequence, "the proxy policy")
  readOid(policy.read(tags.oid, "the language of the proxy policy"))
  policy.optional(tags.octetString)
  policy.close("the proxy policy")
  inner.close("proxyCertInfo")
}
