import type { Declaration } from "../declaration.js"
import { domainAbout, fleetAbout } from "../options/fleet.js"

export const declareNames: Declaration = (command, { action }) => {
  command
    .option("-f, --fleet <file>", fleetAbout)
    .option("--domain <domain>", domainAbout)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
The common name comes first, then the names of farms and servers and the additional ones, each once.
A name that the profile (public or private) refuses is reported with its line in the fleet file.

Examples:
  certfleet names
  certfleet names --json | jq -r '.names[].name'`,
    )
    .action(
      action(async (io, options: { fleet?: string; domain?: string; json?: boolean }) => {
        const { names } = await import("./action.js")
        return names(io, options)
      }),
    )
}
