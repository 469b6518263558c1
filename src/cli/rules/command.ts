import type { Declaration } from "../declaration.js"
import type { RulesOptions } from "./options.js"

export const declareRules: Declaration = (command, { action }) => {
  command
    .option("--source <name>", "only those of rfc, br, mozilla, apple or certfleet")
    .option(
      "--scope <name>",
      "only those that look at leaf, self-signed, intermediate, root, csr, chain, key or fleet",
    )
    .option(
      "--all",
      "also the codes of findings that no rule makes: of deliveries, orders, comparisons and ports",
    )
    .option("--json", "print JSON, with the documentation")
    .addHelpText(
      "after",
      `
Dates are dates of issuance: a rule judges the certificates issued while it is in force.
What lint finds about inputs, fleet.yaml and waivers is no rule, but has a code that --ignore and explain take, too.

Examples:
  certfleet rules --scope csr
  certfleet rules --source certfleet --json | jq -r '.rules[].code'`,
    )
    .action(
      action(async (io, options: RulesOptions) => {
        const { listRules } = await import("./action.js")
        return listRules(io, options)
      }),
    )
}
