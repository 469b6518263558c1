import type { Installation } from "../../zimbra/files.js"
import type { LdapUrl, PortSetting } from "../../zimbra/serverSettings.js"
import type { ServiceRole } from "../../zimbra/services.js"

/** A server of a running Zimbra, as its LDAP has it. */
export interface DiscoveredServer {
  /** Its name in LDAP, lower case. */
  readonly host: string
  /** The host name that other servers and redirected users are sent to. */
  readonly serviceHost: string
  readonly version: string | undefined
  readonly roles: readonly ServiceRole[]
  /** Installed, and switched off. */
  readonly switchedOff: readonly ServiceRole[]
  readonly ports: readonly PortSetting[]
  /** Whether its host name leads anywhere from this machine; undefined where nobody could say. */
  readonly resolves: boolean | undefined
}

export interface DiscoveredDomain {
  readonly name: string
  /** zimbraPublicServiceHostname. */
  readonly publicHost: string | undefined
  /** zimbraVirtualHostname. */
  readonly virtualHosts: readonly string[]
  /** The proxies serve a certificate of its own to who asks for its virtual hosts (SNI). */
  readonly ownCertificate: boolean
}

/** What a running Zimbra told of itself. */
export interface Discovered {
  /** The host that was asked. */
  readonly source: string
  readonly installation: Installation
  /** In LDAP's order. */
  readonly servers: readonly DiscoveredServer[]
  /** The first is the one that every server writes to; empty where it could not be read. */
  readonly ldapMasters: readonly LdapUrl[]
  readonly domains: readonly DiscoveredDomain[]
  /** What could not be read or used, one sentence each, in printable ASCII. */
  readonly problems: readonly string[]
}

/** A name that users reach the installation by, and the domains that say so. */
export interface UserName {
  /** Lower case. */
  readonly name: string
  readonly kind: "public" | "virtual"
  readonly domains: readonly string[]
}

/**
 * The public service host names, then the virtual host names, each once, the most frequent first. Those with a certificate
 * of their own are not among them.
 */
export function userNamesOf({ domains }: Pick<Discovered, "domains">): UserName[] {
  const found = new Map<string, { name: string; kind: UserName["kind"]; domains: string[] }>()
  const add = (host: string, kind: UserName["kind"], domain: string): void => {
    const name = host.toLowerCase()
    const known = found.get(name) ?? { name, kind, domains: [] }
    if (!known.domains.includes(domain)) known.domains.push(domain)
    found.set(name, known)
  }
  for (const { name, publicHost } of domains) if (publicHost !== undefined) add(publicHost, "public", name)
  for (const { name, virtualHosts, ownCertificate } of domains)
    if (!ownCertificate) for (const host of virtualHosts) add(host, "virtual", name)
  const rank = ({ kind }: UserName): number => (kind === "public" ? 0 : 1)
  return [...found.values()].sort(
    (one, other) => rank(one) - rank(other) || other.domains.length - one.domains.length,
  )
}

/** Where a user's name comes from: `public service host name of example.edu`. */
export function reasonOf({ kind, domains }: UserName): string {
  return `${kind === "public" ? "public service host name" : "virtual host"} of ${listed(domains)}`
}

/** Whether this is one of the server's two names; both in lower case. */
export function isNamed(
  { host, serviceHost }: Pick<DiscoveredServer, "host" | "serviceHost">,
  name: string | undefined,
): boolean {
  return name === host || name === serviceHost
}

/** With those that only the masters' URLs tell: LDAP's own ports are in no attribute. */
export function portsOf(server: DiscoveredServer, masters: readonly LdapUrl[]): readonly PortSetting[] {
  if (!server.roles.includes("ldap")) return server.ports
  const own = masters.filter(({ host }) => isNamed(server, host))
  // Of several URLs of a kind the first counts.
  const told = own.filter((url) => own.find(({ service }) => service === url.service) === url)
  return [...server.ports, ...told.map(({ service, port }): PortSetting => ({ role: "ldap", service, port }))]
}

/** Names whose domain has a certificate of its own on the proxies. */
export function ownCertificateNames({ domains }: Pick<Discovered, "domains">): string[] {
  const names = domains.flatMap(({ ownCertificate, virtualHosts }) => (ownCertificate ? virtualHosts : []))
  return [...new Set(names.map((name) => name.toLowerCase()))]
}

/** More of a list than this is counted. */
const shown = 3

/** `a, b, c and 4 more`. */
export function listed(values: readonly string[], most: number = shown): string {
  const rest = values.length - most
  return values.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "")
}

/** Text from elsewhere in quotes, short enough for a sentence. */
export function quoted(text: string): string {
  return oneLine(JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text))
}

/** Printable ASCII on one line, whatever it was. */
export function oneLine(text: string): string {
  return text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
}
