import { setMaxListeners } from "node:events"
import { resolve } from "node:path"
import { Readable, Writable } from "node:stream"
import type { Io } from "../../src/cli/io.js"
import { runCommandLine } from "../../src/cli/program.js"
import { filesIn, localFiles } from "../../src/local/files.js"
import { requirePublishedShape } from "./publishedSchema.js"

class Collector extends Writable {
  text = ""

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

export interface RunResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds since the epoch that the command takes for now. */
  readonly now?: number
  readonly files?: Partial<Io["files"]>
  /** How to wait; a command that needs no sockets needs none. */
  readonly sleep?: Io["clock"]["sleep"]
  /** Ctrl-C; nobody presses it unless given. */
  readonly interrupt?: AbortSignal
}

/** Runs one command line inside this process, as main would, and collects what it says. */
export async function runCli(argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const stdout = new Collector()
  const stderr = new Collector()
  const { interrupt = new AbortController().signal } = options
  const hardInterrupt = new AbortController().signal
  // As main does: hosts and ports by the hundred listen to these two.
  setMaxListeners(0, interrupt, hardInterrupt)
  const exitCode = await runCommandLine(argv, {
    stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    stdout,
    stderr,
    env: options.env ?? {},
    cwd: options.cwd,
    path: (name) => resolve(options.cwd, name),
    files: filesIn(options.cwd, { ...localFiles, ...options.files }),
    clock: {
      now: () => options.now ?? Date.UTC(2026, 4, 1),
      sleep: options.sleep ?? (() => Promise.reject(new Error("no command sleeps here"))),
    },
    interrupt,
    hardInterrupt,
  })
  requirePublishedShape(argv, stdout.text)
  return { exitCode, stdout: stdout.text, stderr: stderr.text }
}
