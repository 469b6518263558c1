/** The string types of X.680 that certificates use, each held to its own alphabet. */
import { content, type Element, malformed, tags, type Work } from "./der.js"

/** A string type by its ASN.1 name. */
export type StringType =
  | "UTF8String"
  | "PrintableString"
  | "TeletexString"
  | "IA5String"
  | "VisibleString"
  | "UniversalString"
  | "BMPString"

const types: Readonly<Record<number, StringType>> = {
  [tags.utf8String]: "UTF8String",
  [tags.printableString]: "PrintableString",
  [tags.teletexString]: "TeletexString",
  [tags.ia5String]: "IA5String",
  [tags.visibleString]: "VisibleString",
  [tags.universalString]: "UniversalString",
  [tags.bmpString]: "BMPString",
}

/** The string type that a tag stands for. */
export function stringType(tag: number): StringType | undefined {
  return types[tag]
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
// X.680 section 41.4, table 10.
const notPrintable = /[^A-Za-z0-9 '()+,\-./:=?]/
const notVisible = /[^ -~]/

/**
 * The text of a string element. Characters outside of the type's alphabet are complained about; text that
 * cannot be decoded at all is malformed.
 */
export function readText(element: Element, type: StringType, work: Work): string {
  switch (type) {
    case "UTF8String":
      return decodeUtf8(element)
    case "UniversalString":
      return decodeWide(element, 4)
    case "BMPString":
      return decodeWide(element, 2)
    default:
      return decodeNarrow(element, type, work)
  }
}

function decodeUtf8(element: Element): string {
  const narrow = ascii(element)
  if (narrow !== undefined) return narrow
  try {
    return utf8.decode(content(element))
  } catch {
    return malformed("string", "a UTF8String that is not UTF-8", element.header, "RFC 3629 section 3")
  }
}

/** Text of octets below 128, or undefined when there are others. */
function ascii({ bytes, start, end }: Element): string | undefined {
  if (end - start > 64) {
    for (let index = start; index < end; index++) if ((bytes[index] as number) > 0x7f) return undefined
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1")
  }
  let text = ""
  for (let index = start; index < end; index++) {
    const octet = bytes[index] as number
    if (octet > 0x7f) return undefined
    text += String.fromCharCode(octet)
  }
  return text
}

function decodeNarrow(element: Element, type: StringType, work: Work): string {
  const narrow = ascii(element)
  const text = narrow ?? Buffer.from(content(element)).toString("latin1")
  // TeletexString is read as Latin-1, which is what its writers mean (RFC 5280 section 7.1 leaves it open).
  const strange =
    (type === "PrintableString" && notPrintable.test(text)) ||
    (type === "IA5String" && narrow === undefined) ||
    (type === "VisibleString" && notVisible.test(text))
  const message = `a character that ${type} does not have`
  // Names in use hold `@`, `*` and `&` in a PrintableString; an IA5String with other octets hides what a name means.
  if (strange && type === "IA5String") work.complain("string", message, element.header, "X.680 section 41")
  else if (strange) work.lapse("string", message, element.header, "X.680 section 41")
  return text
}

function decodeWide(element: Element, width: 2 | 4): string {
  const octets = content(element)
  if (octets.length % width !== 0)
    malformed("string", `a ${width === 2 ? "BMPString" : "UniversalString"} that is cut off`, element.header)
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  let text = ""
  for (let at = 0; at < octets.length; at += width) {
    const code = width === 2 ? view.getUint16(at) : view.getUint32(at)
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      malformed("string", "a character that Unicode does not have", element.start + at)
    text += String.fromCodePoint(code)
  }
  return text
}
