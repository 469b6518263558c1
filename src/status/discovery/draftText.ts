import { oneLine } from "./discovered.js"
import type { DraftPort, DraftServer, FleetDraft, NotedName } from "./draft.js"

/** The draft as a commented fleet.yaml. What is left to a human is in comments that say so. */
export function draftText(draft: FleetDraft): string {
  return `${[
    "# yaml-language-server: $schema=fleet.schema.json",
    "#",
    ...draft.about.map(comment),
    '# "certfleet names" shows what follows from it. Look at:',
    ...leftToYou(draft).map((line) => comment(`- ${line}`)),
    "",
    ...certificateLines(draft),
    ...installationLines(draft),
    "",
    ...serverLines(draft),
    "",
    ...farmLines(draft),
    "",
    ...sshLines(draft),
  ].join("\n")}\n`
}

/** What a human has to look at, one sentence each. */
export function leftToYou({ todo, servers, commonName }: FleetDraft): string[] {
  const marked = servers.some(({ notes }) => notes.some((note) => note.startsWith("CHECK")))
  return [
    ...todo,
    `certificate.commonName: ${commonName.name} is a guess; subject, if the CA asks for one`,
    ...(marked ? ["every server with CHECK above it"] : []),
  ]
}

function certificateLines({ commonName, profile, additionalNames, leftOut }: FleetDraft): string[] {
  return [
    "certificate:",
    `  commonName: ${word(commonName.name)} ${comment(commonName.note)}`,
    "  # subject: { organization: Example University, locality: Springfield, state: Illinois, country: US }",
    ...listLines("additionalNames", additionalNames),
    ...(leftOut.length === 0
      ? []
      : ["  # Not in it:", ...leftOut.map(({ name, note }) => `  ${comment(`- ${name}: ${note}`)}`)]),
    ...(profile === "private"
      ? ["  profile: private # no public CA signs any of these names"]
      : ["  profile: public # private: signed by your own CA"]),
  ]
}

function listLines(key: string, names: readonly NotedName[]): string[] {
  if (names.length === 0) return []
  return [`  ${key}:`, ...names.map(({ name, note }) => `    - ${word(name)} ${comment(note)}`)]
}

function installationLines({ installation }: FleetDraft): string[] {
  if (installation === undefined) return []
  return ["", "zimbra:", `  user: ${word(installation.user)}`, `  home: ${installation.home}`]
}

function serverLines({ servers }: FleetDraft): string[] {
  const placed = servers.filter(({ roles }) => roles.length > 0)
  const others = servers.filter(({ roles }) => roles.length === 0)
  return [
    "servers:",
    ...placed.flatMap((server) => [
      ...server.notes.map((note) => `  ${comment(note)}`),
      `  - ${entry(server)}`,
    ]),
    ...others.flatMap((server) => [
      ...server.notes.map((note) => `  ${comment(note)}`),
      `  # - ${entry(server)}`,
    ]),
  ]
}

function entry({ host, address, sshPort, roles, ldapMaster, names, ports }: DraftServer): string {
  return flow([
    ["host", word(host)],
    ...(address === undefined ? [] : [["address", word(address)] as const]),
    ...(sshPort === undefined ? [] : [["sshPort", String(sshPort)] as const]),
    ["roles", `[${roles.join(", ")}]`],
    ...(ldapMaster === true ? [["ldapMaster", "true"] as const] : []),
    ...(names === undefined ? [] : [["names", `[${names.map(word).join(", ")}]`] as const]),
    ...(ports.length === 0 ? [] : [["ports", portsText(ports)] as const]),
  ])
}

function portsText(ports: readonly DraftPort[]): string {
  const of = (role: DraftPort["role"]): (readonly [string, string])[] =>
    ports.filter((one) => one.role === role).map(({ service, port }) => [service, String(port)])
  const named = [...new Set(ports.flatMap(({ role }) => role ?? []))]
  return flow([...of(undefined), ...named.map((role) => [role, flow(of(role))] as const)])
}

function farmLines({ farms }: FleetDraft): string[] {
  const intro = [
    "# LEFT TO YOU: what the load balancer does. All names of a farm go into the certificate, --rolling keeps its",
    "# minimum up. Without a balancer there is nothing to do here.",
  ]
  if (farms.length === 0) return intro
  return [
    ...intro,
    "# It may look like this:",
    "# farms:",
    ...farms.flatMap(({ name, names, members, probes }) => [
      `#   - name: ${name}`,
      `#     names: [${names.map(word).join(", ")}]`,
      `#     members: [${members.map(word).join(", ")}]`,
      "#     probes:",
      ...probes.map(({ kind, port }) => `#       - { kind: ${kind}, port: ${port} }`),
    ]),
  ]
}

function sshLines({ sshUser }: FleetDraft): string[] {
  return [
    "# How to log in: as root, as the Zimbra user, or as a user with sudo; ~/.ssh/config is read where this says nothing.",
    "# Host keys are always checked against known_hosts.",
    ...(sshUser === undefined ? ["# ssh:", "#   user: root"] : ["ssh:", `  user: ${word(sshUser)}`]),
    "",
    "# rollout:",
    "#   restart: services # or full (zmcontrol restart), or none",
  ]
}

function flow(pairs: readonly (readonly [string, string])[]): string {
  return `{ ${pairs.map(([key, value]) => `${key}: ${value}`).join(", ")} }`
}

/** A name as YAML takes it for text: numbers, dates and words such as `no` in quotes. */
function word(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/.test(text)
  return isPlain && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text)
}

function comment(line: string): string {
  return `# ${oneLine(line)}`
}
