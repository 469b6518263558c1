import type { ParsedKey, SignCallback, SigningRequestOptions } from "ssh2"
import ssh2 from "ssh2"
import { ToolError } from "../errors.js"

/** The public keys that an agent holds, in its order; rejects when it does not answer. */
export function agentKeys(socket: string): Promise<readonly ParsedKey[]> {
  return new Promise((resolve, reject) => {
    new ssh2.OpenSSHAgent(socket).getIdentities((error, keys) => {
      if (keys === undefined) reject(error ?? new Error("no answer"))
      // The package's types allow for other agents' answers; OpenSSH's is parsed.
      else resolve(keys as ParsedKey[])
    })
  })
}

/**
 * The public keys that the agent at a socket holds, as the wire has them.
 *
 * @throws ToolError `config` where it does not answer
 */
export async function publicKeysOf(socket: string): Promise<readonly Uint8Array[]> {
  const keys = await agentKeys(socket).catch((cause: Error) => {
    throw new ToolError("config", `the SSH agent at ${socket} does not answer (${cause.message})`, {
      hint: "start an agent, or correct SSH_AUTH_SOCK",
      cause,
    })
  })
  return keys.map((key) => key.getPublicSSH())
}

/** An agent as if it held just one key: ssh2 would try all it has, and servers count each against MaxAuthTries. */
export class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: ssh2.OpenSSHAgent
  readonly #key: ParsedKey

  constructor(socket: string, key: ParsedKey) {
    super()
    this.#agent = new ssh2.OpenSSHAgent(socket)
    this.#key = key
  }

  override getIdentities(done: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    done(null, [this.#key])
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    if (typeof options === "function") this.#agent.sign(key, data, options)
    else this.#agent.sign(key, data, options, done)
  }
}
