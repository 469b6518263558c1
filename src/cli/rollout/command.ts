import type { Declaration } from "../declaration.js"
import { domainAbout, domainsAbout, fleetAbout } from "../options/fleet.js"
import { addLimitOption } from "../options/limit.js"
import { addPassphraseOptions } from "../options/passphrase.js"
import type { RolloutOptions } from "./options.js"

export const declareRollout: Declaration = (command, { action }) => {
  addLimitOption(
    command
      .argument(
        "[dir]",
        "the folder that import wrote (default: the newest under certificates/, beside fleet.yaml)",
      )
      .option("-f, --fleet <file>", fleetAbout)
      .option("--domain <domain>", domainAbout)
      .option("--domains", domainsAbout)
      .option("--dry-run", "print every command that would run, host by host; connect to nobody"),
  )
    .option("--restart <mode>", "services (reload what can), full (zmcontrol restart) or none")
    .option(
      "--rolling",
      "never take a farm below its minimum; wait for the load balancer before the next member",
    )
    .option(
      "--canary <count|host...>",
      "so many servers, or these, go all the way first, the others after them",
    )
    .option("--parallel <count>", "how many servers work at once")
    .option(
      "--max-failures <count|share>",
      "so many servers (3, or 10%) may fail without calling the others back",
      "0",
    )
    .option(
      "--resume",
      "take up the rollout that was cut off: of this folder, or, without one, of whichever it was",
    )
    .option("--anew", "begin another rollout although the last one was cut off and is not taken up")
    .option("--break-lock", "take over the lock that another rollout left on the servers")
    .option(
      "--allow-down",
      "go on although ports do not answer before the change; those need not answer after it either",
    )
    .option(
      "--allow-half-done",
      "go on where files and services hold different certificates before the change",
    )
    .option("--allow-missing-names", "go on although the certificate lacks names that fleet.yaml asks for")
    .option("--ignore-tlsa", "go on although no TLSA record of a mail exchanger matches the key")
    .option("--ask-password", "ask on the terminal for the log-in password")
    .option("--ask-sudo-password", "ask on the terminal for the password that sudo wants on the servers")
    .option("--outside-window", "begin although no maintenance window of fleet.yaml is open")
    .option("--deadline <seconds>", "time limit of the whole; then everything changed is put back")
    .option("--events <file>", "write every event as a line of JSON; - is stdout")
    .option("--html <file>", "write a page for people: one file, to open from disk or to send")
    .option("--export <form>", "ansible: write it as a playbook to --out instead of running it")
    .option("--out <folder>", "where --export writes to; nothing may be there")
    .option("--vault-password-file <file>", "what seals the key that is exported; asked for unless given")
    .option("--vault-id <name>", "which of several vault passwords that is, for Ansible")
    .option("--json", "print the result, or with --dry-run the commands, as JSON")
    .addHelpText(
      "after",
      `
Nothing is changed on any server before all of them have passed their checks; nothing is restarted before all
deploys have succeeded; LDAP servers go first. A server that fails is restored from its backup, and so are all
others unless --max-failures allows it. Ctrl-C once ends the running steps and puts everything back; twice stops
at once, for --resume. The journal is written to DIR/rollouts. A domain's own certificate (--domain) is one in LDAP for
all proxies: --limit may leave none of them out.

Examples:
  certfleet rollout certificates/mail.example.edu/2026-11-23 --dry-run
  certfleet rollout certificates/mail.example.edu/2026-11-23
  certfleet rollout --resume
  certfleet rollout --export ansible --out playbook`,
    )
  addPassphraseOptions(command, "of the private key").action(
    action(async (io, dir: string | undefined, options: RolloutOptions) => {
      if (options.domains === true) return (await import("./domains.js")).rolloutDomains(io, dir, options)
      const { rollout } = await import("./action.js")
      return rollout(io, dir, options)
    }),
  )
}
