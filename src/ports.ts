import type { Duplex } from "node:stream"
import { ToolError } from "./errors.js"
import type { Secret } from "./secret.js"

/** What library code needs of the machine it runs on; handed in, so that tests can hold the clock and fail the disk. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface FolderEntry {
  readonly name: string
  readonly kind: "file" | "folder" | "other"
}

/** No honest certificate, key, list or configuration is larger: the largest lists of revoked certificates are smaller. */
export const usualMaxBytes = 16 * 1024 * 1024

export interface ReadLimits {
  /** Larger files are refused before they are read; 16 MiB unless given. */
  readonly maxBytes?: number
  /** Ends the wait for a pipe. */
  readonly signal?: AbortSignal
}

export interface Files {
  /** The whole file, up to a limit; rejects with a ToolError, for pipes and devices, too. */
  read(path: string, limits?: ReadLimits): Promise<Uint8Array>
  /** Writes a new file atomically (temporary file, fsync, link); rejects with ToolError `exists` rather than overwrite. */
  create(path: string, content: Uint8Array | string, options: { mode: number }): Promise<void>
  /** Creates a folder and its parents; an existing one is fine. */
  folder(path: string, options?: { mode?: number }): Promise<void>
  exists(path: string): Promise<boolean>
  /** What is there, links followed; undefined when nothing is. */
  kind(path: string): Promise<FolderEntry["kind"] | undefined>
  /** Where a path leads in the end, links followed, from the root; of what is not there, where it would be. */
  real(path: string): Promise<string>
  /** When it was written last, milliseconds since the epoch; rejects where nothing is there. */
  modified(path: string): Promise<number>
  /** Whether its mode keeps others from reading it; true where files have no modes. */
  isPrivate(path: string): Promise<boolean>
  /** Renames a file or folder, atomically on one file system; never onto something that is there. */
  rename(from: string, to: string): Promise<void>
  /** Removes a file, or a folder with all that is in it; what is not there is fine. */
  remove(path: string): Promise<void>
  /**
   * Writes a file atomically, in place of one that may be there; for reports, never for keys.
   *
   * @param options.mode for whoever else reads it; by the process's umask unless given
   */
  replace(path: string, content: string, options?: { readonly mode?: number }): Promise<void>
  /** Writes at the end of a file that may not be there yet. */
  append(path: string, content: string): Promise<void>
  /** Names in a folder, sorted; whatever bytes they are made of, `read` finds them again. */
  list(path: string): Promise<string[]>
  /** What is in a folder, sorted by name; links are followed to files only, so that no walk goes round in circles. */
  entries(path: string): Promise<readonly FolderEntry[]>
}

/** An append-only file whose lines survive a crash: each append resolves once its line is on disk. */
export interface DurableLog {
  append(line: string): Promise<void>
  close(): Promise<void>
}

/** Opens or creates such a log, readable by its owner alone; rejects with a ToolError. */
export type OpenLog = (path: string) => Promise<DurableLog>

export interface ProgramOptions {
  /** Sent to its standard input, which then ends. */
  readonly input?: string
  /** Milliseconds until it is killed, with everything that it has started. */
  readonly timeoutMs: number
  /** Kills it so before that. */
  readonly signal?: AbortSignal
  /** What it sees of our environment, by name, and what beside it; all of ours unless given. */
  readonly environment?: { readonly keep: readonly string[]; readonly set: Readonly<Record<string, string>> }
  /** Ends with us: also where we are killed, nothing of it goes on. Its standard input is empty. */
  readonly leash?: true
}

export interface ProgramResult {
  /** undefined when it was killed: never to be read as success. */
  readonly status: number | undefined
  /** By which signal, where that did not come from us. */
  readonly signal?: string
  /** It was killed because it took too long. */
  readonly timedOut?: true
  readonly stdout: string
  readonly stderr: string
}

/** How a program ended, to follow its name: `exited with 3`. */
export function endText(
  { status, signal, timedOut }: Omit<ProgramResult, "stdout" | "stderr">,
  timeoutMs: number,
): string {
  if (timedOut === true) return `did not end within ${timeoutMs / 1000} s`
  if (signal !== undefined) return `was killed by ${signal}`
  return status === undefined ? "was killed" : `exited with ${status}`
}

/** A program that goes on: what it says and hears is the stream, whose end ends it. */
export interface Pipe {
  readonly stream: Duplex
  /** What it has said on standard error, and how it ended, if it has: one line for a person, empty where there is nothing. */
  lastWords(): string
}

/** `missing` where nothing is; `not-executable` for a folder, too. */
export type ProgramState = "there" | "missing" | "not-executable"

/** Programs of this machine. */
export interface Processes {
  /** Whether `run` could start a program: by its path, or by PATH for a bare word. */
  find(program: string): Promise<ProgramState>
  /**
   * Runs a program until it exits, whatever it leaves behind in the background; undefined where there is no such program.
   */
  run(argv: readonly string[], options: ProgramOptions): Promise<ProgramResult | undefined>
  /** Starts a line of the user's shell. */
  pipe(line: string): Pipe
}

/** Asks the human at this machine for something that must not be seen; rejects with ToolError `cancelled` on Ctrl-C. */
export type AskSecret = (question: string) => Promise<Secret>

/**
 * A text file of the user, in UTF-8.
 *
 * @param whatToDo the hint for a file that is not there
 * @throws ToolError `not-found`, `unreadable`, or `config` for what is no UTF-8
 */
export async function readText(
  files: Pick<Files, "read">,
  file: string,
  whatToDo = "check the path",
): Promise<string> {
  const bytes = await files.read(file).catch((error: unknown) => {
    if (!(error instanceof ToolError) || error.code !== "not-found") throw error
    throw new ToolError("not-found", `${file}: no such file`, { hint: whatToDo, cause: error })
  })
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ToolError("config", `${file} is not UTF-8 text`, { hint: "save it as UTF-8", cause })
  }
}
