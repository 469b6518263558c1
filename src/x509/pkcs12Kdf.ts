/** The key derivation of PKCS #12: RFC 7292 appendix B. */
import { isUtf8 } from "node:buffer"
import type { Secret } from "../secret.js"
import {
  type Derivation,
  type DerivedKey,
  type HashOfKeys,
  hashRepeatedly,
  idOf,
  roundsOf,
} from "./keyDerivation.js"

/** What a derived key is for: appendix B.3. */
const uses = { key: 1, vector: 2, mac: 3 } as const
type Use = keyof typeof uses

/** Keys for several uses, one after the other. */
export function pkcs12Key(
  by: Derivation,
  one: HashOfKeys,
  sizes: readonly (readonly [Use, number])[],
): DerivedKey {
  const octets = sizes.map(([, size]) => size)
  return {
    id: idOf("pkcs12", by, one.name, ...sizes.flat()),
    rounds: roundsOf(one, octets, by.iterations),
    make: (password) => Buffer.concat(sizes.map(([use, size]) => derive(one, use, by, size, password))),
  }
}

/** Appendix B.2. */
function derive(
  { name, block }: HashOfKeys,
  use: Use,
  { salt, iterations }: Derivation,
  size: number,
  password: Secret,
): Buffer {
  const diversifier = Buffer.alloc(block, uses[use])
  let filled = Buffer.concat([repeat(salt, block), repeat(bmpString(password), block)])
  const output: Buffer[] = []
  for (let made = 0; made < size; made += output.at(-1)?.length ?? size) {
    const digest = hashRepeatedly(name, [diversifier, filled], iterations)
    output.push(digest)
    filled = addToBlocks(filled, repeat(digest, block).subarray(0, block), block)
  }
  return Buffer.concat(output).subarray(0, size)
}

/** Step 6 C: each block plus the repeated digest plus one, modulo the size of a block. */
function addToBlocks(blocks: Buffer, addend: Buffer, block: number): Buffer<ArrayBuffer> {
  const sum = Buffer.alloc(blocks.length)
  for (let start = 0; start < blocks.length; start += block) {
    let carry = 1
    for (let index = block - 1; index >= 0; index--) {
      carry += (blocks[start + index] ?? 0) + (addend[index] ?? 0)
      sum[start + index] = carry & 0xff
      carry >>= 8
    }
  }
  return sum
}

/** As often as it takes to fill whole blocks. */
function repeat(bytes: Uint8Array, block: number): Buffer<ArrayBuffer> {
  const size = block * Math.ceil(bytes.length / block)
  const filled = Buffer.alloc(size)
  for (let index = 0; index < size; index++) filled[index] = bytes[index % bytes.length] ?? 0
  return filled
}

/** RFC 7292 appendix B.1: UTF-16, big-endian, with its terminating zero. What is no UTF-8, OpenSSL takes for Latin-1. */
function bmpString(password: Secret): Uint8Array {
  const bytes = Buffer.from(password.reveal())
  return Buffer.from(`${bytes.toString(isUtf8(bytes) ? "utf8" : "latin1")}\0`, "utf16le").swap16()
}
