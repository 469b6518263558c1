import type { Command } from "commander"

/** Where a passphrase comes from. Never argv, which other users of the machine see, nor the environment, which children get. */
export interface PassphraseOptions {
  readonly passphrase?: boolean
  readonly passphraseFile?: string
}

export function addPassphraseOptions(command: Command, purpose: string): Command {
  return command
    .option("--passphrase", `ask on the terminal for the passphrase ${purpose}`)
    .option("--passphrase-file <file>", "read it from the first line of a file, as openssl does")
}
