import { rolloutBoard } from "../../report/rolloutBoard.js"
import { rolloutDetails } from "../../report/rolloutDetails.js"
import { rolloutLines } from "../../report/rolloutLines.js"
import type { EventSink, RolloutEvent } from "../../rollout/record/events.js"
import type { Io } from "../io.js"

/**
 * A board where it can be redrawn, lines elsewhere and with --verbose; on stderr, so that results stay alone on stdout. With
 * --quiet what goes wrong is left.
 */
export function displayFor(io: Io): EventSink & { end(): void } {
  const { stderr, clock, verbosity } = io
  if (stderr.isTTY !== true || verbosity !== "usual") {
    const write = (line: string): void => void stderr.write(`${line}\n`)
    const [lines, details] = [rolloutLines(write), rolloutDetails(write)]
    return {
      async emit(event) {
        if (verbosity === "verbose") await details.emit(event)
        if (verbosity !== "quiet" || isTrouble(event)) await lines.emit(event)
      },
      end: () => undefined,
    }
  }
  const terminal = { write: (text: string) => void stderr.write(text), columns: () => stderr.columns ?? 80 }
  const board = rolloutBoard(terminal, clock.now(), () => clock.now())
  let over = false
  return {
    emit: (event) => board.emit(event),
    end() {
      if (!over) board.end()
      over = true
    },
  }
}

function isTrouble(event: RolloutEvent): boolean {
  if (event.type === "phase") return event.state === "failed"
  return event.type === "warning" || event.type === "interruption" || event.type === "decision"
}
