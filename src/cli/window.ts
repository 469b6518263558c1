import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import { isOpen } from "../fleet/windows.js"
import type { Io } from "./io.js"

/** @throws ToolError `config` outside the maintenance windows of fleet.yaml */
export function requireOpenWindow(io: Io, fleet: Fleet): void {
  const { windows } = fleet.rollout
  const now = new Date(io.clock.now())
  if (windows.length === 0 || windows.some((window) => isOpen(window, now))) return
  throw new ToolError("config", `it is outside the maintenance windows (${windows.join("; ")})`, {
    hint: "wait, or go on with --outside-window",
  })
}
