/** Values of any type, as OpenSSL decodes them: crypto/asn1/tasn_dec.c, asn1_d2i_ex_primitive and asn1_ex_c2i. */
import { type DerReader, type Element, malformed, tags } from "./der.js"
import { readInteger, readOid } from "./derValues.js"

/** Reads one value whose content must fit its universal type, where OpenSSL knows one; other classes hold anything. */
export function readAnyValue(reader: DerReader): void {
  const element = reader.next()
  const { tag, header, start, end } = element
  const length = end - start
  if (tag > 0x3f || tag === tags.sequence || tag === tags.set) return
  // X.690 section 10.2: nothing else is constructed in DER; end-of-contents is no value.
  const isWrong = tag > 0x1f || tag === 0 || contentIsWrong(tag, length, element)
  if (isWrong) malformed("encoding", "a value that its type does not have", header, "X.690 section 8")
}

function contentIsWrong(tag: number, length: number, element: Element): boolean {
  switch (tag) {
    case tags.boolean:
      return length !== 1
    case tags.null:
      return length !== 0
    case tags.bitString:
      return (element.bytes[element.start] ?? 8) > 7 || length === 0
    case tags.bmpString:
      return length % 2 !== 0
    case tags.universalString:
      return length % 4 !== 0
    case tags.integer:
    case tags.enumerated:
      return readInteger(element).length === 0
    case tags.oid:
      return readOid(element) === ""
    default:
      return tag === tags.sequence - 0x20 || tag === tags.set - 0x20
  }
}
