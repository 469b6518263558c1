/** Zip archives (PKWARE APPNOTE 6.3), as far as CAs pack certificates into them, under limits. */
import { crc32, inflateRawSync } from "node:zlib"
import { type Parsed, type Problem, parsed, problem, unparsed } from "./parsed.js"

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface ZipLimits {
  /** Files in the archive; CAs pack below ten. */
  readonly entries: number
  /** Bytes of all files together, unpacked. */
  readonly bytes: number
}

export const defaultZipLimits: ZipLimits = { entries: 1000, bytes: 16 * 1024 * 1024 }

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const

export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
}

/** Unpacks every file, folders left out. A damaged, encrypted or oversized archive is a problem as a whole. */
export function readZip(
  bytes: Uint8Array,
  limits: ZipLimits = defaultZipLimits,
): Parsed<readonly ZipEntry[]> {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(archive)
  if (end < 0) return refused("encoding", "the zip archive is cut off: its directory is missing")
  const count = archive.readUInt16LE(end + 10)
  if (count > limits.entries) return refused("limit", `the zip archive has ${count} files`)
  const entries: ZipEntry[] = []
  let room = limits.bytes
  let at = archive.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    const header = readCentral(archive, at)
    if (header === undefined) return refused("encoding", "the directory of the zip archive is damaged")
    at = header.next
    if (header.name.endsWith("/")) continue
    const content = unpack(archive, header, room)
    if ("kind" in content) return unparsed(content)
    room -= content.length
    entries.push({ name: header.name, bytes: content })
  }
  return parsed(entries)
}

interface Header {
  readonly name: string
  readonly encrypted: boolean
  readonly method: number
  readonly checksum: number
  readonly packed: number
  readonly unpacked: number
  readonly local: number
  readonly next: number
}

/** Section 4.3.16: at the very end, before a comment of at most 65,535 bytes. */
function findEnd(archive: Buffer): number {
  for (let at = archive.length - 22; at >= Math.max(0, archive.length - 22 - 0xffff); at--)
    if (archive.readUInt32LE(at) === signatures.end) return at
  return -1
}

/** Section 4.3.12. */
function readCentral(archive: Buffer, at: number): Header | undefined {
  if (at + 46 > archive.length || archive.readUInt32LE(at) !== signatures.central) return undefined
  const nameLength = archive.readUInt16LE(at + 28)
  const next = at + 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  if (next > archive.length) return undefined
  return {
    name: archive.toString("utf8", at + 46, at + 46 + nameLength),
    encrypted: (archive.readUInt16LE(at + 8) & 1) !== 0,
    method: archive.readUInt16LE(at + 10),
    checksum: archive.readUInt32LE(at + 16),
    packed: archive.readUInt32LE(at + 20),
    unpacked: archive.readUInt32LE(at + 24),
    local: archive.readUInt32LE(at + 42),
    next,
  }
}

function unpack(archive: Buffer, header: Header, room: number): Uint8Array | Problem {
  const { name, local, packed, unpacked, method } = header
  if (header.encrypted) return problem("value", `${name} in the zip archive is encrypted`)
  if (unpacked > room) return problem("limit", `the zip archive unpacks to too much (${name})`)
  if (local + 30 > archive.length || archive.readUInt32LE(local) !== signatures.local)
    return problem("encoding", `${name} in the zip archive is damaged`)
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  if (start + packed > archive.length) return problem("encoding", `${name} in the zip archive is cut off`)
  const content = inflate(archive.subarray(start, start + packed), method, unpacked)
  // A wrong size shows as a wrong checksum, too; looking at both names either damage the same.
  if (content === undefined || content.length !== unpacked || crc32(content) !== header.checksum)
    return problem("encoding", `${name} in the zip archive is damaged`)
  return content
}

/** What the header declares is all that may come out: a bomb stops there. */
function inflate(data: Buffer, method: number, size: number): Uint8Array | undefined {
  if (method === 0) return new Uint8Array(data)
  if (method !== 8) return undefined
  try {
    return new Uint8Array(inflateRawSync(data, { maxOutputLength: Math.max(size, 1) }))
  } catch {
    // zlib says no more than that the data is wrong or too long; the caller names the file.
    return undefined
  }
}

function refused(kind: Problem["kind"], message: string): Parsed<never> {
  return unparsed(problem(kind, message))
}
