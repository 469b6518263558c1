import type { Fleet } from "../../fleet/types.js"
import type { IssuanceDoors } from "../../issuance/doors.js"
import { issuanceDoors } from "../../local/issuance.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"
import { detail, note } from "../terminal/voice.js"
import { machineOf } from "./machine.js"

/** How this process asks a CA; `timeoutMs` for each request. */
export function doorsToCa(io: Io, fleet: Fleet, timeoutMs: number): IssuanceDoors {
  const warn = (message: string): void => void io.stderr.write(`certfleet: warning: ${printable(message)}\n`)
  return issuanceDoors(machineOf(io), fleet, {
    ...{ timeoutMs, warn, tell: (message) => note(io, `certfleet: ${message}`) },
    detail: (message) => detail(io, message),
  })
}
