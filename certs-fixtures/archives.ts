import type { ZipFile } from "./containers.js"

const block = 512

/** A ustar archive; names above 100 octets get a member of their own, as GNU tar writes them. */
export function tar(files: readonly ZipFile[]): Buffer {
  const members = files.flatMap(({ name, bytes }) =>
    Buffer.byteLength(name) > 100
      ? [member("././@LongLink", Buffer.from(`${name}\0`), "L"), member(name.slice(0, 100), bytes, "0")]
      : [member(name, bytes, name.endsWith("/") ? "5" : "0")],
  )
  return Buffer.concat([...members, Buffer.alloc(2 * block)])
}

function member(name: string, bytes: Uint8Array, type: string): Buffer {
  const header = Buffer.alloc(block)
  const octal = (value: number, at: number, digits: number): void => {
    header.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "latin1")
  }
  header.write(name)
  octal(0o644, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(bytes.length, 124, 11)
  octal(0, 136, 11)
  header.write(`        ${type}`, 148, "latin1")
  header.write("ustar\u000000", 257, "latin1")
  octal(
    header.reduce((sum, octet) => sum + octet, 0),
    148,
    6,
  )
  const padding = Buffer.alloc((block - (bytes.length % block)) % block)
  return Buffer.concat([header, bytes, padding])
}

/** A Java key store of version 2 with certificates that are trusted, and a key whose octets mean nothing. */
export function jks(certificates: readonly Uint8Array[], keyChain: readonly Uint8Array[] = []): Buffer {
  const trusted = certificates.map((der, index) =>
    Buffer.concat([u32(2), text(`ca${index}`), Buffer.alloc(8), certificate(der)]),
  )
  const key = [
    u32(1),
    text("mail"),
    Buffer.alloc(8),
    ...[u32(40), Buffer.alloc(40, 7), u32(keyChain.length), ...keyChain.map(certificate)],
  ]
  const entries = [...trusted, ...(keyChain.length === 0 ? [] : [Buffer.concat(key)])]
  return Buffer.concat([u32(0xfeedfeed), u32(2), u32(entries.length), ...entries, Buffer.alloc(20, 9)])
}

function certificate(der: Uint8Array): Buffer {
  return Buffer.concat([text("X.509"), u32(der.length), der])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
