import { servers } from "../fleet/serverCount.js"
import { type Phase, parts, phases } from "../rollout/phases/table.js"
import type { EventSink, RolloutEvent } from "../rollout/record/events.js"
import { printable } from "./printable.js"
import { folded, stoppingText } from "./rolloutProgress.js"

/**
 * Progress as plain lines for logs and pipes: one line a phase and group of hosts, not one a host.
 * Trouble is said at once.
 */
export function rolloutLines(write: (line: string) => void): EventSink {
  let ended: { host: string; text: string; phase: Phase }[] = []
  const flush = (): void => {
    for (const phase of new Set(ended.map((one) => one.phase)))
      for (const line of folded(ended.filter((one) => one.phase === phase))) write(`  ${printable(line)}`)
    ended = []
  }
  return {
    async emit(event) {
      if (event.type === "phase" && (event.state === "ok" || event.state === "unchanged")) {
        // What a rollback would bring back is worth knowing before it does.
        const found = phases[event.phase].direction === "review" && event.detail !== undefined
        const text = `${event.phase} ${event.state}${found ? `: ${event.detail}` : ""}`
        ended.push({ host: event.host, phase: event.phase, text })
        return
      }
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

function startLine(event: RolloutEvent & { readonly type: "start" }): string {
  const { rollout, commonName, hosts, resumed, rollback } = event
  if (rollback === true) return `rollback of ${rollout}: ${servers(hosts.length)} to what they had before`
  return `rollout ${rollout}: ${commonName} to ${servers(hosts.length)}${resumed ? ", resumed" : ""}`
}
