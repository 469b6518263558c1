/**
 * A POSIX ustar archive (IEEE Std 1003.1, pax interchange format, ustar part) of a few small files, mode
 * 0600: one stream carries all of them to a host, so that the key crosses as channel data only.
 */
export function tarOf(files: readonly { readonly name: string; readonly content: Uint8Array }[]): Uint8Array {
  const blocks = files.flatMap(({ name, content }) => {
    const padding = new Uint8Array((512 - (content.byteLength % 512)) % 512)
    return [header(name, content.byteLength), content, padding]
  })
  return Buffer.concat([...blocks, new Uint8Array(1024)])
}

function header(name: string, size: number): Uint8Array {
  if (Buffer.byteLength(name) > 100) throw new RangeError("a tar name is 100 bytes at most")
  const block = Buffer.alloc(512)
  block.write(name, 0)
  block.write("0000600\0", 100)
  block.write("0000000\0", 108)
  block.write("0000000\0", 116)
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124)
  block.write("00000000000\0", 136)
  block.write("        ", 148)
  block.write("0", 156)
  block.write("ustar\0", 257)
  block.write("00", 263)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148)
  return block
}
