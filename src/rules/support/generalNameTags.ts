/** Which kinds of names are there, also where the names themselves cannot be read. */
import { DerReader, Work } from "../../x509/der.js"
import { attempt } from "../../x509/parsed.js"

/** Rules ask one after the other, each for a kind of name. */
const known = new WeakMap<Uint8Array, readonly number[]>()

/** Tag numbers of GeneralName (RFC 5280 section 4.2.1.6) in a subjectAltName or issuerAltName. */
export function altNameTags(bytes: Uint8Array | undefined): readonly number[] {
  const seen = bytes && known.get(bytes)
  if (bytes === undefined || seen !== undefined) return seen ?? []
  const found = tagsIn(bytes, 1)
  known.set(bytes, found)
  return found
}

/** Tag numbers of the bases of all subtrees of nameConstraints. */
export function constraintTags(bytes: Uint8Array | undefined): readonly number[] {
  return tagsIn(bytes, 3)
}

/** The numbers of the first tag `depth` levels down, wherever the levels branch. */
function tagsIn(bytes: Uint8Array | undefined, depth: number): readonly number[] {
  if (bytes === undefined) return []
  const found: number[] = []
  // What was found before the bytes turn out to be no DER still counts.
  attempt(() => collect(new DerReader(bytes, new Work()), depth, found))
  return found
}

function collect(reader: DerReader, depth: number, found: number[]): void {
  while (!reader.atEnd) {
    const element = reader.next()
    if (depth > 0) collect(reader.inside(element), depth - 1, found)
    else found.push(element.tag & 0x1f)
  }
}
