import { join } from "node:path"
import { type ExitCode, exitCodes, ToolError } from "../errors.js"
import type { Clock, Files } from "../ports.js"

/** Where a demo plays. */
export interface StagePorts {
  /** A folder of its own; the commands run in it. */
  readonly folder: string
  readonly files: Files
  readonly clock: Clock
  readonly interrupt: AbortSignal
  readonly write: (text: string) => void
  /** Runs a command line of certfleet in the folder; resolves to its exit code. */
  readonly run: (argv: readonly string[], folder: string) => Promise<number>
}

/** Says what happens and runs the real commands, each as a process of its own. */
export class Stage {
  readonly #ports: StagePorts

  constructor(ports: StagePorts) {
    this.#ports = ports
  }

  get folder(): string {
    return this.#ports.folder
  }

  get clock(): Clock {
    return this.#ports.clock
  }

  get interrupt(): AbortSignal {
    return this.#ports.interrupt
  }

  say(text: string): void {
    this.raw(`\n# ${text}\n`)
  }

  heading(text: string): void {
    this.raw(`\n# ${text}\n\n`)
  }

  raw(text: string): void {
    this.#ports.write(text)
  }

  put(name: string, content: string, mode = 0o644): Promise<void> {
    return this.#ports.files.create(join(this.folder, name), content, { mode })
  }

  async read(name: string): Promise<string> {
    return new TextDecoder().decode(await this.#ports.files.read(join(this.folder, name)))
  }

  /** The file of a folder whose name comes last. */
  async newest(folder: string): Promise<string> {
    const names = await this.#ports.files.list(join(this.folder, folder))
    return join(folder, names.at(-1) ?? "")
  }

  /** Runs a command line of certfleet; an exit code that was not expected ends the demo. */
  async run(
    why: string,
    argv: readonly string[],
    expected: readonly number[] = [exitCodes.ok],
  ): Promise<ExitCode> {
    this.say(why)
    this.raw(`$ certfleet ${argv.join(" ")}\n\n`)
    const code = await this.#ports.run(argv, this.folder)
    if (this.#ports.interrupt.aborted) throw new ToolError("cancelled", "interrupted")
    if (!expected.includes(code))
      throw new ToolError("internal", `certfleet ${argv[0]} ended with exit code ${code}`, {
        hint: "see what it said above",
      })
    return code as ExitCode
  }
}
