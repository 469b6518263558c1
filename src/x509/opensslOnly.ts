/**
 * Extensions that nobody but OpenSSL reads: crypto/x509/v3_purp.c, ossl_x509v3_cache_extensions. With one that it cannot
 * decode a certificate issues nothing and is issued by nobody.
 */
import type { Certificate } from "./certificate.js"
import { DerReader, malformed, tags, Work } from "./der.js"
import type { Extension, ExtensionProblem } from "./extensions.js"
import { attempt, type Parsed } from "./parsed.js"

export const opensslOnlyOids = {
  netscapeType: "2.16.840.1.113730.1.1",
} as const

const readers: Readonly<Record<string, (reader: DerReader) => unknown>> = {
  [opensslOnlyOids.netscapeType]: readNetscapeType,
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
