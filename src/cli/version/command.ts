import type { Declaration } from "../declaration.js"

export const declareVersion: Declaration = (command, { action }) => {
  command
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
certfleet --version prints certfleet's own alone. OpenSSL is Node's own, which makes every handshake and signature.

Examples:
  certfleet version
  certfleet version --json | jq -r .dependencies.ssh2`,
    )
    .action(
      action(async (io, options: { json?: boolean }) => {
        const { version } = await import("./action.js")
        return version(io, options)
      }),
    )
}
