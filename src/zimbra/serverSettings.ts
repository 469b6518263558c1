import { type ServiceName, type ServiceRole, serviceRoles } from "./services.js"
import type { ZmprovEntry } from "./zmprov.js"

/** A port that the certificate is served on, as LDAP has it. */
export interface PortSetting {
  readonly role: ServiceRole
  readonly service: ServiceName
  /** false where the service is switched off; undefined where LDAP does not say. */
  readonly port: number | false | undefined
}

/** What LDAP says of a server. */
export interface ServerSettings {
  readonly name: string
  /** The host name that other servers and redirected users are sent to. */
  readonly serviceHost: string
  readonly version: string | undefined
  readonly roles: readonly ServiceRole[]
  /** Installed, and switched off. */
  readonly switchedOff: readonly ServiceRole[]
  readonly ports: readonly PortSetting[]
}

/**
 * Under which names LDAP lists a role among a server's services. mailboxd runs where any web application does; the proxy was
 * imapproxy before 8.5; slapd is directory-server at Carbonio (packageServiceMap of its setup).
 */
const servicesOfRole: Readonly<Record<ServiceRole, readonly string[]>> = {
  mailbox: ["mailbox", "service", "zimbra", "zimbraAdmin"],
  ldap: ["ldap", "directory-server"],
  proxy: ["proxy", "imapproxy"],
  mta: ["mta"],
}

/** Without one of these a server has web applications alone: nobody listens there for mail programs or for LMTP. */
const mailServices = ["mailbox", "service"]

interface PortSource {
  readonly role: ServiceRole
  readonly service: ServiceName
  readonly port: string
  /** Attribute → the values with which nobody listens there. */
  readonly off?: Readonly<Record<string, readonly string[]>>
  /** Nobody listens unless this is TRUE. */
  readonly only?: string
  /** Only where mailboxes are. */
  readonly ofMail?: true
}

const no = ["FALSE"]
const unlessOn = (attribute: string): Readonly<Record<string, readonly string[]>> => ({ [attribute]: no })
const mailProxy = { zimbraReverseProxyMailEnabled: no }

/**
 * Where LDAP keeps the ports: the attributes' descriptions, and for the proxy what ProxyConfGen writes into nginx's
 * configuration. The ports of the MTA are in Postfix's master.cf, those of LDAP in each host's own configuration.
 */
const portSources: readonly PortSource[] = [
  { role: "mailbox", service: "https", port: "zimbraMailSSLPort", off: { zimbraMailMode: ["http"] } },
  { role: "mailbox", service: "admin", port: "zimbraAdminPort" },
  {
    role: "mailbox",
    service: "lmtp",
    port: "zimbraLmtpBindPort",
    off: unlessOn("zimbraLmtpServerEnabled"),
    ofMail: true,
  },
  {
    role: "mailbox",
    service: "imaps",
    port: "zimbraImapSSLBindPort",
    off: unlessOn("zimbraImapSSLServerEnabled"),
    ofMail: true,
  },
  {
    role: "mailbox",
    service: "pop3s",
    port: "zimbraPop3SSLBindPort",
    off: unlessOn("zimbraPop3SSLServerEnabled"),
    ofMail: true,
  },
  {
    role: "mailbox",
    service: "imap",
    port: "zimbraImapBindPort",
    off: unlessOn("zimbraImapServerEnabled"),
    ofMail: true,
  },
  {
    role: "mailbox",
    service: "pop3",
    port: "zimbraPop3BindPort",
    off: unlessOn("zimbraPop3ServerEnabled"),
    ofMail: true,
  },
  {
    role: "proxy",
    service: "https",
    port: "zimbraMailSSLProxyPort",
    off: { zimbraReverseProxyHttpEnabled: no, zimbraReverseProxyMailMode: ["http"] },
  },
  { role: "proxy", service: "imaps", port: "zimbraImapSSLProxyBindPort", off: mailProxy },
  { role: "proxy", service: "pop3s", port: "zimbraPop3SSLProxyBindPort", off: mailProxy },
  { role: "proxy", service: "imap", port: "zimbraImapProxyBindPort", off: mailProxy },
  { role: "proxy", service: "pop3", port: "zimbraPop3ProxyBindPort", off: mailProxy },
  {
    role: "proxy",
    service: "proxyAdmin",
    port: "zimbraAdminProxyPort",
    only: "zimbraReverseProxyAdminEnabled",
  },
]

/** What `gs` has to be asked for; never a key, certificate or password. */
export const serverAttributes: readonly string[] = [
  ...new Set([
    ...["zimbraServiceEnabled", "zimbraServiceInstalled", "zimbraServiceHostname", "zimbraServerVersion"],
    ...portSources.flatMap(({ port, off = {}, only }) => [
      port,
      ...Object.keys(off),
      ...(only === undefined ? [] : [only]),
    ]),
  ]),
].sort()

/** What `gd` has to be asked for. */
export const domainAttributes = ["zimbraPublicServiceHostname", "zimbraVirtualHostname"] as const

/** Reads the answer to `gs HOST` with `serverAttributes`. */
export function serverSettings(entry: ZmprovEntry): ServerSettings {
  const values = (attribute: string): readonly string[] => entry.attributes.get(attribute) ?? []
  const enabled = rolesIn(values("zimbraServiceEnabled"))
  return {
    name: entry.name,
    serviceHost: values("zimbraServiceHostname")[0] ?? entry.name,
    version: values("zimbraServerVersion")[0],
    roles: enabled,
    switchedOff: rolesIn(values("zimbraServiceInstalled")).filter((role) => !enabled.includes(role)),
    ports: portSources
      .filter(({ role }) => enabled.includes(role))
      .map((source) => ({ role: source.role, service: source.service, port: portOf(source, values) })),
  }
}

function rolesIn(services: readonly string[]): ServiceRole[] {
  return serviceRoles.filter((role) => servicesOfRole[role].some((service) => services.includes(service)))
}

function portOf(
  { port, off = {}, only, ofMail }: PortSource,
  values: (attribute: string) => readonly string[],
): PortSetting["port"] {
  if (ofMail === true && !values("zimbraServiceEnabled").some((service) => mailServices.includes(service)))
    return false
  const isOff = Object.entries(off).some(([attribute, words]) =>
    values(attribute).some((value) => words.includes(value)),
  )
  if (isOff || (only !== undefined && !values(only).includes("TRUE"))) return false
  const text = values(port)[0]
  if (text === undefined || !/^\d{1,5}$/.test(text) || Number(text) > 65_535) return undefined
  // Port 0 is how Zimbra's own scripts switch a listener off.
  return Number(text) === 0 ? false : Number(text)
}

/** An LDAP server as Zimbra's local configuration names it. */
export interface LdapUrl {
  readonly host: string
  readonly service: "ldap" | "ldaps"
  readonly port: number
}

const usualPort = { ldap: 389, ldaps: 636 } as const

/** `ldap_master_url`: one URL, or several with blanks between where there is more than one master. */
export function ldapUrlsIn(text: string): LdapUrl[] {
  const urls = text.matchAll(/(ldaps?):\/\/([A-Za-z0-9._-]+)(?::(\d{1,5}))?(?=\/?(?:\s|$))/g)
  return [...urls].flatMap(([, scheme, host = "", port]): LdapUrl[] => {
    if (scheme !== "ldap" && scheme !== "ldaps") return []
    const number = port === undefined ? usualPort[scheme] : Number(port)
    return [{ host: host.toLowerCase(), service: scheme, port: number }]
  })
}
