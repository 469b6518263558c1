import { type GeneralName, ipText } from "./generalName.js"
import { coversHostname, type HostnameProblem, hostnameProblem } from "./hostname.js"
import { toAscii } from "./idn.js"
import { parseIp } from "./ipAddress.js"

/** A name a certificate can carry, in canonical form. */
export type SanEntry =
  /** `value` in lower-case A-labels; a wildcard starts with `*.`. */
  | { readonly kind: "dns"; readonly value: string }
  /** `octets` (4 or 16) is what the certificate holds, `value` its canonical text. */
  | { readonly kind: "ip"; readonly value: string; readonly octets: Uint8Array }

export type SanProblem =
  | HostnameProblem
  | "url"
  | "email"
  | "port"
  | "path"
  | "space"
  | "wildcard"
  | "idn"
  | "ip"

export type ParsedSan =
  | { readonly ok: true; readonly entry: SanEntry }
  | { readonly ok: false; readonly problem: SanProblem }

/**
 * Reads a name as a user types it: a host name (also with non-ASCII letters), a wildcard, an IPv4 or IPv6
 * address. The kind follows from the text unless `dns:` or `ip:` stands in front.
 */
export function parseSan(text: string): ParsedSan {
  const trimmed = text.trim()
  const prefix = /^(dns|ip):/i.exec(trimmed)?.[1]?.toLowerCase()
  const name = prefix === undefined ? trimmed : trimmed.slice(prefix.length + 1).trim()
  if (prefix === "ip") return parseAddress(name) ?? failed("ip")
  if (prefix === undefined) {
    const address = parseAddress(name)
    if (address !== undefined) return address
  }
  const mistake = likelyMistake(name)
  return mistake === undefined ? parseDns(name) : failed(mistake)
}

/** The part of parseSan that reads DNS names only. */
export function parseDns(text: string): ParsedSan {
  const wildcard = text.startsWith("*.")
  const base = wildcard ? text.slice(2) : text
  if (base.includes("*")) return failed("wildcard")
  const ascii = needsIdna(base) ? toAscii(base) : base.toLowerCase()
  if (ascii === undefined) return failed(hostnameProblem(base.replace(/[^\0-\x7f]/gu, "x")) ?? "idn")
  const problem = hostnameProblem(ascii)
  if (problem !== undefined) return failed(problem)
  const value = wildcard ? `*.${ascii}` : ascii
  return value.length > 253 ? failed("name-too-long") : { ok: true, entry: { kind: "dns", value } }
}

/** A name of a certificate as an entry; undefined for kinds that name no server. */
export function sanEntryOf(name: GeneralName): SanEntry | undefined {
  if (name.kind === "dns") return { kind: "dns", value: name.value.toLowerCase() }
  return name.kind === "ip" ? { kind: "ip", value: ipText(name.octets), octets: name.octets } : undefined
}

/** Whether a certificate that has `offered` is valid for `wanted`; for a wildcard that is the wildcard itself. */
export function covers(offered: SanEntry, wanted: SanEntry): boolean {
  if (offered.kind === "dns" && wanted.kind === "dns") return coversHostname(offered.value, wanted.value)
  return offered.kind === wanted.kind && offered.value === wanted.value
}

/** One sentence part for each problem, fit to follow the name, and what to do. */
export const sanProblemTexts: Readonly<Record<SanProblem, { readonly what: string; readonly hint: string }>> =
  {
    empty: { what: "is empty", hint: "remove it, or write a name" },
    "empty-label": { what: "has two dots in a row or a dot at its beginning", hint: "remove the extra dot" },
    "trailing-dot": { what: "ends with a dot", hint: "remove the dot: certificates carry names without it" },
    "label-too-long": {
      what: "has a part of more than 63 characters between dots",
      hint: "use a shorter name",
    },
    "name-too-long": { what: "has more than 253 characters", hint: "use a shorter name" },
    character: {
      what: "has a character that host names do not have",
      hint: "host names are made of letters, digits, hyphens and dots",
    },
    hyphen: { what: "has a part that begins or ends with a hyphen", hint: "remove that hyphen" },
    numeric: {
      what: "ends in a number like an address, but is none",
      hint: "correct the address or the name",
    },
    url: { what: "is a URL", hint: "give only the host name in it" },
    email: { what: "is a mail address", hint: "give only the host name behind the @" },
    port: { what: "has a port", hint: "give only the host name: certificates do not know ports" },
    path: { what: "has a slash", hint: "give only the host name, without path or prefix length" },
    space: { what: "has a space inside", hint: "write each name as an entry of its own" },
    wildcard: {
      what: "has a * that is not the whole leftmost part",
      hint: "a wildcard is *. followed by a host name, such as *.example.edu",
    },
    idn: {
      what: "is no valid internationalized name",
      hint: "check for symbols, invisible characters and mixed-up scripts, or write it in its xn-- form",
    },
    ip: {
      what: "is no IP address",
      hint: "write IPv4 as 192.0.2.10 (no leading zeros) and IPv6 as 2001:db8::10",
    },
  }

function parseAddress(text: string): ParsedSan | undefined {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text
  const octets = parseIp(bare)
  return octets === undefined ? undefined : { ok: true, entry: { kind: "ip", value: ipText(octets), octets } }
}

function likelyMistake(name: string): SanProblem | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) return "url"
  if (name.includes("@")) return "email"
  if (/\s/u.test(name)) return "space"
  if (name.includes("/")) return "path"
  if (/:[0-9]*$/.test(name) && name.indexOf(":") === name.lastIndexOf(":")) return "port"
  if (/^\[.*\](:[0-9]+)?$/.test(name)) return name.endsWith("]") ? "ip" : "port"
  return name.includes(":") ? "ip" : undefined
}

function needsIdna(name: string): boolean {
  return /[^\0-\x7f]|(^|\.)xn--/i.test(name)
}

function failed(problem: SanProblem): ParsedSan {
  return { ok: false, problem }
}
