/*
 * Zimbra's LDAP, as far as zmprov shows it. The attributes are those of zimbra-attrs.xml (zm-mailbox), the services those that
 * zmsetup.pl (zm-core-utils) enables for each package, and which port attribute nginx listens on is ProxyConfGen's
 * (zm-mailbox). The ports of Postfix and slapd are in no attribute: they are in master.cf and in localconfig.xml.
 */

type Attributes = Readonly<Record<string, readonly string[]>>

export interface DirectoryEntry {
  readonly name: string
  readonly attributes: Attributes
}

export interface Directory {
  readonly servers: readonly DirectoryEntry[]
  readonly domains: readonly DirectoryEntry[]
  /** `ldap_master_url` of every server's localconfig.xml. */
  readonly masterUrl: string
}

/** `zimbraSSLCertificate` and `zimbraSSLPrivateKey` of each domain: what zmdomaincertmgr saves, and zmprov shows. */
export type DomainValues = Map<string, Map<string, string>>

/** A server as its administrator installed it. */
export interface InstalledServer {
  readonly host: string
  readonly roles: readonly string[]
  readonly ldapMaster: boolean
  /** Service → port, for those that somebody listens on. */
  readonly ports: Readonly<Record<string, number>>
}

const packages: Readonly<Record<string, readonly string[]>> = {
  mailbox: ["mailbox", "service", "spell", "stats", "zimbra", "zimbraAdmin", "zimlet"],
  ldap: ["ldap", "stats"],
  proxy: ["memcached", "proxy", "stats"],
  mta: ["amavis", "antispam", "antivirus", "mta", "opendkim", "stats"],
}

const listensAt: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mailbox: {
    https: "zimbraMailSSLPort",
    admin: "zimbraAdminPort",
    lmtp: "zimbraLmtpBindPort",
    imaps: "zimbraImapSSLBindPort",
    pop3s: "zimbraPop3SSLBindPort",
    imap: "zimbraImapBindPort",
    pop3: "zimbraPop3BindPort",
  },
  proxy: {
    https: "zimbraMailSSLProxyPort",
    imaps: "zimbraImapSSLProxyBindPort",
    pop3s: "zimbraPop3SSLProxyBindPort",
    imap: "zimbraImapProxyBindPort",
    pop3: "zimbraPop3ProxyBindPort",
  },
}

/** What every server inherits from the global configuration unless it has its own. */
const inherited: Attributes = {
  zimbraAdminPort: ["7071"],
  zimbraAdminProxyPort: ["9071"],
  zimbraImapBindPort: ["143"],
  zimbraImapProxyBindPort: ["143"],
  zimbraImapSSLBindPort: ["993"],
  zimbraImapSSLProxyBindPort: ["993"],
  zimbraImapSSLServerEnabled: ["TRUE"],
  zimbraImapServerEnabled: ["TRUE"],
  zimbraLmtpBindPort: ["7025"],
  zimbraLmtpServerEnabled: ["TRUE"],
  zimbraMailMode: ["https"],
  zimbraMailSSLPort: ["443"],
  zimbraMailSSLProxyPort: ["443"],
  zimbraPop3BindPort: ["110"],
  zimbraPop3ProxyBindPort: ["110"],
  zimbraPop3SSLBindPort: ["995"],
  zimbraPop3SSLProxyBindPort: ["995"],
  zimbraPop3SSLServerEnabled: ["TRUE"],
  zimbraPop3ServerEnabled: ["TRUE"],
  zimbraReverseProxyAdminEnabled: ["FALSE"],
  zimbraReverseProxyHttpEnabled: ["FALSE"],
  zimbraReverseProxyMailEnabled: ["TRUE"],
  zimbraReverseProxyMailMode: ["https"],
}

/** LDAP of a fleet whose only domain is reached by these names; a name server is no server of Zimbra's. */
export function directoryOf(
  installed: readonly InstalledServer[],
  {
    domain,
    names,
    version,
    others: more = [],
  }: {
    readonly domain: string
    readonly names: readonly string[]
    readonly version: string
    /** Further domains, with their virtual hosts. */
    readonly others?: readonly { readonly domain: string; readonly names: readonly string[] }[]
  },
): Directory {
  const own = installed.filter(({ roles }) => roles.some((role) => packages[role] !== undefined))
  const master = own.find(({ ldapMaster }) => ldapMaster)
  const [publicName = "", ...others] = names
  return {
    servers: own.map((server) => ({ name: server.host, attributes: attributesOf(server, version) })),
    domains: [
      {
        name: domain,
        attributes: { zimbraPublicServiceHostname: [publicName], zimbraVirtualHostname: others },
      },
      ...more.map((one) => ({ name: one.domain, attributes: { zimbraVirtualHostname: one.names } })),
    ],
    masterUrl: master === undefined ? "" : `ldap://${master.host}:${master.ports["ldap"] ?? 389}`,
  }
}

function attributesOf({ host, roles, ports }: InstalledServer, version: string): Attributes {
  const services = [...new Set(roles.flatMap((role) => packages[role] ?? []))]
  const moved = roles.flatMap((role) =>
    Object.entries(listensAt[role] ?? {}).flatMap(([service, attribute]) =>
      ports[service] === undefined ? [] : [[attribute, [String(ports[service])]] as const],
    ),
  )
  const isWebProxy = roles.includes("proxy") && ports["https"] !== undefined
  return {
    ...inherited,
    ...Object.fromEntries(moved),
    zimbraReverseProxyHttpEnabled: [isWebProxy ? "TRUE" : "FALSE"],
    zimbraServerVersion: [version],
    zimbraServiceEnabled: services,
    zimbraServiceHostname: [host],
    zimbraServiceInstalled: services,
  }
}
