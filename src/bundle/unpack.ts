/** From what was delivered to the files in it: archives, compression and base64, each inside of the other. */
import { gunzip, looksLikeGzip } from "../x509/gzip.js"
import { looksLikeJks, readJks } from "../x509/jks.js"
import { type Parsed, type Problem, problem } from "../x509/parsed.js"
import { looksLikeTar, readTar } from "../x509/tar.js"
import { defaultZipLimits, looksLikeZip, readZip, type ZipEntry, type ZipLimits } from "../x509/zip.js"
import type { InputFile } from "./inputFile.js"
import { base64In, isWholeBase64, mayHoldCertificates } from "./sniff.js"

export interface Unpacked {
  /** What is packed no further. */
  readonly files: readonly InputFile[]
  /** Containers that could not be opened. */
  readonly broken: readonly BrokenContainer[]
  /** Containers in which nothing may hold a certificate. */
  readonly empty: readonly string[]
  /** Java key stores with private keys, which are not read. */
  readonly withJavaKeys: readonly string[]
}

export interface BrokenContainer {
  readonly file: string
  readonly problem: Problem
}

/** A zip in a base64 text in a .tar.gz is what mail programs and CAs make together; more is a bomb. */
const maxDepth = 5

const nothing: Unpacked = { files: [], broken: [], empty: [], withJavaKeys: [] }

export interface UnpackOptions {
  /** For everything that comes out of one input together. */
  readonly limits?: ZipLimits
  /** Which of the files inside are looked at. */
  readonly wanted?: (bytes: Uint8Array) => boolean
}

/** Unpacks until nothing is packed any more. */
export function unpack(input: InputFile, options: UnpackOptions = {}): Unpacked {
  const { limits = defaultZipLimits, wanted = mayHoldCertificates } = options
  return unpackWithin(input, { ...limits, wanted }, 0)
}

interface Room {
  bytes: number
  entries: number
  readonly wanted: (bytes: Uint8Array) => boolean
}

function unpackWithin(file: InputFile, room: Room, depth: number): Unpacked {
  const { name, bytes } = file
  const open = openerOf(bytes)
  if (open === undefined) {
    const plain = isWholeBase64(bytes) ? base64In(bytes) : undefined
    if (plain === undefined) return { ...nothing, files: [file] }
    return depth < maxDepth ? unpackWithin({ ...file, bytes: plain }, room, depth + 1) : tooDeep(name)
  }
  if (depth === maxDepth) return tooDeep(name)
  if (open === "jks") return fromJks(file)
  const read = open(file, room)
  if (!read.ok) return { ...nothing, broken: [{ file: name, problem: read.problem }] }
  room.entries -= read.value.length
  room.bytes -= read.value.reduce((sum, entry) => sum + entry.bytes.length, 0)
  const inside = read.value
    // What macOS adds to every archive only looks like the files it is named after.
    .filter((entry) => !/(^|\/)(__MACOSX\/|\._)/.test(entry.name) && room.wanted(entry.bytes))
    .map((entry) => unpackWithin({ name: `${name}/${entry.name}`, bytes: entry.bytes }, room, depth + 1))
  return inside.length === 0 ? { ...nothing, empty: [name] } : joined(inside)
}

type Opener = (file: InputFile, room: Room) => Parsed<readonly ZipEntry[]>

function openerOf(bytes: Uint8Array): Opener | "jks" | undefined {
  if (looksLikeZip(bytes)) return (file, room) => readZip(file.bytes, room)
  if (looksLikeGzip(bytes)) return fromGzip
  if (looksLikeTar(bytes)) return (file, room) => readTar(file.bytes, room)
  return looksLikeJks(bytes) ? "jks" : undefined
}

/** The one file in it is called as the whole, without the ending. */
function fromGzip({ name, bytes }: InputFile, room: Room): Parsed<readonly ZipEntry[]> {
  const read = gunzip(bytes, room.bytes)
  if (!read.ok) return read
  const inner = name
    .slice(name.lastIndexOf("/") + 1)
    .replace(/\.t?gz$/i, (end) => (/t/i.test(end) ? ".tar" : ""))
  return { ok: true, value: [{ name: inner, bytes: read.value }] }
}

function fromJks({ name, bytes }: InputFile): Unpacked {
  const { certificates, keys, problem: ended } = readJks(bytes)
  return {
    files: certificates.map((certificate) => ({ name, bytes: certificate, contained: true })),
    broken: ended === undefined ? [] : [{ file: name, problem: ended }],
    empty: certificates.length === 0 && ended === undefined && keys === 0 ? [name] : [],
    withJavaKeys: keys > 0 ? [name] : [],
  }
}

function tooDeep(file: string): Unpacked {
  return {
    ...nothing,
    broken: [{ file, problem: problem("limit", `it is packed more than ${maxDepth} times`) }],
  }
}

function joined(parts: readonly Unpacked[]): Unpacked {
  return {
    files: parts.flatMap(({ files }) => files),
    broken: parts.flatMap(({ broken }) => broken),
    empty: parts.flatMap(({ empty }) => empty),
    withJavaKeys: parts.flatMap(({ withJavaKeys }) => withJavaKeys),
  }
}
