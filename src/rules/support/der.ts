/** Questions about encoded bytes that the strict reader does not answer. */
import type { AlgorithmIdentifier } from "../../x509/algorithm.js"
import { DerReader, Work } from "../../x509/der.js"
import { attempt } from "../../x509/parsed.js"

/** A SEQUENCE without elements. */
export function isEmptySequence(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && bytes.length === 2 && bytes[0] === 0x30 && bytes[1] === 0
}

/** RFC 4055 section 5: the parameters of RSA algorithms are NULL. */
export function hasNullParameters({ parameters }: Pick<AlgorithmIdentifier, "parameters">): boolean {
  return parameters?.length === 2 && parameters[0] === 0x05 && parameters[1] === 0
}

/** The content octets of an encoded BIT STRING, the count of unused bits first. */
export function bitStringOctets(bytes: Uint8Array | undefined): Uint8Array | undefined {
  if (bytes === undefined || bytes[0] !== 0x03 || bytes[1] !== bytes.length - 2) return undefined
  return bytes.subarray(2)
}

/** Whether the bytes are one whole DER element, all the way down. */
export function isDer(bytes: Uint8Array): boolean {
  return attempt(() => {
    const reader = new DerReader(bytes, new Work())
    readAll(reader)
  }).ok
}

function readAll(reader: DerReader): void {
  while (!reader.atEnd) {
    const element = reader.next()
    if ((element.bytes[element.header] as number) & 0x20) readAll(reader.inside(element))
  }
}
