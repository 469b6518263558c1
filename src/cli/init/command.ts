import { defaultFleetFile } from "../../fleet/types.js"
import type { Declaration } from "../declaration.js"
import type { InitOptions } from "./options.js"

export const declareInit: Declaration = (command, { action }) => {
  command
    .argument("[file]", "where to write it", defaultFleetFile)
    .option("--from <host>", "ask a running Zimbra over SSH, any one of its servers; or USER@HOST:PORT")
    .option("--inventory <file>", "read what ansible-inventory --list prints; - is standard input")
    .option("--example <size>", "single, three or twelve servers (default: twelve)")
    .option("--ask-password", "ask on the terminal for the log-in password")
    .option("--ask-sudo-password", "ask on the terminal for the password that sudo wants on the server")
    .addHelpText(
      "after",
      `
--from logs in once, as ssh would (~/.ssh/config, known_hosts), as root, as zimbra, or as a user with sudo, and asks zmprov:
servers, roles, ports that were moved, the LDAP master, the names of the domains. Nothing is changed there, and no key or
password is asked for. What LDAP does not know, such as the load balancer's farms, is left to you and marked in the file.

Beside it come fleet.schema.json, with which editors complete it, and a .gitignore for private keys unless there is one.

Examples:
  certfleet init                                     writes fleet.yaml here; an existing one is never overwritten
  certfleet init --from ldap01.example.edu
  ansible-inventory --list | certfleet init --inventory -
  certfleet init --example single mail/fleet.yaml`,
    )
    .action(
      action(async (io, file: string, options: InitOptions) => {
        const { init } = await import("./action.js")
        return init(io, file, options)
      }),
    )
}
