/**
 * Secrets in files: what of a file's bytes is the secret, which is what the tool makes of them that reads the same file.
 *
 * | | bytes, BOM | line end | blanks at both ends | more lines |
 * |---|---|---|---|---|
 * | `opensslPassphrase` | as they are | LF alone is taken off | belong to it | left out |
 * | `ansiblePassword` | as they are | taken off | taken off, ASCII only | belong to it |
 * | `shownSecret` | as they are, BOM taken off | taken off | taken off | belong to it |
 */
import { isUtf8 } from "node:buffer"
import { ToolError } from "../errors.js"
import { quoteWord } from "../remote/quote.js"
import { Secret } from "../secret.js"

/** openssl-passphrase-options(1) reads a line of a file into 1024 bytes, with a zero at their end. */
const longestPassphrase = 1023

export interface Passphrase {
  readonly passphrase: Secret
  /** What belongs to it and nobody sees, fit to follow "it"; OpenSSL takes it all the same. */
  readonly unseen?: string
}

/**
 * The first line, as `-passin file:FILE` takes it.
 *
 * @throws ToolError `passphrase` for an empty one, and for one that OpenSSL would cut at a zero byte
 */
export function opensslPassphrase(content: Uint8Array, file: string): Passphrase {
  const end = content.indexOf(0x0a)
  const line = content.subarray(0, end < 0 ? undefined : end).subarray(0, longestPassphrase)
  if (line.length === 0)
    throw new ToolError("passphrase", `${file} has no passphrase on its first line`, {
      hint: "give the passphrase, or leave the option out",
    })
  if (line.includes(0))
    throw new ToolError(
      "passphrase",
      `${file} has a zero byte in its first line, where OpenSSL would cut it`,
      {
        hint: "write the passphrase as plain text; UTF-16 has such bytes",
      },
    )
  const unseen = unseenIn(line)
  return { passphrase: new Secret(line), ...(unseen === undefined ? {} : { unseen }) }
}

function unseenIn(line: Uint8Array): string | undefined {
  if (line.at(-1) === 0x0d) return "ends with a carriage return"
  return startsWithBom(line) ? "begins with a byte order mark" : undefined
}

/**
 * A vault password, as ansible-core reads `--vault-password-file` (FileVaultSecret): what Python calls white space in bytes is
 * taken off both ends.
 *
 * @returns of an empty file an empty one
 * @throws ToolError `passphrase` for one that Ansible would decrypt first
 */
export function ansiblePassword(content: Uint8Array, file: string): Secret {
  const password = trimmed(content)
  const isAscii = password.every((byte) => byte < 0x80)
  if (!isAscii || !Buffer.from(password).toString("latin1").startsWith("$ANSIBLE_VAULT"))
    return new Secret(password)
  throw new ToolError("passphrase", `${file} is sealed by ansible-vault itself`, {
    hint: `hand over what is in it: --vault-password-file <(ansible-vault view ${quoteWord(file)})`,
  })
}

/** One that was typed: ansible-core (PromptVaultSecret) takes blanks off both ends of it, too. */
export function typedAnsiblePassword(typed: Secret): Secret {
  return new Secret(trimmed(typed.reveal()))
}

/** A key, password or token as a service shows it and people copy it; not UTF-8, it is taken as it is. */
export function shownSecret(content: Uint8Array): Secret {
  // Blanks of other scripts and the mark at the beginning come with text that was copied.
  if (isUtf8(content)) return new Secret(Buffer.from(content).toString("utf8").trim())
  return new Secret(trimmed(content))
}

function startsWithBom([first, second, third]: Uint8Array): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf
}

function trimmed(content: Uint8Array): Uint8Array {
  const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
  const start = content.findIndex((byte) => !isBlank(byte))
  return start < 0
    ? new Uint8Array()
    : content.subarray(start, content.findLastIndex((byte) => !isBlank(byte)) + 1)
}
