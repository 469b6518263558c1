import { ToolError } from "../../errors.js"
import { isExecutable } from "../../local/privacy.js"
import { ansiblePassword, typedAnsiblePassword } from "../../local/secretFiles.js"
import { quoteWord } from "../../remote/quote.js"
import type { Secret } from "../../secret.js"
import type { Io } from "../io.js"
import { type Asked, askSecret } from "./prompt.js"

const aVaultPassword: Asked = { what: "the vault password", instead: "use --vault-password-file FILE" }

/**
 * A password for ansible-vault, as Ansible reads it from a file, or asked for twice.
 *
 * @throws ToolError `passphrase` for an empty one, two that differ, or a file that Ansible would run
 */
export async function vaultPassword(io: Io, file: string | undefined): Promise<Secret> {
  const password = file === undefined ? await asked(io) : await fromFile(io, file)
  if (password.reveal().byteLength > 0) return password
  throw new ToolError("passphrase", "the vault password is empty", { hint: "choose one that is not" })
}

async function fromFile(io: Io, file: string): Promise<Secret> {
  const content = await io.files.read(file)
  if (!isExecutable(io.path(file))) return ansiblePassword(content, file)
  const program = quoteWord(file.includes("/") ? file : `./${file}`)
  throw new ToolError("passphrase", `${file} is executable: Ansible would run it for the password`, {
    hint: `hand over what it prints: --vault-password-file <(${program}); if it is none: chmod a-x ${quoteWord(file)}`,
  })
}

async function asked(io: Io): Promise<Secret> {
  const first = await askSecret(io, "Vault password: ", aVaultPassword)
  const second = await askSecret(io, "The same again: ", aVaultPassword)
  if (second.equals(first)) return typedAnsiblePassword(first)
  throw new ToolError("passphrase", "the two passwords differ", { hint: "run again and type the same twice" })
}
