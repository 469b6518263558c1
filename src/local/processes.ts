import { type ChildProcess, spawn } from "node:child_process"
import { Duplex } from "node:stream"
import type { Pipe, Processes, ProgramOptions, ProgramResult } from "../ports.js"
import { findProgram } from "./findProgram.js"
import { inherited } from "./inherited.js"
import { leashed } from "./leash.js"

type Env = Readonly<Record<string, string | undefined>>

/** More than any answer that is waited for. */
const maxOutputBytes = 4 * 1024 * 1024

/** Milliseconds for the end of output to come after the end of the program, as it does unless somebody else holds it open. */
const drainMs = 50

/** @param env what the programs see, but for users and passwords of proxies */
export function localProcesses(env: Env): Processes {
  return {
    find: (program) => findProgram(program, env["PATH"]),
    run: (argv, options) => runToEnd(argv, env, options),
    // ssh_config(5), ProxyCommand: the user's shell, which gives way to the program. In a group of its own: Ctrl-C at the
    // terminal ends no connection through which everything is to be put back.
    pipe: (line) =>
      pipeOf(
        spawn(env["SHELL"] || "/bin/sh", ["-c", `exec ${line}`], { env: inherited(env), detached: true }),
      ),
  }
}

function runToEnd(
  argv: readonly string[],
  env: Env,
  { input = "", timeoutMs, signal, environment, leash }: ProgramOptions,
): Promise<ProgramResult | undefined> {
  const [file = "", ...args] = leash === true ? leashed(argv) : argv
  return new Promise((resolve, reject) => {
    // A group of its own, so that what the program has started ends with it.
    const stdio =
      leash === true ? (["pipe", "pipe", "pipe", "pipe"] as const) : (["pipe", "pipe", "pipe"] as const)
    const options = { env: seenOf(env, environment), detached: true, stdio: [...stdio] }
    const child: ChildProcess = spawn(file, args, options)
    const { stdin, stdout, stderr } = child
    if (stdin === null || stdout === null || stderr === null) throw new Error("started without pipes")
    let ended: "in time" | "too late" | "killed" = "in time"
    const end = (how: typeof ended): void => {
      ended = how
      killGroup(child, "SIGKILL")
      // What left the group may hold them open for ever.
      for (const stream of [stdout, stderr]) stream.destroy()
    }
    const kill = (): void => end("killed")
    const timer = setTimeout(() => end("too late"), timeoutMs)
    const over = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", kill)
    }
    const said = [gather(stdout), gather(stderr)] as const
    child.once("error", (error: NodeJS.ErrnoException) => {
      over()
      if (error.code === "ENOENT" || error.code === "EACCES") resolve(undefined)
      else reject(error)
    })
    child.once("exit", (status, by) => {
      over()
      afterReading(child, () => {
        const inTime = ended === "in time"
        resolve({
          status: inTime ? (status ?? undefined) : undefined,
          ...(inTime && by !== null ? { signal: by } : {}),
          ...(ended === "too late" ? { timedOut: true } : {}),
          ...{ stdout: said[0](), stderr: said[1]() },
        })
      })
    })
    stdin.on("error", () => undefined).end(input)
    // Nothing is ever said there: what counts is that it is open.
    child.stdio[3]?.on("error", () => undefined)
    if (signal?.aborted === true) kill()
    else signal?.addEventListener("abort", kill, { once: true })
  })
}

/**
 * Once all is read that a program said before it exited. What it left in the background may hold its output open for as
 * long as it likes, and is neither waited for nor ended.
 */
function afterReading(child: ChildProcess, done: () => void): void {
  const stop = (): void => {
    child.off("close", stop)
    clearTimeout(timer)
    for (const stream of child.stdio) stream?.destroy()
    done()
  }
  // Whatever is in a pipe by then is read before what is meant for after that.
  const timer = setTimeout(() => setImmediate(() => setImmediate(stop)), drainMs)
  child.once("close", stop)
}

/** Whatever is not named stays out of it. */
function seenOf(env: Env, environment: ProgramOptions["environment"]): Env {
  const all = inherited(env)
  if (environment === undefined) return all
  const kept = environment.keep.flatMap((name) =>
    all[name] === undefined ? [] : [[name, all[name]] as const],
  )
  return { ...Object.fromEntries(kept), ...environment.set }
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
