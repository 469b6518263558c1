import { ToolError } from "../../errors.js"
import { readText } from "../../ports.js"
import { Secret } from "../../secret.js"
import type { Io } from "../io.js"
import { type Asked, askSecret } from "./prompt.js"

const aVaultPassword: Asked = { what: "the vault password", instead: "use --vault-password-file FILE" }

/**
 * A password for ansible-vault: the whole file without its line end, as Ansible reads it, or asked for twice.
 *
 * @throws ToolError `passphrase` for an empty one, two that differ, or a file that Ansible would run
 */
export async function vaultPassword(io: Io, file: string | undefined): Promise<Secret> {
  const password = file === undefined ? await asked(io) : await fromFile(io, file)
  if (password.reveal().byteLength > 0) return password
  throw new ToolError("passphrase", "the vault password is empty", { hint: "choose one that is not" })
}

async function fromFile(io: Io, file: string): Promise<Secret> {
  const text = await readText(io.files, file)
  if (!text.startsWith("#!")) return new Secret(text.replace(/[\r\n]+$/, ""))
  throw new ToolError("passphrase", `${file} is a program, as Ansible would run it`, {
    hint: `hand over what it prints: --vault-password-file <(${file})`,
  })
}

async function asked(io: Io): Promise<Secret> {
  const first = await askSecret(io, "Vault password: ", aVaultPassword)
  const second = await askSecret(io, "The same again: ", aVaultPassword)
  if (second.equals(first)) return first
  throw new ToolError("passphrase", "the two passwords differ", { hint: "run again and type the same twice" })
}
