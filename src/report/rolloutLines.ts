import { servers } from "../fleet/serverCount.js"
import { parts, phases } from "../rollout/phases/table.js"
import type { EventSink, PortProof, RolloutEvent } from "../rollout/record/events.js"
import { printable } from "./printable.js"
import { folded, stoppingText } from "./rolloutProgress.js"
import { hookWords } from "./story/words.js"
import { wayWords } from "./vantages.js"

/**
 * Progress as plain lines for logs and pipes: one line a phase and group of hosts, not one a host.
 * Trouble is said at once.
 */
export function rolloutLines(write: (line: string) => void): EventSink {
  let ended: { host: string; text: string; phase: string }[] = []
  const proofs = new Map<string, readonly PortProof[]>()
  const flush = (): void => {
    for (const phase of new Set(ended.map((one) => one.phase)))
      for (const line of folded(ended.filter((one) => one.phase === phase))) write(`  ${printable(line)}`)
    ended = []
  }
  const wentWell = (event: RolloutEvent): boolean => {
    if (event.type === "hook" && event.state === "ok") {
      const text = `${hookWords(event)} ok`
      return ended.push({ host: event.for, phase: text, text }) > 0
    }
    if (event.type !== "phase" || event.state === "started") return false
    const own = proofs.get(event.host)
    proofs.delete(event.host)
    if (event.state === "failed") return false
    const { host, phase, state } = event
    // What a rollback would bring back is worth knowing before it does.
    const found = phases[phase].direction === "review" && event.detail !== undefined ? [event.detail] : []
    const said = [...found, ...(own === undefined ? [] : [provenText(own)])].join("; ")
    ended.push({ host, phase, text: `${phase} ${state}${said === "" ? "" : `: ${said}`}` })
    return true
  }
  return {
    async emit(event) {
      if (event.type === "proof") proofs.set(event.host, event.ports)
      if (wentWell(event)) return
      const line = lineOf(event)
      if (line === undefined) return
      flush()
      write(printable(line))
    },
  }
}

function lineOf(event: RolloutEvent): string | undefined {
  switch (event.type) {
    case "start":
      return startLine(event)
    case "part":
      return `${parts[event.part].title}: ${event.hosts.length === 1 ? event.hosts[0] : servers(event.hosts.length)}`
    case "phase":
      return event.state === "failed"
        ? `${event.host}: ${event.phase} failed: ${event.detail ?? "no reason given"}`
        : undefined
    case "hook":
      return event.state === "failed"
        ? `${event.for}: ${hookWords(event)} ${event.detail ?? "failed"}`
        : undefined
    case "warning":
      return `${event.host}: warning: ${event.text}`
    case "interruption":
      return stoppingText(event.reason)
    case "decision":
      return event.decision === "undo" ? `calling every changed server back: ${event.reason}` : undefined
    case "end":
      return "over"
    default:
      return undefined
  }
}

/** Without the addresses: the same words for many hosts become one line. */
function provenText(proofs: readonly PortProof[]): string {
  const proven = proofs.filter((proof) => proof.proven)
  const ways = [...new Set(proven.flatMap(({ from }) => (from === undefined ? [] : [wayWords[from]])))]
  return `${proven.length} of ${proofs.length} ports${ways.length === 0 ? "" : ` (${ways.join(", ")})`}`
}

function startLine(event: RolloutEvent & { readonly type: "start" }): string {
  const { rollout, commonName, hosts, resumed, rollback } = event
  if (rollback === true) return `rollback of ${rollout}: ${servers(hosts.length)} to what they had before`
  return `rollout ${rollout}: ${commonName} to ${servers(hosts.length)}${resumed ? ", resumed" : ""}`
}
