import { generateKeyPair } from "node:crypto"
import { promisify } from "node:util"
import { stringify } from "yaml"
import { createCsr } from "../csr/create.js"
import { planCsr, wantedFromTexts } from "../csr/plan.js"
import type { Clock } from "../ports.js"
import type { Issued } from "./ca.js"
import { type Directory, directoryOf } from "./directory.js"
import { EmbeddedHost, type EmbeddedHostOptions } from "./embeddedHost.js"
import { installPair } from "./installPair.js"
import { type Listeners, openListeners } from "./listeners.js"
import type { RosterEntry } from "./roster.js"
import { type EmbeddedSshServer, startSshServer } from "./sshServer.js"
import { installation } from "./world.js"

export interface DemoHost {
  readonly entry: RosterEntry
  readonly host: EmbeddedHost
  readonly ssh: EmbeddedSshServer
  readonly listeners: Listeners
}

export interface DemoFleet {
  readonly hosts: readonly DemoHost[]
  /** The fleet as an administrator would write it down; `certificate` has what is to be beside the names. */
  fleetYaml(ssh: { readonly identityFile: string; readonly knownHosts: string }, certificate?: object): string
  /** The old leaf in PEM. */
  readonly old: string
  /** One line a host. */
  readonly knownHosts: string
  close(): Promise<void>
}

export interface DemoFleetOptions {
  readonly roster: readonly RosterEntry[]
  readonly clock: Clock
  /** Who may log in: the public half of the demo's SSH key. */
  readonly publicKey: string
  /** What every server has and serves at the start. */
  readonly old: { readonly issued: Issued; readonly key: string }
  readonly times: { readonly deploy: number; readonly restart: number }
  /** Further domains that LDAP knows, with their virtual hosts. */
  readonly domains?: readonly { readonly domain: string; readonly names: readonly string[] }[]
}

export const demoCommonName = "mail.example.edu"

/** Of the web, the proxies, the MXs. */
const farmNames = [
  [demoCommonName, "webmail.example.edu"],
  ["imap.example.edu", "pop.example.edu"],
  ["smtp.example.edu"],
] as const
const additionalNames = ["mailhost.example.edu", "mailout.example.edu"] as const

/** Starts an SSH server and the TLS listeners of every host, on loopback, with the old certificate in place. */
export async function startDemoFleet(options: DemoFleetOptions): Promise<DemoFleet> {
  const hosts: DemoHost[] = []
  const close = async (): Promise<void> => {
    await Promise.all(hosts.flatMap(({ ssh, listeners }) => [ssh.close(), listeners.close()]))
  }
  try {
    const ldap = {
      directory: (): Directory => ldapOf(hosts, options.domains),
      domainValues: new Map<string, Map<string, string>>(),
    }
    for (const entry of options.roster) hosts.push(await startHost(entry, options, ldap))
  } catch (error) {
    await close()
    throw error
  }
  return {
    hosts,
    knownHosts: hosts.map(({ entry, ssh }) => `[${entry.host}]:${ssh.port} ${ssh.hostKey}\n`).join(""),
    old: options.old.issued.leaf,
    fleetYaml: (ssh, certificate = {}) => yamlOf(hosts, ssh, certificate),
    close,
  }
}

/** A key and a certificate for the demo's names, issued in the past and about to expire. */
export async function makeOldPair(
  issue: (csr: string) => Promise<Issued>,
  names: readonly string[],
): Promise<DemoFleetOptions["old"]> {
  const { privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" })
  const [commonName = demoCommonName, ...others] = names
  const { plan } = planCsr({
    names: wantedFromTexts(commonName, others),
    subject: {},
    key: "ec-p256",
    profile: "private",
  })
  if (plan === undefined) throw new RangeError("the demo's names cannot be certified")
  const issued = await issue(await createCsr(plan, privateKey))
  return { issued, key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() }
}

async function startHost(
  entry: RosterEntry,
  { clock, publicKey, old, times }: DemoFleetOptions,
  ldap: Required<Pick<EmbeddedHostOptions, "directory" | "domainValues">>,
): Promise<DemoHost> {
  const listeners = await openListeners(
    entry.services.map(({ service, speaks }) => ({ service, protocol: speaks })),
  )
  const host = new EmbeddedHost(
    {
      name: entry.host,
      ...installation,
      clock,
      services: entry.services,
      ldapMaster: entry.ldapMaster,
      times,
      ...ldap,
    },
    listeners,
  )
  installPair(host, {
    key: old.key,
    certificate: old.issued.leaf,
    chain: `${old.issued.intermediate}${old.issued.root}`,
  })
  try {
    const ssh = await startSshServer({ host, users: ["root", installation.user], publicKey })
    return { entry, host, ssh, listeners }
  } catch (error) {
    await listeners.close()
    throw error
  }
}

/** Users come by every name of the fleet, and log in without their domain. */
function ldapOf(hosts: readonly DemoHost[], others: DemoFleetOptions["domains"] = []): Directory {
  const installed = hosts.map(({ entry, listeners }) => ({ ...entry, ports: listeners.ports }))
  const names = [...farmNames.flat(), ...additionalNames]
  return directoryOf(installed, { domain: "example.edu", names, version: "10.1.0_GA_4655", others })
}

function yamlOf(
  hosts: readonly DemoHost[],
  ssh: { identityFile: string; knownHosts: string },
  certificate: object,
): string {
  const members = (role: string): string[] =>
    hosts.filter(({ entry }) => entry.roles.some((own) => own === role)).map(({ entry }) => entry.host)
  const farms = [
    { name: "zimbra-web", names: farmNames[0], members: members("mailbox") },
    { name: "zimbra-proxy", names: farmNames[1], members: members("proxy") },
    { name: "zimbra-mx", names: farmNames[2], members: members("mta") },
  ]
  return stringify({
    certificate: {
      commonName: demoCommonName,
      subject: {
        organization: "Example University",
        locality: "Springfield",
        state: "Illinois",
        country: "US",
      },
      additionalNames,
      // Thousands of handshakes end on one machine: RSA signatures would be most of the work.
      ...(hosts.length > 24 ? { key: "ec-p256" } : {}),
      ...certificate,
    },
    servers: hosts.map(({ entry, ssh: { port }, listeners }) => ({
      host: entry.host,
      address: "127.0.0.1",
      sshPort: port,
      roles: entry.roles,
      ...(entry.ldapMaster ? { ldapMaster: true } : {}),
      ...portsOf(entry, listeners),
    })),
    farms: farms.filter((farm) => farm.members.length > 0),
    ssh: { user: "root", agent: false, ...ssh },
    rollout: { probeTimeout: 20, stepTimeout: 20 },
  })
}

function portsOf(
  { roles, services }: RosterEntry,
  { ports }: Listeners,
): { ports?: Record<string, number | false> } {
  if (services.length === 0) return {}
  const off = roles.includes("proxy") ? { https: false as const } : {}
  return { ports: { ...ports, ...off } }
}
