import type { Declaration } from "../declaration.js"
import { domainAbout, fleetAbout } from "../options/fleet.js"
import { addJudgeOptions } from "../options/judge.js"
import { addPassphraseOptions } from "../options/passphrase.js"
import type { OrderOptions } from "./options.js"

export const declareOrder: Declaration = (command, { action }) => {
  command
    .argument(
      "[dir]",
      "the folder that csr wrote (default: the newest that waits for its certificate, else new key and CSR)",
    )
    .option("-f, --fleet <file>", fleetAbout)
    .option("--domain <domain>", domainAbout)
    .option("--check", "look at what would be in the way of an order; order nothing")
    .option("--dry-run", "print what would be asked of the CA; order nothing, make nothing")
    .option("--timeout <seconds>", "time limit of each request to the CA", "30")
    .option("--deadline <seconds>", "time limit of the whole; a later call takes the order up", "600")
    .option(
      "--force",
      "also where another order is open, which is given up, or the last one's certificate is fresh",
    )
    .option("--break-lock", "take over the lock of another order or renewal of this fleet")
    .option("--json", "print JSON")
  addJudgeOptions(command)
  addPassphraseOptions(command, "of the private key")
    .addHelpText(
      "after",
      `
Every order is in the journal (certificates/COMMON-NAME/orders.jsonl) before it is sent. Whatever interrupts it, the next
call goes on where it was: nothing is ordered twice, and nothing while the last order's certificate is fresh. What the CA issues is compared with the CSR, then imported as
certfleet import does it. Exit code 3: the CA is at work still, or was not reached; run it again. 5: a human has to do
something at the CA, which is named.

Examples:
  certfleet order --check
  certfleet order --dry-run
  certfleet order
  certfleet order certificates/mail.example.edu/request-2026-05-01T09-30-00Z`,
    )
    .action(
      action(async (io, dir: string | undefined, options: OrderOptions) => {
        const { order } = await import("./action.js")
        return order(io, dir, options)
      }),
    )
}
