import { servers } from "../fleet/serverCount.js"
import { quoteWord } from "../remote/quote.js"
import type { RemoteCommand } from "../remote/session.js"
import type { PlannedStep } from "../rollout/dryRun.js"
import type { HostPlan, RolloutPlan } from "../rollout/plan.js"

const partTitles = {
  1: "prepare (changes nothing)",
  2: "change files, once every server has passed the above",
  3: "change services",
  4: "clean up",
} as const

/** A dry run: on which server, as which user, which command; the scripts' texts once, at the end. */
export function planText(
  plan: RolloutPlan,
  hosts: readonly { readonly host: HostPlan; readonly steps: readonly PlannedStep[] }[],
): string {
  const { commonName, fingerprint } = plan.delivery
  const scripts = new Map<string, string>()
  const blocks = hosts.map(({ host, steps }) => hostText(host, plan, steps, scripts))
  const texts = [...scripts].map(([name, text]) => `$${variable(name)} is\n${text.replace(/^/gm, "    ")}\n`)
  return [
    `Would roll out ${commonName} (SHA-256 ${fingerprint}) to ${servers(hosts.length)}. This dry run connects to none of them.\n`,
    "On Zimbra before 8.7 zmcertmgr runs as root instead. STAGING stands for the folder that mktemp makes for zimbra on each server.\n",
    ...blocks,
    ...(texts.length === 0 ? [] : ["The scripts, as passed to sh -c:\n", ...texts]),
  ].join("\n")
}

function hostText(
  host: HostPlan,
  plan: RolloutPlan,
  steps: readonly PlannedStep[],
  scripts: Map<string, string>,
): string {
  const { user, address, port } = host.target
  const lines = [
    `${host.host}  (${host.roles.join(", ")}${host.ldapMaster ? ", LDAP master" : ""}; ssh ${user}@${address} port ${port})`,
  ]
  let part = 0
  for (const step of steps) {
    if (step.part !== part) lines.push(`  ${partTitle(step.part, host, plan)}`)
    part = step.part
    lines.push(`    as ${step.command.user ?? user}: ${commandText(step, scripts)}`)
    if (step.part === 3 && step === steps.findLast((one) => one.part === 3)) lines.push(...proofLines(host))
  }
  return `${lines.join("\n")}\n`
}

function partTitle(part: PlannedStep["part"], host: HostPlan, plan: RolloutPlan): string {
  if (part !== 3) return partTitles[part]
  const waves = [...new Set(plan.hosts.map(({ wave }) => wave))].sort()
  return `${partTitles[3]}, wave ${waves.indexOf(host.wave) + 1} of ${waves.length}`
}

function proofLines({ endpoints }: HostPlan): string[] {
  const ports = endpoints.map(
    ({ service, port, protocol }) => `${port} (${service}${protocol === "tls" ? "" : ", STARTTLS"})`,
  )
  const [first] = endpoints
  if (first === undefined) return []
  return [
    `    from here: look at ${first.address} ports ${ports.join(", ")} until each serves the new certificate three times in a row`,
  ]
}

function commandText({ command, detached }: PlannedStep, scripts: Map<string, string>): string {
  const text = argvText(command, scripts)
  const input = command.stdin === undefined ? "" : "  < key, certificate and chain"
  return detached === undefined ? `${text}${input}` : `${text}`
}

function argvText({ argv }: RemoteCommand, scripts: Map<string, string>): string {
  const [shell = "", flag, text = "", name = "", ...args] = argv
  if (shell !== "/bin/sh" || flag !== "-c") return argv.map(quoteWord).join(" ")
  scripts.set(name, text)
  const words =
    args[3] === "/bin/sh" ? [...args.slice(0, 3), ...nested(args.slice(3), scripts)] : args.map(quoteWord)
  return [shell, "-c", `"$${variable(name)}"`, name, ...words].join(" ")
}

/** A script that runs detached: its text is shown at the end like the others. */
function nested(argv: readonly string[], scripts: Map<string, string>): string[] {
  const [shell = "", flag = "", text = "", name = "", ...args] = argv
  scripts.set(name, text)
  return [shell, flag, `"$${variable(name)}"`, name, ...args.map(quoteWord)]
}

/** A shell variable may not have a hyphen in its name. */
function variable(name: string): string {
  return name.replaceAll("-", "_")
}
