import type { Installation } from "../../zimbra/files.js"
import {
  domainAttributes,
  type LdapUrl,
  type ServerSettings,
  serverAttributes,
  serverSettings,
} from "../../zimbra/serverSettings.js"
import { entriesIn, namesIn, proxyDomainsIn, splitAnswers, type ZmprovEntry } from "../../zimbra/zmprov.js"
import type { Discovered, DiscoveredDomain, DiscoveredServer } from "./discovered.js"
import { quoted } from "./discovered.js"

/** The first questions: who is there? */
export const nameQuestions: readonly string[] = ["gas", "gad"]

/** What can stand as a word of a question to zmprov, and as a host in fleet.yaml. */
const plainName = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$/

export interface Names {
  readonly servers: readonly string[]
  readonly domains: readonly string[]
  readonly problems: readonly string[]
}

/** Reads the answers to `nameQuestions`; undefined when not every question was answered. */
export function readNames(stdout: string): Names | undefined {
  const answers = answersTo(nameQuestions, stdout)
  if (answers === undefined) return undefined
  const [servers, domains] = answers.map(namesIn) as [string[], string[]]
  return {
    servers: servers.filter(isPlain),
    domains: domains.filter(isPlain),
    problems: [
      ...servers.filter((name) => !isPlain(name)).map((name) => odd("server", name)),
      ...domains.filter((name) => !isPlain(name)).map((name) => odd("domain", name)),
    ],
  }
}

/** The second questions: what is each of them? */
export function detailQuestions({ servers, domains }: Names): string[] {
  return [
    ...servers.map((name) => ["gs", name, ...serverAttributes].join(" ")),
    ...domains.map((name) => ["gd", name, ...domainAttributes].join(" ")),
    "garpd",
  ]
}

export interface Details {
  readonly servers: readonly ServerSettings[]
  readonly domains: readonly DiscoveredDomain[]
  readonly problems: readonly string[]
}

/** Reads the answers to `detailQuestions`; undefined when not every question was answered. */
export function readDetails(names: Names, stdout: string): Details | undefined {
  const answers = answersTo(detailQuestions(names), stdout)
  if (answers === undefined) return undefined
  const asked = [...serverAttributes, ...domainAttributes]
  const everybody = [...names.servers, ...names.domains]
  // What was not asked for is no answer, whatever it says.
  const entries = everybody.map((name, index) =>
    entriesIn(answers[index] ?? "", asked).find((entry) => entry.name.toLowerCase() === name.toLowerCase()),
  )
  const silent = (kind: string, list: readonly string[], from: number): string[] =>
    list
      .filter((_, index) => entries[from + index] === undefined)
      .map((name) => `zmprov lists the ${kind} ${name} and then does not know it`)
  const own = new Set(proxyDomainsIn(answers.at(-1) ?? "").map(({ domain }) => domain))
  const count = names.servers.length
  return {
    servers: entries.slice(0, count).flatMap((entry) => (entry === undefined ? [] : [serverSettings(entry)])),
    domains: entries.slice(count).flatMap((entry) => (entry === undefined ? [] : [domainOf(entry, own)])),
    problems: [...silent("server", names.servers, 0), ...silent("domain", names.domains, count)],
  }
}

/** Everything in one. `resolves` says whether a host name leads anywhere. */
export function discoveredOf(
  told: {
    readonly source: string
    readonly installation: Installation
    readonly names: Names
    readonly details: Details
    readonly ldapMasters: readonly LdapUrl[]
  },
  resolves: (host: string) => boolean | undefined,
): Discovered {
  const { source, installation, names, details, ldapMasters } = told
  const odd = details.servers.filter(({ serviceHost }) => !isPlain(serviceHost))
  return {
    source,
    installation,
    servers: details.servers.map((settings) => serverOf(settings, resolves)),
    ldapMasters,
    domains: details.domains,
    problems: [
      ...names.problems,
      ...details.problems,
      ...odd.map(
        ({ name, serviceHost }) =>
          `${name} has the service host name ${quoted(serviceHost)}: it is no host name`,
      ),
      ...(ldapMasters.length === 0
        ? ["the LDAP master could not be read (zmlocalconfig ldap_master_url)"]
        : []),
    ],
  }
}

function serverOf(
  { name, serviceHost, version, ...rest }: ServerSettings,
  resolves: (host: string) => boolean | undefined,
): DiscoveredServer {
  const host = name.toLowerCase()
  const service = isPlain(serviceHost) ? serviceHost.toLowerCase() : host
  return { ...rest, host, serviceHost: service, version, resolves: resolves(service) }
}

/** zmprov answers each question, and then asks for the next: with one prompt too few it did not come to the end. */
function answersTo(questions: readonly string[], stdout: string): readonly string[] | undefined {
  const answers = splitAnswers(stdout)
  return answers.length === questions.length + 1 ? answers.slice(0, -1) : undefined
}

function domainOf({ name, attributes }: ZmprovEntry, own: ReadonlySet<string>): DiscoveredDomain {
  return {
    name,
    publicHost: attributes.get("zimbraPublicServiceHostname")?.[0],
    virtualHosts: attributes.get("zimbraVirtualHostname") ?? [],
    ownCertificate: own.has(name),
  }
}

function isPlain(name: string): boolean {
  return plainName.test(name)
}

function odd(kind: string, name: string): string {
  return `the ${kind} ${quoted(name)} was passed over: it is no host name`
}
