import type { Declaration } from "../declaration.js"

export const declareInit: Declaration = ({ program, action }) => {
  program
    .command("init")
    .description("write a commented example fleet.yaml")
    .argument("[file]", "where to write it", "fleet.yaml")
    .option("--example <size>", "how many servers it has: single, three or twelve", "twelve")
    .addHelpText(
      "after",
      `
Examples:
  certfleet init                 writes fleet.yaml here; an existing one is never overwritten
  certfleet init --example single
  certfleet init mail/fleet.yaml`,
    )
    .action(
      action(async (io, file: string, options: Record<string, unknown>) => {
        const { init } = await import("./action.js")
        return init(io, file, options)
      }),
    )
}
