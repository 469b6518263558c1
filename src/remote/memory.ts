import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"
import { Secret } from "../secret.js"
import { commandLine, elevationFor } from "./become.js"
import type { Connector, ExecOptions, ExecResult, RemoteCommand, Session, Target } from "./session.js"

/** A host in this process: gets the very line that an SSH server would get. */
export interface MemoryHost {
  runLine(loginUser: string, line: string, stdin: Uint8Array): Promise<ExecResult>
}

/** Opens sessions to hosts in this process, under the same contract as those over SSH. */
export function memoryConnector(hosts: ReadonlyMap<string, MemoryHost>, clock: Clock): Connector {
  return {
    async connect(target) {
      const host = hosts.get(target.host)
      if (host === undefined)
        throw new ToolError("ssh-resolve", `${target.host}: the name ${target.address} does not resolve`)
      return memorySession(target, host, clock)
    },
  }
}

function memorySession(target: Target, host: MemoryHost, clock: Clock): Session {
  let closed = false
  return {
    host: target.host,
    loginUser: target.user,
    async exec(command, options = {}) {
      if (closed) throw new ToolError("ssh-lost", `${target.host}: the SSH connection was lost (closed)`)
      const line = commandLine(command, elevationFor(target.user, command.user))
      const work = host.runLine(target.user, line, bytesOf(command)).catch((error: unknown) => {
        // A host that throws has dropped the connection: nothing else runs over it.
        closed = true
        throw error
      })
      return limited(work, target, command, options, clock)
    },
    close: async () => {
      closed = true
    },
  }
}

async function limited(
  work: Promise<ExecResult>,
  target: Target,
  command: RemoteCommand,
  { timeoutMs, signal }: ExecOptions,
  clock: Clock,
): Promise<ExecResult> {
  const timer = new AbortController()
  const stop = AbortSignal.any(signal === undefined ? [timer.signal] : [timer.signal, signal])
  const tooLate = clock.sleep(timeoutMs ?? 2 ** 31 - 1, stop).then(
    () =>
      new ToolError(
        "remote-timeout",
        `${target.host}: ${command.name} did not end within ${(timeoutMs ?? 0) / 1000} s`,
      ),
    () => new ToolError("cancelled", `${target.host}: ${command.name} was interrupted`),
  )
  try {
    const first = await Promise.race([work, tooLate])
    if (first instanceof ToolError) throw first
    return first
  } finally {
    timer.abort()
    work.catch(() => undefined)
  }
}

function bytesOf({ stdin }: RemoteCommand): Uint8Array {
  if (stdin === undefined) return new Uint8Array()
  return stdin instanceof Secret ? stdin.reveal() : stdin
}
