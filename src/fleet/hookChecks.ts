import type { Finding, Subject } from "../finding.js"
import { fleetFindings } from "./findings.js"
import { serversCalled } from "./limit.js"
import type { Fleet, HookMoment } from "./types.js"

/** Whoever runs on the way back has nothing to be taken back from. */
const onTheWayBack: readonly HookMoment[] = ["before undo", "undone"]

/** Hooks for servers that there are not, and partners that would never run. */
export function hookChecks(fleet: Fleet, subject: Subject): Finding[] {
  return fleet.hooks.flatMap(({ name, when, undo, servers }, index) => [
    ...servers.flatMap((word, position) =>
      serversCalled(fleet, word.toLowerCase()).length > 0
        ? []
        : [
            fleetFindings.hookServers(
              subject,
              { hook: name, word },
              fleet.where(["hooks", index, "servers", position]),
            ),
          ],
    ),
    ...(undo.length > 0 && onTheWayBack.includes(when)
      ? [fleetFindings.hookUndo(subject, { hook: name, when }, fleet.where(["hooks", index, "undo"]))]
      : []),
  ])
}
