/** tar archives (POSIX.1-1988 ustar, pax and GNU), as far as names and contents go, under limits. */
import { type Parsed, type Problem, parsed, problem, unparsed } from "./parsed.js"
import { defaultZipLimits, type ZipEntry, type ZipLimits } from "./zip.js"

const block = 512

/** By the checksum of the first header, which even archives from before ustar have. */
export function looksLikeTar(bytes: Uint8Array): boolean {
  return bytes.length >= block && bytes[0] !== 0 && hasChecksum(bytes.subarray(0, block))
}

/** Every regular file; folders, links and devices are left out. A damaged or oversized archive is a problem as a whole. */
export function readTar(
  bytes: Uint8Array,
  limits: ZipLimits = defaultZipLimits,
): Parsed<readonly ZipEntry[]> {
  const entries: ZipEntry[] = []
  let room = limits.bytes
  for (const member of membersOf(bytes)) {
    if ("kind" in member) return unparsed(member)
    room -= member.bytes.length
    if (room < 0) return unparsed(problem("limit", "the tar archive unpacks to too much"))
    if (entries.length === limits.entries)
      return unparsed(problem("limit", `the tar archive has more than ${limits.entries} files`))
    entries.push(member)
  }
  return parsed(entries)
}

/** The files in their order, up to the first problem. */
function* membersOf(bytes: Uint8Array): Generator<ZipEntry | Problem> {
  let longName: string | undefined
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block)
    // Blocks of zeros end an archive, and what follows is nothing.
    if (header.every((octet) => octet === 0)) return
    const content = contentOf(bytes, header, at + block)
    if ("kind" in content) return yield content
    const type = String.fromCharCode(header[156] ?? 0)
    if (isFile(type)) yield { name: longName ?? nameIn(header), bytes: content }
    longName = longNameIn(type, content)
    at += block + Math.ceil(content.length / block) * block
  }
}

function contentOf(bytes: Uint8Array, header: Uint8Array, start: number): Uint8Array | Problem {
  const size = hasChecksum(header) ? number(header, 124, 12) : undefined
  if (size === undefined) return problem("encoding", "the tar archive is damaged")
  if (start + size > bytes.length) return problem("encoding", "the tar archive is cut off")
  return bytes.subarray(start, start + size)
}

/** Of the member that follows: names above 100 octets come in members of their own. */
function longNameIn(type: string, content: Uint8Array): string | undefined {
  if (type === "L") return text(content)
  return type === "x" ? paxName(content) : undefined
}

/** Types 0 and 7 of POSIX; archives from before it have a zero. */
function isFile(type: string): boolean {
  return type === "0" || type === "\0" || type === "7"
}

/** The sum of all octets, those of the checksum itself taken for blanks. */
function hasChecksum(header: Uint8Array): boolean {
  // Most files are no archives, and have no number there.
  const noted = number(header, 148, 8)
  if (noted === undefined) return false
  let sum = 8 * 0x20
  for (let index = 0; index < block; index++) if (index < 148 || index >= 156) sum += header[index] as number
  return noted === sum
}

/** Octal digits; GNU writes larger sizes as binary numbers, marked by the first bit. */
function number(header: Uint8Array, at: number, length: number): number | undefined {
  const field = header.subarray(at, at + length)
  const [first = 0] = field
  if (first === 0x80) return field.subarray(1).reduce((sum, octet) => sum * 256 + octet, 0)
  // Blanks or digits: no text is made of anything else.
  if (first !== 0x20 && (first < 0x30 || first > 0x37)) return undefined
  const digits = text(field).trim()
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined
}

function nameIn(header: Uint8Array): string {
  const name = text(header.subarray(0, 100))
  const prefix = text(header.subarray(257, 262)) === "ustar" ? text(header.subarray(345, 500)) : ""
  return prefix === "" ? name : `${prefix}/${name}`
}

/** POSIX.1-2001: records of `length path=value`. */
function paxName(content: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text(content))?.[1]
}

/** Up to the first zero. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString("utf8")
}
