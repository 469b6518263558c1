/** Domain names as text and on the wire: RFC 1035 sections 3.1, 4.1.4 and 5.1. Text is without its final full stop; the root is "". */

/** A message that is none: cut short, running in circles, or with data that its type does not have. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage"
}

const maxLabelBytes = 63
/** RFC 1035 section 3.1: with lengths and the root's. */
const maxNameBytes = 255

/**
 * Reads a name that may be compressed. Every pointer must lead back before the part that it stands in, so that none runs in
 * a circle (RFC 9267 section 2).
 *
 * @returns the name in lower case, and where the next field begins
 * @throws MalformedMessage
 */
export function readName(message: Buffer, start: number): { readonly name: string; readonly end: number } {
  const labels: string[] = []
  let size = 1
  let end: number | undefined
  for (let [at, limit] = [start, start]; ; ) {
    const step = readStep(message, at)
    if (step.kind === "root") return { name: labels.join("."), end: end ?? at + 1 }
    if (step.kind === "label") {
      size += step.octets.length + 1
      if (size > maxNameBytes) throw new MalformedMessage("a name has more than 255 octets")
      labels.push(labelText(step.octets))
      at += step.octets.length + 1
    } else {
      if (step.to >= limit) throw new MalformedMessage("a compressed name does not lead back")
      end ??= at + 2
      at = step.to
      limit = step.to
    }
  }
}

type Step =
  | { readonly kind: "root" }
  | { readonly kind: "label"; readonly octets: Buffer }
  | { readonly kind: "pointer"; readonly to: number }

function readStep(message: Buffer, at: number): Step {
  const [length, next] = [message[at], message[at + 1]]
  if (length === 0) return { kind: "root" }
  if (length === undefined || next === undefined) throw new MalformedMessage("a name is cut short")
  if ((length & 0xc0) === 0xc0) return { kind: "pointer", to: ((length & 0x3f) << 8) | next }
  const octets = message.subarray(at + 1, at + 1 + length)
  if (length > maxLabelBytes || octets.length < length) throw new MalformedMessage("a label is none")
  return { kind: "label", octets }
}

/** RFC 1035 section 5.1: what is no plain character stands as `\DDD`, a full stop within a label as `\.`. */
function labelText(label: Uint8Array): string {
  return [...label]
    .map((octet) => {
      const character = String.fromCharCode(octet)
      if (/[a-z0-9_*/-]/i.test(character)) return character.toLowerCase()
      if (octet > 0x20 && octet < 0x7f) return `\\${character}`
      return `\\${String(octet).padStart(3, "0")}`
    })
    .join("")
}

/**
 * A name as octets, uncompressed and in lower case.
 *
 * @throws MalformedMessage for a label of none or more than 63 octets, or a name of more than 255
 */
export function nameBytes(name: string): Buffer {
  const text = name.replace(/(?<!\\)\.$/, "")
  const labels = text === "" ? [] : labelsOf(text)
  const parts = labels.flatMap((label) => {
    if (label.length === 0 || label.length > maxLabelBytes)
      throw new MalformedMessage(`${name} is no domain name: a label has ${label.length} octets`)
    return [Buffer.of(label.length), label]
  })
  const bytes = Buffer.concat([...parts, Buffer.of(0)])
  if (bytes.length > maxNameBytes)
    throw new MalformedMessage(`${name} is no domain name: more than 255 octets`)
  return bytes
}

const escapedOctet = /\\(\d{3})|\\(.)|([^\\])/gs

function labelsOf(name: string): Buffer[] {
  const labels: number[][] = [[]]
  for (const [, code, quoted, plain] of name.matchAll(escapedOctet)) {
    if (plain === ".") labels.push([])
    else labels.at(-1)?.push(...octetsOf(code, quoted ?? plain ?? ""))
  }
  return labels.map((octets) => Buffer.from(octets))
}

function octetsOf(code: string | undefined, character: string): Iterable<number> {
  return code === undefined ? Buffer.from(character.toLowerCase(), "utf8") : [Number(code) & 0xff]
}

/** The name's parent; undefined for the root. */
export function parentOf(name: string): string | undefined {
  if (name === "") return undefined
  const dot = /(?<!\\)\./.exec(name)
  return dot === null ? "" : name.slice(dot.index + 1)
}

/** Lower case, without a final full stop: the form that two names are compared in. */
export function canonical(name: string): string {
  return name.toLowerCase().replace(/(?<!\\)\.$/, "")
}

/** Whether a name is a zone's or lies below it. */
export function isWithin(name: string, zone: string): boolean {
  return zone === "" || name === zone || name.endsWith(`.${zone}`)
}
