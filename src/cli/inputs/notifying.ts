import type { Fleet } from "../../fleet/types.js"
import { type Notification, notify } from "../../local/notify.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"
import { machineOf } from "./machine.js"

/** Tells the notifier of fleet.yaml; one that fails is a warning, and changes no exit code. */
export async function notifyOf(io: Io, fleet: Fleet, notification: Notification): Promise<void> {
  const { interrupt, hardInterrupt } = io
  const ports = { ...machineOf(io), interrupts: [interrupt, hardInterrupt] }
  const problem = await notify(ports, fleet, notification)
  if (problem !== undefined) io.stderr.write(`certfleet: warning: ${printable(problem)}\n`)
}
