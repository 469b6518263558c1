import type { Declaration } from "../declaration.js"
import type { DemoOptions } from "./action.js"

export const declareDemo: Declaration = (command, { action }) => {
  command
    .option("--hosts <count>", "how many servers the fleet has, 2 to 500 (default: 12; 6 with --renew)")
    .option("--html <file>", "write the page of what the fleet serves and how the rollout went")
    .option("--keep", "leave the fleet running afterwards, to try commands on it, until Ctrl-C")
    .option("--fail <kind>", "let something go wrong on one server; --fail help lists the kinds")
    .option("--renew", "watch two years of certificates renewed by a timer: 200, 100, then 47 days each")
    .addHelpText(
      "after",
      `
A CA and twelve servers are started in this process, on loopback only: SSH servers with a zmcertmgr that behaves as
Zimbra's does, and real TLS and STARTTLS ports that serve the certificate of their last restart. Then the real
commands run against them. Nothing is left behind.

Examples:
  certfleet demo
  certfleet demo --fail deploy      one deploycrt fails: every server is put back, exit code 4
  certfleet demo --html demo.html   ends with a page to look at
  certfleet demo --renew            the dates, a CA that is down, a server that fails; in about half a minute
  certfleet demo --hosts 200
  certfleet demo --keep`,
    )
    .action(
      action(async (io, options: DemoOptions) => {
        const { demo } = await import("./action.js")
        return demo(io, options)
      }),
    )
}
