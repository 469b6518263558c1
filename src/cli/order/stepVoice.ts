import { type OrderStep, stepText } from "../../report/order/text.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"
import { note } from "../terminal/voice.js"

/**
 * Says each step of an order as it is taken, on stderr.
 *
 * @param deadline seconds, as `--deadline` has them
 */
export function stepVoice(io: Io, deadline: string): (step: OrderStep) => void {
  let isFirst = true
  return (step) => {
    if (step.type !== "trouble") {
      const text = stepText(step)
      if (text !== undefined) note(io, `certfleet: ${text}`)
      return
    }
    const again = Math.ceil(step.waitMs / 1000)
    io.stderr.write(`certfleet: warning: ${printable(step.problem)}; again in ${again} s\n`)
    if (!isFirst) return
    isFirst = false
    if (step.hint !== undefined) note(io, `certfleet: hint: ${step.hint}`)
    note(
      io,
      `certfleet: this goes on for ${deadline} s at most (--deadline); a later call goes on where it was`,
    )
  }
}
