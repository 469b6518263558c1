/** Policy qualifiers: RFC 5280 section 4.2.1.4. */
import { content, DerReader, type Element, encoded, tags, Work } from "../../x509/der.js"
import { readText, type StringType, stringType } from "../../x509/derStrings.js"
import type { PolicyQualifier } from "../../x509/extensions/policies.js"
import { attempt } from "../../x509/parsed.js"
import type { CertificateView } from "../view/certificateView.js"
import { qualifierOids } from "./oids.js"

export function qualifiersOf(view: CertificateView): readonly PolicyQualifier[] {
  return view.value("certificatePolicies")?.flatMap(({ qualifiers }) => qualifiers) ?? []
}

/** The two parts of a UserNotice. */
export interface UserNotice {
  readonly hasReference: boolean
  /** The explicit text as DER, its type and its characters; undefined when there is none. */
  readonly text:
    | { readonly der: Uint8Array; readonly type: StringType | undefined; readonly value: string }
    | undefined
}

/** The user notices that can be read. */
export function explicitTexts(view: CertificateView): readonly UserNotice[] {
  return qualifiersOf(view)
    .filter(({ oid }) => oid === qualifierOids.userNotice)
    .flatMap(({ der }) => {
      const notice = attempt(() => readNotice(der))
      return notice.ok ? [notice.value] : []
    })
}

function readNotice(der: Uint8Array): UserNotice {
  const work = new Work()
  const reader = new DerReader(der, work).enter(tags.sequence, "the user notice")
  const hasReference = reader.optional(tags.sequence) !== undefined
  if (reader.atEnd) return { hasReference, text: undefined }
  const element = reader.next()
  const type = stringType(element.tag)
  return { hasReference, text: { der: encoded(element), type, value: textOf(element, type, work) } }
}

/** What no type can hold is read as UTF-8, which is what its writers meant. */
function textOf(element: Element, type: StringType | undefined, work: Work): string {
  const text = type === undefined ? undefined : attempt(() => readText(element, type, work))
  return text?.ok ? text.value : Buffer.from(content(element)).toString("utf8")
}
