import { ToolError } from "../errors.js"
import type { AskSecret, Files } from "../ports.js"
import { publicKeyLine } from "../remote/authenticationKeys.js"
import type { IdentityKey } from "../remote/credentials.js"
import { keyState, opensWith } from "../remote/keyState.js"
import { Secret } from "../secret.js"

export interface IdentityDoors {
  readonly files: Pick<Files, "read">
  readonly ask: AskSecret
  /** Whether somebody sits there to be asked. */
  readonly interactive: boolean
}

/** What the agent holds, as base64 of the wire's bytes. */
export type Held = ReadonlySet<string>

/** Reads each key file once, and asks once for the passphrase of an encrypted one that no agent holds. */
export class IdentityStore {
  readonly #doors: IdentityDoors
  readonly #keys = new Map<string, Promise<IdentityKey | undefined>>()

  constructor(doors: IdentityDoors) {
    this.#doors = doors
  }

  /** @throws ToolError when the file cannot be read, or its passphrase is wrong */
  async required(file: string, held: Held): Promise<IdentityKey> {
    const key = await this.#key(file, held, false)
    if (key !== undefined) return key
    throw new ToolError("config", `${file} is no private key that ssh can use`, {
      hint: "ssh.identityFile in fleet.yaml names the key to log in with",
    })
  }

  /** Those of the files that are there and hold a key. */
  async found(files: readonly string[], held: Held, usual: boolean): Promise<IdentityKey[]> {
    const keys: IdentityKey[] = []
    for (const file of files) {
      const key = await this.#key(file, held, usual).catch((error: unknown) => {
        if (error instanceof ToolError && error.code !== "passphrase" && error.code !== "cancelled")
          return undefined
        throw error
      })
      if (key !== undefined) keys.push(usual ? { ...key, usual } : key)
    }
    return keys
  }

  #key(file: string, held: Held, usual: boolean): Promise<IdentityKey | undefined> {
    const known = this.#keys.get(file) ?? this.#read(file, held, usual)
    this.#keys.set(file, known)
    return known
  }

  async #read(file: string, held: Held, usual: boolean): Promise<IdentityKey | undefined> {
    const content = await this.#content(file)
    const line = publicKeyLine(new TextDecoder().decode(content))
    if (line !== undefined) return { file, publicKey: line }
    const { state, publicKey = await this.#publicFile(file) } = keyState(content)
    if (state === "unreadable") return undefined
    const key = { file, content: new Secret(content), ...(publicKey === undefined ? {} : { publicKey }) }
    if (state === "plain" || !this.#doors.interactive) return key
    if (publicKey !== undefined && held.has(Buffer.from(publicKey).toString("base64"))) return key
    // With other keys at hand nobody is asked for one that only lies where keys usually are.
    if (usual && held.size > 0) return key
    const passphrase = await this.#doors.ask(`Passphrase of ${file}: `)
    if (!opensWith(content, passphrase))
      throw new ToolError("passphrase", `that is not the passphrase of ${file}`, {
        hint: "run again and give the right one, or add the key to the agent: ssh-add",
      })
    return { ...key, passphrase: async () => passphrase }
  }

  /** ssh(1), -i: the private half may be in the agent alone, with only the public one beside its name. */
  async #content(file: string): Promise<Uint8Array> {
    try {
      return await this.#doors.files.read(file)
    } catch (error) {
      if (!(error instanceof ToolError) || error.code !== "not-found") throw error
      return this.#doors.files.read(`${file}.pub`).catch(() => {
        throw error
      })
    }
  }

  async #publicFile(file: string): Promise<Uint8Array | undefined> {
    const bytes = await this.#doors.files.read(`${file}.pub`).catch(() => undefined)
    return bytes === undefined ? undefined : publicKeyLine(new TextDecoder().decode(bytes))
  }
}
