import { https } from "./https.js"
import { imap, imaps } from "./imap.js"
import { ldap, ldaps } from "./ldap.js"
import { pop3, pop3s } from "./pop3.js"
import type { Protocol } from "./protocol.js"
import { lmtp, smtp, smtps } from "./smtp.js"

const table = { https, smtp, smtps, lmtp, imap, imaps, pop3, pop3s, ldap, ldaps } as const

/**
 * How TLS begins on a port, and which farewell the server expects. A trailing `s` means that TLS starts with the
 * first byte; the others ask for it in their own words first (STARTTLS, STLS, an LDAP extended request).
 */
export type ProbeProtocol = keyof typeof table

/** Every protocol that the probe speaks. */
export const protocols: Readonly<Record<ProbeProtocol, Protocol>> = table

const entries = Object.entries(protocols) as readonly [ProbeProtocol, Protocol][]

export function isProtocol(word: string): word is ProbeProtocol {
  return Object.hasOwn(protocols, word)
}

/** What the number of a port says is spoken there; every other port is taken for TLS from the first byte. */
export function protocolOfPort(port: number): ProbeProtocol {
  return entries.find(([, { ports }]) => ports.includes(port))?.[0] ?? "https"
}

/** The help's words: what follows from a port, and what can be said in front of a host. */
export function protocolHelp(): string {
  const asking = entries
    .filter(([, { start }]) => start !== undefined)
    .map(([, { ports, title }]) => `${ports.join(" and ")} ${title}`)
  const oneAtATime = entries.filter(([, one]) => one.oneAtATime).map(([name]) => name)
  return `The protocol follows from the port: ${asking.join(", ")} with STARTTLS; TLS from the first byte elsewhere.
In front of the host it can be said: ${entries.map(([name]) => name).join(", ")}.
All ports are asked at the same time, but each server of ${oneAtATime.join(" and ")} one connection after the other.`
}
