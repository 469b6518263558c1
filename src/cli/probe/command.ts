import { protocolHelp } from "../../probe/protocols/table.js"
import type { Declaration } from "../declaration.js"
import { fleetAbout } from "../options/fleet.js"
import { addJudgeOptions } from "../options/judge.js"
import { addLimitOption } from "../options/limit.js"

export const declareProbe: Declaration = (command, { action }) => {
  addLimitOption(
    command
      .argument("[endpoint...]", "host:port, or smtp://host:port, instead of what fleet.yaml implies")
      .option("-f, --fleet <file>", fleetAbout)
      .option(
        "--expect <file>",
        "the certificate that must be served (PEM or DER; its first certificate counts)",
      )
      .option("--connect <address>", "ask there, instead of where the names of the endpoints lead")
      .option(
        "--prove <way>",
        "from where: direct (here), ssh (the servers themselves), auto (here, else there); as fleet.yaml says unless given",
      ),
  )
    .option("--timeout <seconds>", "time limit of each port", "10")
    .option("--days <count>", "warn when fewer days than this are left", "14")
    .option("--fail-on <severity>", "exit 1 from this severity on: error, warning or notice", "warning")
    .option("--json", "print JSON")
  addJudgeOptions(command)
    .addHelpText(
      "after",
      `
${protocolHelp()}

Examples:
  certfleet probe                               every port that the roles in fleet.yaml imply
  certfleet probe --expect commercial.crt       each must serve this certificate
  certfleet probe --limit mta                   the MXs only
  certfleet probe --prove ssh                   what the servers themselves see, also where only SSH goes through
  certfleet probe mail.example.edu smtp://mx01.example.edu:2525`,
    )
    .action(
      action(async (io, endpoints: string[], options: Record<string, unknown>) => {
        const { probe } = await import("./action.js")
        return probe(io, endpoints, options)
      }),
    )
}
