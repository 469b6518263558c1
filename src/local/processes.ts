import { type ChildProcess, spawn } from "node:child_process"
import { Duplex } from "node:stream"
import type { Pipe, Processes, ProgramOptions, ProgramResult } from "../ports.js"

/** More than any answer that is waited for. */
const maxOutputBytes = 4 * 1024 * 1024

/** @param env what the programs see */
export function localProcesses(env: Readonly<Record<string, string | undefined>>): Processes {
  return {
    run: (argv, options) => runToEnd(argv, env, options),
    // ssh_config(5), ProxyCommand: the user's shell, which gives way to the program. In a group of its own: Ctrl-C at the
    // terminal ends no connection through which everything is to be put back.
    pipe: (line) => pipeOf(spawn(env["SHELL"] || "/bin/sh", ["-c", `exec ${line}`], { env, detached: true })),
  }
}

function runToEnd(
  [file = "", ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  { input = "", timeoutMs }: ProgramOptions,
): Promise<ProgramResult | undefined> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that what the program has started ends with it.
    const child = spawn(file, args, { env, detached: true })
    const timer = setTimeout(() => killGroup(child, "SIGKILL"), timeoutMs)
    const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)]
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      if (error.code === "ENOENT" || error.code === "EACCES") resolve(undefined)
      else reject(error)
    })
    child.once("close", (status) => {
      clearTimeout(timer)
      resolve({ status: status ?? undefined, stdout: stdout(), stderr: stderr() })
    })
    child.stdin.on("error", () => undefined).end(input)
  })
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has ended in the meantime.
  }
}

function gather(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream.on("data", (chunk: Buffer) => {
    if (size < maxOutputBytes) chunks.push(chunk)
    size += chunk.byteLength
  })
  return () => Buffer.concat(chunks).toString("utf8")
}

function pipeOf(child: ReturnType<typeof spawn>): Pipe {
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null) throw new Error("started without pipes")
  const said = gather(stderr)
  let end = ""
  const stream = new Duplex({
    read: () => void stdout.resume(),
    // A program that no longer listens is about to end, which says more.
    write: (chunk, _encoding, done) => void stdin.write(chunk, () => done()),
    final: (done) => void stdin.end(done),
    destroy(error, done) {
      // One that has ended has no group any more, and its number may be another's.
      if (child.exitCode === null && child.signalCode === null) killGroup(child, "SIGTERM")
      for (const own of [stdin, stdout, stderr]) own.destroy()
      done(error)
    },
  })
  stdout.on("data", (chunk: Buffer) => {
    if (!stream.push(chunk)) stdout.pause()
  })
  stdin.on("error", () => undefined)
  child.once("error", (error) => {
    end = error.message
    stream.destroy()
  })
  // Its end is ours only now: what it said last on standard error has come, too.
  child.once("close", (status, signal) => {
    end = signal === null ? `exit status ${status}` : `ended by ${signal}`
    stream.once("end", () => stream.destroy())
    stream.push(null)
  })
  return {
    stream,
    lastWords: () => [said().trim().split(/\r?\n/).at(-1) ?? "", end].filter(Boolean).join(", "),
  }
}
