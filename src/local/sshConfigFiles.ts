import { join } from "node:path"
import picomatch from "picomatch"
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import { type ConfigFile, type ConfigLine, configLines } from "../remote/sshConfig/lines.js"
import type { ConfigFiles, ConfigWarning } from "../remote/sshConfig/reading.js"

/** readconf.c, READCONF_MAX_DEPTH. */
const mostIncluded = 16

export interface LoadedConfig extends ConfigFiles {
  readonly warnings: readonly ConfigWarning[]
}

/**
 * Reads the user's and the system's ssh_config with all that they include. A file that is not there says nothing.
 *
 * @param systemFolder where ssh_config(5) stands for everybody
 */
export async function loadSshConfig(
  files: Pick<Files, "read" | "list">,
  home: string,
  systemFolder: string,
): Promise<LoadedConfig> {
  const warnings: ConfigWarning[] = []
  const load = (folder: string, file: string): Promise<ConfigFile> =>
    new Loader(files, { home, folder, warnings }).file(file, undefined, 0)
  const user = await load(join(home, ".ssh"), join(home, ".ssh/config"))
  const system = await load(systemFolder, join(systemFolder, "ssh_config"))
  return { user, system, warnings }
}

interface Place {
  readonly home: string
  /** Where relative Include lines begin. */
  readonly folder: string
  readonly warnings: ConfigWarning[]
}

class Loader {
  readonly #files: Pick<Files, "read" | "list">
  readonly #place: Place

  constructor(files: Pick<Files, "read" | "list">, place: Place) {
    this.#files = files
    this.#place = place
  }

  async file(file: string, from: ConfigLine | undefined, depth: number): Promise<ConfigFile> {
    const text = await this.#read(file, from)
    const lines = configLines(text, this.#shown(file))
    return Promise.all(
      lines.map(async (line) =>
        line.keyword === "include" ? { ...line, included: await this.#included(line, depth + 1) } : line,
      ),
    )
  }

  async #read(file: string, from: ConfigLine | undefined): Promise<string> {
    try {
      return new TextDecoder().decode(await this.#files.read(file))
    } catch (error) {
      if (!(error instanceof ToolError) || error.code === "not-found") return ""
      const { file: named, line } = from ?? { file: this.#shown(file), line: 1 }
      this.#warn(
        named,
        line,
        `${this.#shown(file)} was not read (${error.message}): nothing in it is followed`,
      )
      return ""
    }
  }

  async #included(line: ConfigLine, depth: number): Promise<ConfigFile[]> {
    if (depth > mostIncluded) {
      this.#warn(line.file, line.line, "Include goes too deep: nothing in it is followed")
      return []
    }
    const found = await Promise.all(line.args.map((pattern) => this.#matching(pattern)))
    return Promise.all(found.flat().map((file) => this.file(file, line, depth)))
  }

  /** glob(7), a part of the path at a time; sorted, as OpenSSH takes them. */
  async #matching(pattern: string): Promise<string[]> {
    const { home, folder } = this.#place
    const path = pattern.replace(/^~(?=\/)/, home).replaceAll(/\$\{HOME\}/g, home)
    let found = [path.startsWith("/") ? "/" : folder]
    for (const part of path.split("/").filter((one) => one !== "")) {
      const next = await Promise.all(found.map((at) => this.#step(at, part)))
      found = next.flat()
    }
    return found
  }

  async #step(at: string, part: string): Promise<string[]> {
    if (!/[*?[]/.test(part)) return [join(at, part)]
    const names = await this.#files.list(at).catch(() => [])
    const visible = names.filter((name) => part.startsWith(".") || !name.startsWith("."))
    const matches = picomatch(part, { dot: true, nobrace: true, noextglob: true, nonegate: true })
    return visible.filter((name) => matches(name)).map((name) => join(at, name))
  }

  #shown(file: string): string {
    const { home } = this.#place
    return file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file
  }

  #warn(file: string, line: number, text: string): void {
    this.#place.warnings.push({ file, line, text })
  }
}
