import type { Declaration } from "../declaration.js"
import { domainAbout } from "../options/fleet.js"
import { addReporterOptions } from "../options/reporters.js"
import type { ReportOptions } from "./action.js"

export const declareReport: Declaration = (command, { action }) => {
  command
    .argument("[journal]", "a journal, or the folder that import wrote (default: the last rollout from here)")
    .option(
      "-f, --fleet <file>",
      "the fleet, where no journal is named (default: fleet.yaml, here or in a folder above)",
    )
    .option("--domain <domain>", domainAbout)
    .option("--html <file>", "write a page for people: one file, to open from disk or to send")
  addReporterOptions(command, "text, json, markdown or html")
    .addHelpText(
      "after",
      `
Examples:
  certfleet report
  certfleet report certificates/mail.example.edu/2026-11-23/rollouts/20261123T210000Z-4f1c.jsonl --reporter markdown`,
    )
    .action(
      action(async (io, journal: string | undefined, options: ReportOptions) => {
        const { report } = await import("./action.js")
        return report(io, journal, options)
      }),
    )
}
