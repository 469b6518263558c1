import { createCipheriv, createHmac, pbkdf2Sync } from "node:crypto"
import { ToolError } from "../../errors.js"
import type { Secret } from "../../secret.js"

export interface VaultOptions {
  /** 32 random bytes, never the same twice. */
  readonly salt: Uint8Array
  /** Names the password, where a site has several: that is format 1.2, without it 1.1. */
  readonly id?: string
}

const saltLength = 32
/** Ansible's, for both formats: PBKDF2 with HMAC-SHA-256, two keys and the first counter block. */
const iterations = 10_000
const keyLength = 32
const blockLength = 16
const lineLength = 80

/**
 * A text as `ansible-vault` encrypts it, formats 1.1 and 1.2: a header line, then hexadecimal in lines of 80 of salt, HMAC and
 * ciphertext, each in hexadecimal already. AES-256-CTR over PKCS #7 padding, HMAC-SHA-256 over the ciphertext.
 *
 * @throws ToolError `usage` for an id that the header cannot hold, `passphrase` for an empty password
 * @throws RangeError for a salt of another length
 */
export function vaultText(content: Secret, password: Secret, { salt, id }: VaultOptions): string {
  if (salt.byteLength !== saltLength) throw new RangeError(`a vault's salt is ${saltLength} bytes`)
  if (password.reveal().byteLength === 0)
    throw new ToolError("passphrase", "the vault password is empty", { hint: "choose one that is not" })
  const header = headerOf(id)
  const derived = pbkdf2Sync(password.reveal(), salt, iterations, 2 * keyLength + blockLength, "sha256")
  const cipherKey = derived.subarray(0, keyLength)
  const macKey = derived.subarray(keyLength, 2 * keyLength)
  const cipher = createCipheriv("aes-256-ctr", cipherKey, derived.subarray(2 * keyLength))
  const encrypted = Buffer.concat([cipher.update(padded(content.reveal())), cipher.final()])
  const mac = createHmac("sha256", macKey).update(encrypted).digest("hex")
  const body = [Buffer.from(salt).toString("hex"), mac, encrypted.toString("hex")].join("\n")
  const lines =
    Buffer.from(body, "latin1")
      .toString("hex")
      .match(new RegExp(`.{1,${lineLength}}`, "g")) ?? []
  return `${[header, ...lines].join("\n")}\n`
}

function headerOf(id: string | undefined): string {
  if (id === undefined) return "$ANSIBLE_VAULT;1.1;AES256"
  if (/^[A-Za-z0-9_.-]{1,64}$/.test(id)) return `$ANSIBLE_VAULT;1.2;AES256;${id}`
  throw new ToolError("usage", "that is no vault id", {
    hint: "write letters, digits, dots, hyphens and underscores",
  })
}

/** RFC 5652 section 6.3, though a stream cipher needs none: Ansible takes it off again. */
function padded(content: Uint8Array): Uint8Array {
  const missing = blockLength - (content.byteLength % blockLength)
  return Buffer.concat([content, new Uint8Array(missing).fill(missing)])
}
