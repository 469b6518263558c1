import type { Declaration } from "../declaration.js"
import { fleetAbout } from "../options/fleet.js"

export const declareTlsa: Declaration = (command, { action }) => {
  command
    .option("-f, --fleet <file>", fleetAbout)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Records "3 1 1" for every mail exchanger of the fleet (MX records that lead to its names; its MTAs where there
are none) and each of its ports, as lines of a zone file. Mail servers that go by DANE defer all mail once the
records of an exchanger are secure (DNSSEC) and none matches its key: publish the next key's records beside the
others, wait twice their TTL, then order, roll out, and remove the old ones. The resolver of dns: in fleet.yaml is
asked, the system's where it names none.

Examples:
  certfleet csr --next
  certfleet tlsa
  certfleet tlsa --json | jq -r '.next.standing'`,
    )
    .action(
      action(async (io, options: { fleet?: string; json?: boolean }) => {
        const { tlsa } = await import("./action.js")
        return tlsa(io, options)
      }),
    )
}
