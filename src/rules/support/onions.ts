/** Onion services: RFC 7686, the address formats of Tor, and the extension of the EV guidelines, appendix F. */
import { createHash } from "node:crypto"
import { DerReader, tags, Work } from "../../x509/der.js"
import { readText } from "../../x509/derStrings.js"
import { attempt } from "../../x509/parsed.js"
import { hostOfUri } from "./uris.js"

export function isOnion(name: string): boolean {
  return name.toLowerCase().endsWith(".onion")
}

/** The label in front of `.onion`, which is the service's address. */
function onionLabel(name: string): string {
  return name.toLowerCase().split(".").at(-2) ?? ""
}

/** The service's own name, subdomains taken off. */
export function onionDomain(name: string): string {
  return `${onionLabel(name)}.onion`
}

/** rend-spec-v2: 16 characters of base32. */
export function isTorV2(name: string): boolean {
  return /^[a-z2-7]{16}$/.test(onionLabel(name))
}

/** rend-spec-v3 section 6: 56 characters of base32, the last octet a version of 3. */
export function isTorV3(name: string): boolean {
  return /^[a-z2-7]{55}d$/.test(onionLabel(name))
}

const base32 = "abcdefghijklmnopqrstuvwxyz234567"
const version3 = 3

/** The octets of a version 3 address: 32 of the key, 2 of the checksum, the version. */
function decodeBase32(label: string): Uint8Array {
  const bits = Array.from(label, (char) => base32.indexOf(char).toString(2).padStart(5, "0")).join("")
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2))
}

/** rend-spec-v3 section 6, for a name that `isTorV3` accepts: the checksum is of the key and the version. */
export function hasTorV3Checksum(name: string): boolean {
  const octets = decodeBase32(onionLabel(name))
  const [key, checksum] = [octets.subarray(0, 32), octets.subarray(32, 34)]
  const hash = createHash("sha3-256").update(".onion checksum").update(key).update(Uint8Array.of(version3))
  return hash.digest().subarray(0, checksum.length).equals(checksum)
}

/** The services that an extension TorServiceDescriptorHash binds; none where it cannot be read. */
export function describedOnions(bytes: Uint8Array | undefined): readonly string[] {
  if (bytes === undefined) return []
  const read = attempt(() => {
    const work = new Work()
    const list = new DerReader(bytes, work).enter(tags.sequence, "the descriptors")
    const found: string[] = []
    while (!list.atEnd) {
      const one = list.enter(tags.sequence, "a descriptor")
      const uri = readText(one.read(tags.utf8String, "an onion URI"), "UTF8String", work)
      found.push(onionDomain(hostOfUri(uri) ?? uri))
    }
    return found
  })
  return read.ok ? read.value : []
}
