/** Service identity: RFC 9525, and mail addresses after RFC 5280 section 7.5. */
import { isIP } from "node:net"
import { domainToASCII } from "node:url"
import { sameBytes } from "../x509/derValues.js"
import type { GeneralName } from "../x509/generalName.js"

/** The name that the certificate is expected to carry. */
export type ExpectedName =
  | { readonly kind: "dns"; readonly value: string }
  /** IPv4 in dotted decimal or IPv6, without brackets. */
  | { readonly kind: "ip"; readonly value: string }
  | { readonly kind: "email"; readonly value: string }

/** A host name or an address as the user types it. */
export function expectedName(text: string): ExpectedName {
  return isIP(text) === 0 ? { kind: "dns", value: text } : { kind: "ip", value: text }
}

export function expectedNameText(name: ExpectedName): string {
  return name.value
}

/** How a presented name relates to the expected one. */
export type Match =
  | { readonly matched: true; readonly by: GeneralName; readonly wildcard: boolean }
  | { readonly matched: false }

/**
 * Looks for the expected name among the alternative names; the common name plays no part (RFC 9525 section 2).
 * An exact match is preferred to a wildcard.
 */
export function matchName(
  expected: ExpectedName,
  presented: readonly GeneralName[],
  reading: HostReading = {},
): Match {
  switch (expected.kind) {
    case "dns":
      return matchDns(expected.value, presented, reading)
    case "ip": {
      const octets = ipOctets(expected.value)
      const by = presented.find((name) => name.kind === "ip" && octets && sameBytes(name.octets, octets))
      return by === undefined ? { matched: false } : { matched: true, by, wildcard: false }
    }
    case "email": {
      const by = presented.find((name) => name.kind === "email" && sameMailbox(name.value, expected.value))
      return by === undefined ? { matched: false } : { matched: true, by, wildcard: false }
    }
  }
}

function matchDns(value: string, presented: readonly GeneralName[], reading: HostReading): Match {
  const reference = referenceDnsName(value, reading)
  if (reference === undefined) return { matched: false }
  let wildcard: GeneralName | undefined
  for (const name of presented) {
    if (name.kind !== "dns") continue
    const shown = name.value.toLowerCase()
    if (shown === reference) return { matched: true, by: name, wildcard: false }
    if (wildcard === undefined && wildcardMatches(shown, reference, reading)) wildcard = name
  }
  return wildcard === undefined ? { matched: false } : { matched: true, by: wildcard, wildcard: true }
}

/** RFC 9525 section 6.3: the whole left-most label, exactly one label, nothing but one label. */
function wildcardMatches(pattern: string, reference: string, reading: HostReading): boolean {
  if (!pattern.startsWith("*.")) return false
  const dot = reference.indexOf(".")
  const parent = pattern.slice(2)
  return dot > 0 && reference.slice(dot + 1) === parent && isHostName(parent, reading)
}

/** RFC 9525 section 6.3: A-labels, without the trailing dot of the root. Undefined when it is no host name. */
export function referenceDnsName(value: string, reading: HostReading = {}): string | undefined {
  const bare = value.endsWith(".") ? value.slice(0, -1) : value
  const ascii = isAscii(bare) ? bare.toLowerCase() : domainToASCII(bare)
  return isHostName(ascii, reading) && isIP(ascii) === 0 ? ascii : undefined
}

export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false
  return true
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

const underscored = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i

/** How far a host name may depart from the preferred syntax. */
export interface HostReading {
  readonly underscores?: boolean
}

/** RFC 1034 section 3.5 with RFC 1123 section 2.1: the preferred name syntax. */
export function isHostName(text: string, { underscores = false }: HostReading = {}): boolean {
  const form = underscores ? underscored : label
  return text.length > 0 && text.length <= 253 && text.split(".").every((part) => form.test(part))
}

/** The 4 or 16 octets of an address in text; undefined when it is none. */
export function ipOctets(text: string): Uint8Array | undefined {
  const family = isIP(text)
  if (family === 4) return Uint8Array.from(text.split("."), Number)
  if (family !== 6 || text.includes("%")) return undefined
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const pure =
    dotted === null ? text : `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}`
  const [head = "", tail] = pure.split("::")
  const left = head === "" ? [] : head.split(":")
  const right = tail === undefined || tail === "" ? [] : tail.split(":")
  const zeros = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0")
  const groups = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16))
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function pair(high: string | undefined, low: string | undefined): string {
  return (Number(high) * 256 + Number(low)).toString(16)
}

/** A mail address cut at its only `@`; undefined when it is none (RFC 5321 section 4.1.2, without quoting). */
export function mailbox(text: string): { readonly local: string; readonly host: string } | undefined {
  const parts = text.split("@")
  const [local, host] = parts
  if (parts.length !== 2 || local === undefined || host === undefined) return undefined
  return /^[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*$/.test(local) && isHostName(host)
    ? { local, host }
    : undefined
}

/** RFC 5280 section 7.5: the local part exactly, the host in any case. */
function sameMailbox(one: string, other: string): boolean {
  const [a, b] = [mailbox(one), mailbox(other)]
  return (
    a !== undefined && b !== undefined && a.local === b.local && a.host.toLowerCase() === b.host.toLowerCase()
  )
}
