import { ToolError } from "../../errors.js"
import { opensslPassphrase } from "../../local/secretFiles.js"
import { printable } from "../../report/printable.js"
import type { Secret } from "../../secret.js"
import type { Io } from "../io.js"
import type { PassphraseOptions } from "../options/passphrase.js"
import { askSecret } from "./prompt.js"

/**
 * The passphrase that the options ask for; undefined when none of them is there.
 *
 * @throws ToolError `usage` for two sources, `passphrase` for one that has nothing
 */
export async function passphraseFrom(
  io: Io,
  options: PassphraseOptions,
  how: { readonly twice: boolean },
): Promise<Secret | undefined> {
  const { passphrase, passphraseFile } = options
  if (passphrase !== undefined && passphraseFile !== undefined)
    throw new ToolError("usage", "there are two sources for the passphrase", {
      hint: "give one of --passphrase and --passphrase-file",
    })
  if (passphraseFile !== undefined) return fromFile(io, passphraseFile)
  return passphrase === true ? askPassphrase(io, how) : undefined
}

/** Asks on the terminal; twice where a typing error would lock the user out. */
export async function askPassphrase(io: Io, how: { readonly twice: boolean }): Promise<Secret> {
  const first = notEmpty(await askSecret(io, "Passphrase: "), "an empty passphrase")
  if (!how.twice) return first
  const second = await askSecret(io, "The same again: ")
  if (second.equals(first)) return first
  throw new ToolError("passphrase", "the two passphrases differ", {
    hint: "run again and type the same twice",
  })
}

async function fromFile(io: Io, file: string): Promise<Secret> {
  const { passphrase, unseen } = opensslPassphrase(await io.files.read(file), file)
  if (unseen !== undefined)
    io.stderr.write(
      `certfleet: warning: the passphrase in ${printable(file)} ${unseen}, which belongs to it as for OpenSSL\n`,
    )
  return passphrase
}

function notEmpty(secret: Secret, problem: string): Secret {
  if (secret.reveal().length > 0) return secret
  throw new ToolError("passphrase", problem, { hint: "give the passphrase, or leave the option out" })
}
