import type { FleetEndpoint } from "../fleet/endpoints.js"
import { servers } from "../fleet/serverCount.js"
import { type ProveWay, proveWays } from "../fleet/types.js"
import { quoteWord } from "../remote/quote.js"
import type { RecordedCommand } from "../remote/recording.js"
import { scriptIn } from "../remote/script.js"
import type { DryRun } from "../rollout/dryRun.js"
import { parts, phaseNames, phases } from "../rollout/phases/table.js"
import type { HostPlan, RolloutPlan } from "../rollout/plan.js"
import type { RehearsedPhase } from "../rollout/rehearsal.js"
import { hooksText } from "./planHooks.js"

type Scripts = Map<string, string>

/** What a dry run cannot know, as it asks nobody. */
const notice = [
  "This dry run connects to none of them, and shows a run in which all goes well. What only a server can tell, it does not know:",
  "on Zimbra before 8.7 zmcertmgr runs as root instead; a server that has and serves the certificate already is left alone.",
  "From this machine, SSH must be reachable on every server, and what is looked at “from here alone”; any other port, from its server.",
  "STAGING stands for the folder that mktemp makes on each server.",
]

/** A dry run: on which server, as which user, which command; the scripts' texts once, at the end. */
export function planText(plan: RolloutPlan, { resumed, calledBack, hooks, hosts }: DryRun): string {
  const scripts: Scripts = new Map()
  const blocks = hosts.map(({ host, phases: walked }) => hostText(host, plan, walked, scripts))
  const texts = [...scripts].map(([name, text]) => `$${variable(name)} is\n${text.replace(/^/gm, "    ")}\n`)
  return [
    `${purpose(plan, resumed, calledBack)}\n${notice.join("\n")}\n`,
    ...hooksText(hooks),
    ...blocks,
    ...(texts.length === 0 ? [] : ["The scripts, as passed to sh -c:\n", ...texts]),
  ].join("\n")
}

function purpose(
  { id, hosts, payload }: RolloutPlan,
  resumed: DryRun["resumed"],
  calledBack: string | undefined,
): string {
  const certificate = `${payload.commonName} (SHA-256 ${payload.fingerprint})`
  const count = servers(hosts.length)
  if (resumed === "rollback")
    return `Would put back what ${count} had before rollout ${id} of ${certificate}.`
  if (resumed === undefined) return `Would roll out ${certificate} to ${count}.`
  const again = `Would take up rollout ${id} of ${certificate} again, with ${count}`
  return calledBack === undefined ? `${again}.` : `${again}, and call every changed one back: ${calledBack}.`
}

function hostText(
  host: HostPlan,
  plan: RolloutPlan,
  walked: readonly RehearsedPhase[],
  scripts: Scripts,
): string {
  const { user, address, port } = host.target
  const lines = [
    `${host.host}  (${host.roles.join(", ")}${host.ldapMaster ? ", LDAP master" : ""}; ssh ${user}@${address} port ${port})`,
  ]
  let title = ""
  for (const { phase, commands, looks } of walked) {
    const steps = [
      ...commands.map((command) => `as ${command.user}: ${commandText(command, scripts)}`),
      ...looksTexts(phase, looks, host),
    ]
    if (steps.length === 0) continue
    const next = titleOf(phase, host, plan)
    if (next !== title) lines.push(`  ${next}`)
    title = next
    lines.push(...steps.map((step) => `    ${phase.padEnd(phaseWidth)}  ${step}`))
  }
  if (title === "") lines.push("  nothing is left to do")
  return `${lines.join("\n")}\n`
}

const phaseWidth = Math.max(...phaseNames.map((phase) => phase.length))

const asides: Readonly<Record<number, string>> = {
  1: " (changes nothing)",
  2: ", once every server has passed the above",
}

function titleOf(phase: RehearsedPhase["phase"], host: HostPlan, plan: RolloutPlan): string {
  const { direction, part } = phases[phase]
  if (direction === "review") return `look at every server first${asides[1] ?? ""}`
  if (direction === "undo") return "put back"
  if (part !== 3) return `${parts[part].title}${asides[part] ?? ""}`
  const waves = [...new Set(plan.hosts.map(({ wave }) => wave))].sort()
  return `${parts[part].title}, wave ${waves.indexOf(host.wave) + 1} of ${waves.length}`
}

const ways: Readonly<Record<ProveWay, (one: FleetEndpoint) => string>> = {
  auto: ({ address, host }) =>
    `from here: look at ${address}, or from the server, through SSH, at ${host} or 127.0.0.1,`,
  direct: ({ address }) => `from here alone: look at ${address}`,
  ssh: ({ host }) => `from the server, through SSH: look at ${host}, or 127.0.0.1,`,
}

/** A line for each way to look. */
function looksTexts(
  phase: RehearsedPhase["phase"],
  looks: RehearsedPhase["looks"],
  host: HostPlan,
): string[] {
  return proveWays.flatMap((way) => {
    const own = looks.filter((look) => look.prove === way)
    const [first] = own
    return first === undefined ? [] : [`${ways[way](first)} ${looksText(phase, own, host)}`]
  })
}

function looksText(
  phase: RehearsedPhase["phase"],
  looks: RehearsedPhase["looks"],
  { userNames }: HostPlan,
): string {
  const { direction, part } = phases[phase]
  const ports = looks.map(
    ({ service, port, protocol }) => `${port} (${service}${protocol.endsWith("s") ? "" : ", STARTTLS"})`,
  )
  const names = [...new Set(looks.flatMap((endpoint) => userNames.get(endpoint) ?? []))]
  const at = `ports ${ports.join(", ")}`
  const also = names.length === 0 ? "" : `; where users come by other names, also as ${names.join(", ")}`
  if (direction === "forward" && part === 1) return `${at}${also}`
  if (direction !== "forward") return `${at} until each serves what it served before three times in a row`
  return `${at} until each serves the new certificate three times in a row${also}`
}

function commandText({ argv, hasInput }: RecordedCommand, scripts: Scripts): string {
  return `${argvText(argv, scripts)}${hasInput ? "  < key, certificate and chain" : ""}`
}

/** Scripts go by their name; one that another starts, detached, too. */
function argvText(argv: readonly string[], scripts: Scripts): string {
  const script = scriptIn(argv)
  if (script === undefined) return argv.map(quoteWord).join(" ")
  const { name, text, args } = script
  scripts.set(name, text)
  const inner = args.findIndex((_, at) => scriptIn(args.slice(at)) !== undefined)
  const own = inner === -1 ? args : args.slice(0, inner)
  const words = [...own.map(quoteWord), ...(inner === -1 ? [] : [argvText(args.slice(inner), scripts)])]
  return ["/bin/sh", "-c", `"$${variable(name)}"`, name, ...words].join(" ")
}

/** A shell variable may not have a hyphen in its name. */
function variable(name: string): string {
  return name.replaceAll("-", "_")
}
