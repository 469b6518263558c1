import type { Command } from "commander"

/** Where a passphrase comes from. Never argv: other users of the machine see that. */
export interface PassphraseOptions {
  readonly passphrase?: boolean
  readonly passphraseFile?: string
  readonly passphraseEnv?: string
}

export function addPassphraseOptions(command: Command, purpose: string): Command {
  return command
    .option("--passphrase", `ask on the terminal for the passphrase ${purpose}`)
    .option("--passphrase-file <file>", "read it from the first line of a file")
    .option("--passphrase-env <name>", "read it from an environment variable")
}
