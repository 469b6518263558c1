import type { Declaration } from "../declaration.js"
import { collect } from "../options/collect.js"
import { domainAbout, fleetAbout } from "../options/fleet.js"
import { addJudgeOptions } from "../options/judge.js"
import { addLimitOption } from "../options/limit.js"
import { addReporterOptions } from "../options/reporters.js"
import type { StatusCommandOptions } from "./options.js"

export const declareStatus: Declaration = (command, { action }) => {
  addLimitOption(command.option("-f, --fleet <file>", fleetAbout).option("--domain <domain>", domainAbout))
    .option(
      "--expect <file>",
      "the certificate that ought to be served (default: the one that was rolled out last)",
    )
    .option("--no-ssh", "ask the ports alone; do not log in to look at files, Java stores and LDAP")
    .option("--no-farms", "do not ask the names of the farms' virtual addresses")
    .option("--names", "show which names of the fleet the served certificate covers")
    .option("--resolve", "look up where every name of the fleet leads")
    .option(
      "--resolver <address>",
      "ask there; inside=ADDRESS,outside=ADDRESS for a split domain",
      collect,
      [],
    )
    .option("--discover", "ask the running Zimbra which servers, roles, ports and names fleet.yaml lacks")
    .option("--calendar", "show when to renew, and how often a year")
    .option("--ical <file>", "write the dates of renewal as a calendar file")
    .option("--timeout <seconds>", "time limit of each port", "10")
    .option("--days <count>", "fewer days left than this is expiring", "14")
    .option("--fail-on <severity>", "exit 1 from this severity on: error, warning or notice", "error")
    .option("--watch", "look again until every server is current or the deadline is over")
    .option("--deadline <seconds>", "how long to watch (default: 600)")
    .option("--interval <seconds>", "pause between two looks of --watch and --listen", "10")
    .option("--html <file>", "write a page for people: one file, to open from disk or to send")
    .option(
      "--journal <file>",
      "show this rollout on the page and in JSON (default on the page: the last one)",
    )
    .option("--prometheus <file>", "write metrics for node_exporter's textfile collector")
    .option("--listen <address>", "serve the metrics over HTTP, port or address:port, until interrupted")
    .option("--critical-days <count>", "with --reporter nagios: fewer days left than this is critical", "7")
    .option("--ask-password", "ask on the terminal for the log-in password")
    .option("--ask-sudo-password", "ask on the terminal for the password that sudo wants on the servers")
  addReporterOptions(
    command,
    "text, json, nagios (one line, and a plugin's exit codes), html, prometheus or ical",
  )
  addJudgeOptions(command)
    .addHelpText(
      "after",
      `
Verdicts, the heaviest first: unreachable, expired, name-mismatch, chain-broken, half-deployed (files differ),
not-restarted (new on disk, old served), ldap-stale, other-certificate, expiring, current. Of these expiring and
ldap-stale are warnings, the others errors.

With --reporter nagios the exit codes are a plugin's: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.

Examples:
  certfleet status
  certfleet status --no-ssh --limit mta
  certfleet status --watch --deadline 900                       after a rollout by other means
  certfleet status --html fleet.html
  certfleet status --prometheus /var/lib/node_exporter/certfleet.prom
  certfleet status --reporter nagios --no-ssh`,
    )
    .action(
      action(async (io, options: StatusCommandOptions) => {
        const { status } = await import("./action.js")
        return status(io, options)
      }),
    )
}
