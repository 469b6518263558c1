/** The regular files of an uncompressed ustar archive, as a host's tar would unpack them. */
export function readTar(archive: Uint8Array): { name: string; content: Buffer }[] {
  const bytes = Buffer.from(archive)
  const files: { name: string; content: Buffer }[] = []
  let at = 0
  while (at + 512 <= bytes.byteLength && bytes[at] !== 0) {
    const name = bytes.toString("utf8", at, at + 100).replace(/\0.*$/, "")
    const size = Number.parseInt(bytes.toString("latin1", at + 124, at + 135), 8)
    files.push({ name, content: bytes.subarray(at + 512, at + 512 + size) })
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}
