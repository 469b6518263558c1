import { crc32, deflateRawSync } from "node:zlib"
import { der, derInteger, derOid, derSequence, derSet } from "../src/x509/derWrite.js"

/** A SignedData without signers (RFC 5652 section 5), as CAs deliver certificates. */
export function pkcs7(certificates: readonly Uint8Array[]): Uint8Array {
  const signedData = derSequence(
    derInteger(1),
    derSet(),
    derSequence(derOid("1.2.840.113549.1.7.1")),
    der(0xa0, ...certificates),
    derSet(),
  )
  return derSequence(derOid("1.2.840.113549.1.7.2"), der(0xa0, signedData))
}

export interface ZipFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly compress?: boolean
}

/** A zip archive with a fixed date; the same files make the same bytes. */
export function zip(files: readonly ZipFile[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, bytes, compress = true } of files) {
    const data = compress ? deflateRawSync(bytes) : Buffer.from(bytes)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(compress ? 8 : 0, 4)
    shared.writeUInt32LE(0x5c_a1_00_00, 6)
    shared.writeUInt32LE(crc32(bytes), 10)
    shared.writeUInt32LE(data.length, 14)
    shared.writeUInt32LE(bytes.length, 18)
    shared.writeUInt16LE(Buffer.byteLength(name), 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), shared, Buffer.from(name), data])
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), shared, tail, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write("PK\x05\x06", "latin1")
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
