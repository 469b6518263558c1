/** Subject and issuer alternative names, name constraints: RFC 5280 sections 4.2.1.6, 4.2.1.7, 4.2.1.10. */
import { contextTag, type DerReader, type Element, tags } from "../der.js"
import { readSmallInteger } from "../derValues.js"
import { type GeneralName, readGeneralName, readGeneralNames } from "../generalName.js"

export function readAltNames(reader: DerReader): readonly GeneralName[] {
  return readGeneralNames(reader.enter(tags.sequence, "the alternative names"), "the extension")
}

/** One subtree of names; RFC 5280 has no use for `minimum` and `maximum`. */
export interface Subtree {
  readonly base: GeneralName
  readonly minimum: number
  readonly maximum: number | undefined
}

export interface NameConstraints {
  /** Undefined when the field is absent. */
  readonly permitted: readonly Subtree[] | undefined
  readonly excluded: readonly Subtree[] | undefined
}

export function readNameConstraints(reader: DerReader): NameConstraints {
  const inner = reader.enter(tags.sequence, "nameConstraints")
  const permitted = inner.optional(contextTag(0, true))
  const excluded = inner.optional(contextTag(1, true))
  inner.close("nameConstraints")
  if (permitted === undefined && excluded === undefined)
    reader.work.lapse(
      "structure",
      "nameConstraints constrains nothing",
      reader.position,
      "RFC 5280 section 4.2.1.10",
    )
  return { permitted: subtrees(inner, permitted), excluded: subtrees(inner, excluded) }
}

function subtrees(reader: DerReader, element: Element | undefined): readonly Subtree[] | undefined {
  if (element === undefined) return undefined
  const inner = reader.inside(element)
  const found: Subtree[] = []
  while (!inner.atEnd) found.push(subtree(inner.enter(tags.sequence, "a subtree")))
  if (found.length === 0)
    reader.work.lapse("structure", "a list of subtrees is empty", element.header, "RFC 5280 section 4.2.1.10")
  return found
}

function subtree(reader: DerReader): Subtree {
  const base = readGeneralName(reader)
  const low = reader.optional(contextTag(0))
  const high = reader.optional(contextTag(1))
  reader.close("a subtree")
  const minimum = low === undefined ? 0 : readSmallInteger(low, "minimum")
  if (low !== undefined && minimum === 0)
    reader.work.lapse("encoding", "a default value is written out", low.header, "X.690 section 11.5")
  return { base, minimum, maximum: high === undefined ? undefined : readSmallInteger(high, "maximum") }
}
