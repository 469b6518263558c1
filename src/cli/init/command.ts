import type { Declaration } from "../declaration.js"

export const declareInit: Declaration = ({ program, action }) => {
  program
    .command("init")
    .description("write a commented example fleet.yaml")
    .argument("[file]", "where to write it", "fleet.yaml")
    .addHelpText(
      "after",
      `
Examples:
  certfleet init                 writes fleet.yaml here; an existing one is never overwritten
  certfleet init mail/fleet.yaml`,
    )
    .action(
      action(async (io, file: string) => {
        const { init } = await import("./action.js")
        return init(io, file)
      }),
    )
}
