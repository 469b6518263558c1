/** Fields of a certificate that only a lint looks at, straight from the bytes. */
import type { Certificate } from "../../x509/certificate.js"
import { content, contextTag, DerReader, type Element, encoded, tags, Work } from "../../x509/der.js"
import { attempt } from "../../x509/parsed.js"

/** A time as it is written. */
export interface WrittenTime {
  readonly form: "UTCTime" | "GeneralizedTime"
  readonly text: string
}

export interface RawTbs {
  /** The encoded algorithm identifier inside the signed part. */
  readonly signature: Uint8Array
  readonly times: readonly WrittenTime[]
  readonly hasUniqueId: boolean
  readonly hasExtensionsField: boolean
  /** The version number as written: 2 means v3; undefined where it is left out. */
  readonly version: number | undefined
}

const unreadable: RawTbs = {
  signature: new Uint8Array(),
  times: [],
  hasUniqueId: false,
  hasExtensionsField: false,
  version: undefined,
}

/** Cannot fail on what the certificate reader accepted. */
export function readRawTbs(certificate: Certificate): RawTbs {
  const result = attempt(() => read(certificate.tbs))
  return result.ok ? result.value : unreadable
}

function read(tbs: Uint8Array): RawTbs {
  const reader = new DerReader(tbs, new Work()).enter(tags.sequence, "the signed part")
  const versionField = reader.optional(contextTag(0, true))
  reader.next()
  const signature = encoded(reader.next())
  reader.next()
  const validity = reader.inside(reader.next())
  const times = [writtenTime(validity.next()), writtenTime(validity.next())]
  reader.next()
  reader.next()
  let hasUniqueId = false
  let hasExtensionsField = false
  while (!reader.atEnd) {
    const { tag } = reader.next()
    hasUniqueId ||= [1, 2].some((number) => tag === contextTag(number) || tag === contextTag(number, true))
    hasExtensionsField ||= tag === contextTag(3, true)
  }
  const version = versionField === undefined ? undefined : versionField.bytes[versionField.end - 1]
  return { signature, times, hasUniqueId, hasExtensionsField, version }
}

function writtenTime(element: Element): WrittenTime {
  return {
    form: element.tag === tags.utcTime ? "UTCTime" : "GeneralizedTime",
    text: Buffer.from(content(element)).toString("latin1"),
  }
}
