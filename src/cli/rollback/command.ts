import type { Declaration } from "../declaration.js"
import { domainAbout, fleetAbout } from "../options/fleet.js"
import { addLimitOption } from "../options/limit.js"
import type { RollbackOptions } from "./action.js"

export const declareRollback: Declaration = (command, { action }) => {
  addLimitOption(
    command
      .argument(
        "[dir]",
        "the folder whose last rollout is taken back (default: the last that changed something, under certificates/ beside fleet.yaml)",
      )
      .option("-f, --fleet <file>", fleetAbout)
      .option("--domain <domain>", domainAbout)
      .option("--rollout <id>", "which rollout to take back, by the name of its journal (default: the last)")
      .option("--dry-run", "print every command that would run, server by server; connect to nobody"),
  )
    .option("--force", "also where files were changed since, or what comes back has expired")
    .option("--break-lock", "take over the lock of another rollout")
    .option("--ask-password", "ask on the terminal for the log-in password")
    .option("--ask-sudo-password", "ask on the terminal for the password that sudo wants on the servers")
    .option("--events <file>", "write every event as a line of JSON; - is stdout")
    .option("--deadline <seconds>", "time limit of the whole")
    .option("--html <file>", "write a page for people: one file, to open from disk or to send")
    .option("--json", "print the result, or with --dry-run the commands, as JSON")
    .addHelpText(
      "after",
      `
All servers are looked at first: what they hold must be what that rollout put there, each backup whole, no other rollout at
work. Then each backup is unpacked and compared, services take it up, and every port must serve again what it served
before. Only the journal beside the certificate is needed here, neither its key nor its files.
Exit code 0 when all servers are back or were already, 3 when one cannot be put back, and then none was touched (--limit
leaves it out), 5 when one needs a human. Ctrl-C once stops the look, but not what follows; twice stops at once: run it
again then, with the same --limit. A domain's own certificate (--domain) is one in LDAP for all proxies: --limit may leave
none of them out. What other domains got since stays.

Examples:
  certfleet rollback
  certfleet rollback --dry-run
  certfleet rollback certificates/mail.example.edu/2026-11-23-1a2b3c4d --limit mbs01`,
    )
    .action(
      action(async (io, dir: string | undefined, options: RollbackOptions) => {
        const { rollback } = await import("./action.js")
        return rollback(io, dir, options)
      }),
    )
}
