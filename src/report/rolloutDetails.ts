import type { EventSink, RolloutEvent } from "../rollout/record/events.js"
import { printable } from "./printable.js"
import { spanText } from "./story/words.js"
import { wayWords } from "./vantages.js"

/** Progress event by event, each host on lines of its own: for whoever wants to know where the time goes. */
export function rolloutDetails(write: (line: string) => void): EventSink {
  return {
    async emit(event) {
      for (const line of linesOf(event)) write(`  ${printable(line)}`)
    },
  }
}

function linesOf(event: RolloutEvent): readonly string[] {
  if (event.type === "phase") {
    if (event.state === "started") return [`${event.host}: ${event.phase} begins`]
    const { host, phase, state, ms, detail } = event
    return [`${host}: ${phase} ${state} after ${spanText(ms)}${detail === undefined ? "" : `: ${detail}`}`]
  }
  if (event.type === "intent") return [`${event.host}: ${event.step}; what takes it back: ${event.undo}`]
  if (event.type === "proof")
    return event.ports.map(({ service, port, proven, from, address, problem }) => {
      const way = from === undefined ? "" : ` from ${wayWords[from]}`
      const found = proven ? "proven" : `not proven: ${problem ?? "no reason given"}`
      return `${event.host}: ${service} ${port}${address === undefined ? "" : ` at ${address}`}${way}: ${found}`
    })
  if (event.type === "outcome") return [`${event.host}: ends as ${event.outcome}`]
  return []
}
