import { parseIp } from "./ipAddress.js"

// The special-purpose registries (RFC 6890) and the multicast blocks; the Baseline Requirements refuse an
// address in any of their entries, also where the entry is globally reachable.
const blocks: readonly (readonly [cidr: string, purpose: string])[] = [
  ["0.0.0.0/8", "this network"],
  ["10.0.0.0/8", "private use"],
  ["100.64.0.0/10", "carrier-grade NAT"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link local"],
  ["172.16.0.0/12", "private use"],
  ["192.0.0.0/24", "IETF protocol assignments"],
  ["192.0.2.0/24", "documentation"],
  ["192.31.196.0/24", "AS112"],
  ["192.52.193.0/24", "AMT relays"],
  ["192.88.99.0/24", "6to4 relays"],
  ["192.168.0.0/16", "private use"],
  ["192.175.48.0/24", "AS112"],
  ["198.18.0.0/15", "benchmarking"],
  ["198.51.100.0/24", "documentation"],
  ["203.0.113.0/24", "documentation"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved"],
  ["::/127", "unspecified or loopback"],
  ["::ffff:0:0/96", "IPv4-mapped"],
  ["64:ff9b::/96", "IPv4 translation"],
  ["64:ff9b:1::/48", "IPv4 translation"],
  ["100::/64", "discard only"],
  ["100:0:0:1::/64", "dummy prefix"],
  ["2001::/23", "IETF protocol assignments"],
  ["2001:db8::/32", "documentation"],
  ["2002::/16", "6to4"],
  ["2620:4f:8000::/48", "AS112"],
  ["3fff::/20", "documentation"],
  ["5f00::/16", "segment routing"],
  ["fc00::/7", "unique local"],
  ["fe80::/10", "link local"],
  ["ff00::/8", "multicast"],
]

interface Block {
  readonly network: Uint8Array
  readonly bits: number
  readonly purpose: string
}

let parsedBlocks: readonly Block[] | undefined

function knownBlocks(): readonly Block[] {
  parsedBlocks ??= blocks.map(([cidr, purpose]) => {
    const [address = "", bits = ""] = cidr.split("/")
    return { network: parseIp(address) ?? new Uint8Array(), bits: Number(bits), purpose }
  })
  return parsedBlocks
}

/** What the registries reserve the address for; undefined for one that belongs to somebody. */
export function reservedFor(octets: Uint8Array): string | undefined {
  const block = knownBlocks().find(
    ({ network, bits }) => network.length === octets.length && sharesPrefix(network, octets, bits),
  )
  if (block !== undefined) return block.purpose
  // RFC 4291 section 2.4: so far IANA assigns global unicast addresses from 2000::/3 only.
  return octets.length === 16 && ((octets[0] ?? 0) & 0xe0) !== 0x20 ? "unassigned" : undefined
}

function sharesPrefix(network: Uint8Array, octets: Uint8Array, bits: number): boolean {
  return network.every((octet, index) => {
    const significant = Math.min(8, Math.max(0, bits - index * 8))
    const mask = (0xff << (8 - significant)) & 0xff
    return (octet & mask) === ((octets[index] ?? 0) & mask)
  })
}
