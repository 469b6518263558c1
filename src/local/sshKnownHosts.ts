import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import { type KnownHosts, type KnownHostsFile, parseKnownHosts } from "../remote/knownHosts.js"

/** Reads each list of files once: a fleet of hundreds has as many lines in it as servers that ask for it. */
export class KnownHostsStore {
  readonly #files: Pick<Files, "read">
  readonly #lists = new Map<string, Promise<KnownHosts>>()

  constructor(files: Pick<Files, "read">) {
    this.#files = files
  }

  /**
   * @param required a file that must be there, before the others
   * @throws ToolError when that one cannot be read
   */
  load(required: string | undefined, others: readonly string[]): Promise<KnownHosts> {
    const key = JSON.stringify([required, others])
    const known = this.#lists.get(key) ?? this.#read(required, others)
    this.#lists.set(key, known)
    return known
  }

  async #read(required: string | undefined, others: readonly string[]): Promise<KnownHosts> {
    const named = required === undefined ? [] : [await this.#file(required)]
    const found = await Promise.all(
      others.map((file) =>
        this.#file(file).catch((error: unknown): KnownHostsFile => {
          if (!(error instanceof ToolError)) throw error
          // Where there is none, nothing is known; one that was not read may well know the host.
          return { file, text: "", ...(error.code === "not-found" ? {} : { unread: error.message }) }
        }),
      ),
    )
    return parseKnownHosts([...named, ...found])
  }

  async #file(file: string): Promise<KnownHostsFile> {
    return { file, text: new TextDecoder().decode(await this.#files.read(file)) }
  }
}
