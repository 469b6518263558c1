import type { HostResult } from "../rollout/engine.js"
import type { Outcome } from "../rollout/machine.js"
import type { HostPlan, RolloutPlan } from "../rollout/plan.js"
import { printable } from "./findingsText.js"
import { paint } from "./paint.js"
import { folded } from "./rolloutProgress.js"
import { tableText } from "./table.js"

const colours = {
  done: "green",
  unchanged: "green",
  aborted: "yellow",
  "rolled-back": "yellow",
  stuck: "red",
} as const satisfies Record<Outcome, string>

/** The last word of a rollout: a line a host, then the reasons, then what a human must do where one must. */
export function rolloutTable(
  plan: RolloutPlan,
  results: readonly HostResult[],
  { colour }: { colour: boolean },
): string {
  const rows = results.map(({ host, outcome, ports, portsProven, ms }) => {
    const proven = `${portsProven} of ${ports}${outcome === "rolled-back" ? ", old" : ""}`
    return [host, outcome ?? "interrupted", proven, `${(ms / 1000).toFixed(1)} s`]
  })
  const text = tableText(
    [{ title: "server" }, { title: "outcome" }, { title: "ports proven" }, { title: "time", align: "right" }],
    rows,
  )
  const reasons = folded(
    results.flatMap(({ host, reason }) => (reason === undefined ? [] : [{ host, text: reason }])),
  )
  const stuck = results.filter(({ outcome }) => outcome === "stuck")
  return [
    colour ? painted(text) : text,
    ...(reasons.length === 0 ? [] : [`\n${reasons.map(printable).join("\n")}\n`]),
    ...stuck.map(({ host }) => manualText(host, plan)),
  ].join("")
}

/** Colours the second column; painting the cells first would upset the widths. */
function painted(text: string): string {
  return text.replace(/^(\S+ +)([a-z-]+)/gm, (line, host: string, word: string) => {
    const colour = isOutcome(word) ? colours[word] : undefined
    return colour === undefined ? line : `${host}${paint(true)[colour](word)}`
  })
}

function isOutcome(word: string): word is Outcome {
  return Object.hasOwn(colours, word)
}

/** What a human runs, and where, when certfleet could not put a host right. */
function manualText(name: string, plan: RolloutPlan): string {
  const host = plan.hosts.find((one) => one.host === name)
  if (host === undefined) return ""
  return `\nOn ${name}, as ${host.installation.user}, to bring the old certificate back:\n${manualCommands(
    host,
    plan.id,
  )
    .map((line) => `    ${line}\n`)
    .join("")}`
}

function manualCommands(
  { installation: { home }, activations, ldapMaster }: HostPlan,
  rollout: string,
): string[] {
  const folder = `${home}/ssl/certfleet/${rollout}`
  return [
    `cd ${home} && (cd ${folder} && sha256sum -c backup.sha256) && rm -rf ssl/zimbra/commercial/* conf/ca/* && xargs -r -d '\\n' rm -rf -- < ${folder}/absent && tar -xpf ${folder}/backup.tar`,
    ...(ldapMaster ? [`${home}/bin/zmcertmgr savecrt comm`] : []),
    ...activations.map(({ argv: [tool, ...args] }) => [`${home}/${tool}`, ...args].join(" ")),
    `rm -rf ${home}/ssl/certfleet/stage.${rollout}.* ${home}/ssl/certfleet/lock`,
  ]
}
