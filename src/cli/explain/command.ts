import type { Declaration } from "../declaration.js"

export const declareExplain: Declaration = (command, { action }) => {
  command
    .argument("<code>", "the code in brackets behind a finding")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
certfleet rules lists the codes.

Examples:
  certfleet explain expires-soon
  certfleet explain san-missing --json`,
    )
    .action(
      action(async (io, code: string, options: { json?: boolean }) => {
        const { explain } = await import("./action.js")
        return explain(io, code, options)
      }),
    )
}
