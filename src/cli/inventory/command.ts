import type { Declaration } from "../declaration.js"
import { fleetAbout } from "../options/fleet.js"
import type { InventoryOptions } from "./action.js"

export const declareInventory: Declaration = (command, { action }) => {
  command
    .option("-f, --fleet <file>", fleetAbout)
    .option("--list", "all servers and groups (this is what it does anyway)")
    .option("--host <server>", "the variables of one server")
    .addHelpText(
      "after",
      `
Groups: certfleet (all that carry the certificate) with certfleet_wave_1 (LDAP replicas), _2 (the LDAP master) and _3 (all
others) in the order in which they change services, each where it has servers;
zimbra_mailbox, zimbra_ldap_master and so on by role, farm_NAME by farm. Ansible itself calls an executable file with
--list, so give it two lines, for instance in inventory/fleet.sh:

    #!/bin/sh
    exec certfleet inventory --fleet /srv/mail/fleet.yaml "$@"

The other way round: ansible-inventory --list | certfleet init --inventory -

Examples:
  certfleet inventory
  certfleet inventory --host mbs01.example.edu
  ansible-inventory -i inventory/fleet.sh --graph`,
    )
    .action(
      action(async (io, options: InventoryOptions) => {
        const { inventory } = await import("./action.js")
        return inventory(io, options)
      }),
    )
}
