import { rolloutBoard } from "../../report/rolloutBoard.js"
import { rolloutLines } from "../../report/rolloutLines.js"
import type { EventSink } from "../../rollout/record/events.js"
import type { Io } from "../io.js"

/** A board where it can be redrawn, lines elsewhere; on stderr, so that results stay alone on stdout. */
export function displayFor(io: Io): EventSink & { end(): void } {
  const { stderr, clock } = io
  if (stderr.isTTY !== true) {
    const lines = rolloutLines((line) => stderr.write(`${line}\n`))
    return { emit: (event) => lines.emit(event), end: () => undefined }
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
