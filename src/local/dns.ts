import { randomInt } from "node:crypto"
import { getServers } from "node:dns"
import { isIP, isIPv6 } from "node:net"
import type { Dns } from "../dns/lookUp.js"
import { type DnsServer, networkTransport } from "../dns/transport.js"
import { ToolError } from "../errors.js"
import type { DnsSettings } from "../fleet/types.js"
import type { Clock } from "../ports.js"

/**
 * The network's name servers, asked through the resolver that is named, or through the system's.
 *
 * @throws ToolError `config` for an address that is none
 */
export function localDns(
  { resolver, trusted }: Pick<DnsSettings, "resolver" | "trusted">,
  clock: Clock,
): Dns {
  const servers = (resolver === undefined ? getServers() : [resolver]).map(dnsServerAt)
  return { send: networkTransport, clock, random: randomInt, resolver: { servers, isTrusted: trusted } }
}

/** `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`. */
export function dnsServerAt(text: string): DnsServer {
  const [, bracketed, plain = "", given = "53"] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const address = isIPv6(text) ? text : (bracketed ?? plain)
  const port = isIPv6(text) ? 53 : Number(given)
  if (isIP(address) !== 0 && port > 0 && port < 65_536) return { address, port }
  throw new ToolError("config", `${text} is no address of a resolver`, {
    hint: "write an IP address, with :PORT where it is not 53",
  })
}
