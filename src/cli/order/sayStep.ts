import { type OrderStep, stepText } from "../../report/order/text.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"
import { note } from "../terminal/voice.js"

/** A step of an order as it is taken, on stderr. */
export function sayStep(io: Io, step: OrderStep): void {
  if (step.type === "trouble") {
    const again = Math.ceil(step.waitMs / 1000)
    io.stderr.write(`certfleet: warning: ${printable(step.problem)}; again in ${again} s\n`)
    return
  }
  const text = stepText(step)
  if (text !== undefined) note(io, `certfleet: ${text}`)
}
