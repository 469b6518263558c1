import type { NameProfile } from "../csr/names.js"
import type { SubjectFields } from "../csr/subject.js"
import type { Place } from "../finding.js"
import type { KeyAlgorithm } from "../x509/privateKey.js"
import type { Role, ServiceName, ServiceRole } from "../zimbra/services.js"
import type { IssuerSettings } from "./issuerSchema.js"

/** The certificate that the fleet wants. Names are as the file has them; `namesOf` makes them canonical. */
export interface CertificateRequest {
  readonly commonName: string
  readonly subject: SubjectFields
  readonly key: KeyAlgorithm
  readonly additionalNames: readonly string[]
  readonly profile: NameProfile
  /** undefined where a human orders it. */
  readonly issuer?: IssuerSettings
}

export interface Server {
  /** Lower case; the server's identity everywhere. */
  readonly host: string
  /** Where to connect: the host unless the file says otherwise. */
  readonly address: string
  readonly sshPort: number
  readonly roles: readonly Role[]
  /** True for exactly one server when any has the role ldap. */
  readonly ldapMaster: boolean
  /** The names that this server needs in the certificate. */
  readonly names: readonly string[]
  readonly ports: readonly PortChoice[]
  /** From where its ports are looked at. */
  readonly prove: ProveWay
}

/** From where a port is looked at; `auto`: from this machine, and through SSH where that cannot reach it. */
export const proveWays = ["direct", "ssh", "auto"] as const
export type ProveWay = (typeof proveWays)[number]

/** What fleet.yaml says of a service of a server. */
export interface PortChoice {
  readonly service: ServiceName
  /** Which role's; undefined where the file names the service alone. */
  readonly role: ServiceRole | undefined
  /** A number moves or enables the service, false switches it off; undefined leaves it where it is. */
  readonly port: number | false | undefined
  /** As its server, unless given. */
  readonly prove: ProveWay | undefined
}

export type HealthProbeKind = "tcp" | "tls" | "http" | "https" | "smtp" | "imap" | "pop3" | "ldap" | "lmtp"

/** How a load balancer asks a farm member whether it is well. */
export interface HealthProbe {
  readonly kind: HealthProbeKind
  readonly port: number
  /** http and https only; 302 and 200 if not given. */
  readonly expectStatus?: number
}

export interface Farm {
  readonly name: string
  /** The names of its virtual address: all of them belong into the certificate. */
  readonly names: readonly string[]
  readonly members: readonly string[]
  /** How many members must stay up at any time. */
  readonly minimum: number
  readonly probes: readonly HealthProbe[]
  /** Seconds between two probes of the load balancer. */
  readonly interval: number
}

export interface SshSettings {
  readonly user: string
  readonly identityFile?: string
  readonly agent: boolean
  readonly knownHosts?: string
  /** Seconds. */
  readonly connectTimeout: number
}

export interface RolloutSettings {
  /** How many hosts work at once. */
  readonly parallel: number
  readonly restart: "services" | "full" | "none"
  /** `deploycrt -localonly`: keeps the pair out of LDAP. */
  readonly localOnly: boolean
  /** Seconds that one step may take on one host. */
  readonly stepTimeout: number
  /** Seconds that a port may take to serve the new certificate after its service was restarted. */
  readonly probeTimeout: number
  /** How many backups stay on each host. */
  readonly keepBackups: number
  /** When a rollout may begin, e.g. `Sat,Sun 22:00-04:00` in local time; at any time when empty. */
  readonly windows: readonly string[]
}

/** How records are looked up. */
export interface DnsSettings {
  /** `ADDRESS` or `ADDRESS:PORT`; the system's resolvers where there is none. */
  readonly resolver?: string
  /** Only then its word that an answer is secure (AD) counts. */
  readonly trusted: boolean
  /** Domains whose MX records lead to this fleet; empty where they follow from its names. */
  readonly mailDomains: readonly string[]
}

/** When a hook runs, in the order in which these come. */
export const hookMoments = [
  "before change",
  "after change",
  "before activate",
  "after activate",
  "done",
  "before undo",
  "undone",
] as const
export type HookMoment = (typeof hookMoments)[number]

/** What a hook runs once for: each of its servers, each role that they have, or all of them. */
export const hookScopes = ["server", "role", "fleet"] as const
export type HookScope = (typeof hookScopes)[number]

/** A program of this machine that runs around a phase of a rollout. */
export interface RolloutHook {
  readonly name: string
  readonly when: HookMoment
  readonly run: readonly string[]
  /** What takes it back; empty where nothing does. */
  readonly undo: readonly string[]
  readonly per: HookScope
  /** Words for servers, as `--limit` takes them; all when empty. */
  readonly servers: readonly string[]
  /** Seconds. */
  readonly timeout: number
  /** Further variables that it sees, by name. */
  readonly environment: readonly string[]
}

/** Services of a proxy that may serve a domain's own certificate to whoever asks for its names. */
export const domainServices = ["https", "imaps", "pop3s", "imap", "pop3"] as const
export type DomainService = (typeof domainServices)[number]

/** A domain with a certificate of its own on the proxies (SNI). */
export interface Domain {
  /** As Zimbra knows it. */
  readonly domain: string
  /** Its virtual host names; the first is the certificate's common name. */
  readonly names: readonly string[]
  /** Which ports of the proxies serve it. */
  readonly services: readonly DomainService[]
}

/** From the top of fleet.yaml down, e.g. `["servers", 2, "host"]`. */
export type FleetPath = readonly (string | number)[]

/** A checked fleet.yaml with every default filled in. */
export interface Fleet {
  readonly file: string
  readonly certificate: CertificateRequest
  readonly zimbra: { readonly user: string; readonly home: string }
  readonly servers: readonly Server[]
  readonly farms: readonly Farm[]
  readonly ssh: SshSettings
  readonly rollout: RolloutSettings
  readonly dns: DnsSettings
  /** Program and arguments that hear how a run ended; empty where nobody is to. */
  readonly notify: readonly string[]
  readonly hooks: readonly RolloutHook[]
  readonly domains: readonly Domain[]
  /** Where this is the fleet as one of its domains sees it: that one. */
  readonly domain?: Domain
  /** From where ports are looked at, of a server that says nothing else. */
  readonly prove: ProveWay
  /** Line and column of the value there, or of its nearest parent that the file has. */
  where(path: FleetPath): Place
  /** Whether the file itself has a value there, as opposed to a default. */
  has(path: FleetPath): boolean
}

/** Servers that receive the certificate: all but those that are name servers and nothing else. */
export function carriesCertificate(server: Pick<Server, "roles">): boolean {
  return server.roles.some((role) => role !== "dns")
}

/** Where commands look for the fleet unless told otherwise. */
export const defaultFleetFile = "fleet.yaml"
