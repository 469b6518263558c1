import type { Declaration } from "../declaration.js"
import { collect } from "../options/collect.js"
import { domainAbout, domainsAbout, fleetAbout } from "../options/fleet.js"
import { addJudgeOptions } from "../options/judge.js"
import { addPassphraseOptions } from "../options/passphrase.js"
import type { RenewOptions } from "./options.js"

export const declareRenew: Declaration = (command, { action }) => {
  command
    .option("-f, --fleet <file>", fleetAbout)
    .option("--domain <domain>", domainAbout)
    .option("--domains", domainsAbout)
    .option("--force", "also where nothing is due; a renewal or order that is open is given up")
    .option("--reuse-key", "keep the key in use; a new one is made unless this is given")
    .option("--allow-removed <name>", "a name that may disappear; repeat it for more", collect, [])
    .option("--outside-window", "begin although no maintenance window of fleet.yaml is open")
    .option("--every <hours>", "from one run to the next: what falls due before then is done now", "1")
    .option("--timeout <seconds>", "time limit of each request to the CA and look at a port", "30")
    .option("--deadline <seconds>", "time limit of the whole order; the next run takes it up", "600")
    .option("--break-lock", "take over the lock of another renewal, order or rollout of this fleet")
    .option("--json", "print JSON")
  addJudgeOptions(command)
  addPassphraseOptions(command, "of the private key")
    .addHelpText(
      "after",
      `
Does what is to be done now, and says nothing where that is nothing. Due is what the CA's renewal information says, else
a third of the lifetime left (half below 10 days); the moment is chosen once and kept. Stages: key and CSR, order, import,
comparison with the certificate in use, maintenance window, rollout, proof on every port, notification. Each is in the
journal (certificates/COMMON-NAME/renewals.jsonl) before it begins: whatever ends a run, the next one goes on there;
nothing is ordered twice.

The exit code says what it asks of a human, and the stage is named. 1: the CSR, the import or the comparison has found
something. 3: the CA, a server or the proof; the next run tries again. 4: the rollout was put back; the next run tries
again. 5: the CA or servers need somebody. While the CA is at work or a window is waited for, it is 0.
Domains with certificates of their own are renewed with --domain or --domains alone; of several codes the worst counts,
and --json prints one document with a result each. A domain that never had one is named by --domains, which is no failure.

Examples:
  certfleet renew                                from a timer, each hour
  certfleet renew --domains                      beside it, where fleet.yaml has domains
  certfleet renew -v                             also says when the certificate is due
  certfleet renew --force --outside-window       now`,
    )
    .action(
      action(async (io, options: RenewOptions) => {
        if (options.domains === true) return (await import("./domains.js")).renewDomains(io, options)
        const { renew } = await import("./action.js")
        return renew(io, options)
      }),
    )
}
