/** Certificate transparency and TLS features: RFC 6962 section 3.3, RFC 7633. */
import { content, type DerReader, malformed, tags } from "../der.js"
import { hex, readSmallInteger } from "../derValues.js"

/** A signed certificate timestamp. */
export interface Sct {
  /** 0 is v1, the only one in use. */
  readonly version: number
  /** SHA-256 of the log's key, lower-case hexadecimal. */
  readonly logId: string
  readonly timestamp: Date
}

/** RFC 6962 section 3.3: an OCTET STRING within the extension's own, holding a TLS vector of vectors. */
export function readSctList(reader: DerReader): readonly Sct[] {
  const octets = content(reader.read(tags.octetString, "the SCT list"))
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  if (octets.length < 2 || view.getUint16(0) !== octets.length - 2)
    malformed("structure", "an SCT list whose length is wrong", undefined, "RFC 6962 section 3.3")
  const scts: Sct[] = []
  for (let at = 2; at < octets.length; ) {
    const size = octets.length - at >= 2 ? view.getUint16(at) : 0
    // Version, log identifier, time, no extensions, two octets of algorithm and two of length.
    if (size < 47 || at + 2 + size > octets.length)
      malformed("structure", "an SCT that is cut off", undefined, "RFC 6962 section 3.3")
    const milliseconds = view.getBigUint64(at + 2 + 33)
    scts.push({
      version: octets[at + 2] as number,
      logId: hex(octets.subarray(at + 3, at + 35)),
      timestamp: new Date(Number(milliseconds)),
    })
    at += 2 + size
  }
  return scts
}

/** RFC 7633 section 4: numbers of TLS extensions; 5 is what "must staple" means. */
export function readTlsFeature(reader: DerReader): readonly number[] {
  const inner = reader.enter(tags.sequence, "the TLS features")
  const features: number[] = []
  while (!inner.atEnd)
    features.push(readSmallInteger(inner.read(tags.integer, "a TLS feature"), "a TLS feature", 65_536))
  return features
}

/** RFC 6962 section 3.1 and RFC 6960 section 4.2.2.2.1: extensions whose presence says all. */
export function readNull(reader: DerReader): true {
  const element = reader.read(tags.null, "the extension")
  if (element.end !== element.start) malformed("encoding", "a NULL that holds something", element.header)
  return true
}
