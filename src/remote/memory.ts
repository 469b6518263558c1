import type { Duplex } from "node:stream"
import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"
import type { Connector, ExecOptions, ExecResult, Place, Target } from "./session.js"
import { type SudoPassword, sessionOver, type Transport } from "./sudo.js"

/** A host in this process: gets the very line that an SSH server would get. */
export interface MemoryHost {
  runLine(loginUser: string, line: string, stdin: Uint8Array): Promise<ExecResult>
  /** Connects to a port as from the host; rejects where nothing answers. Without it, nothing does. */
  connect?(place: Place): Promise<Duplex>
}

/** Opens sessions to hosts in this process, under the same contract as those over SSH. */
export function memoryConnector(
  hosts: ReadonlyMap<string, MemoryHost>,
  clock: Clock,
  sudoPassword?: SudoPassword,
): Connector {
  return {
    async connect(target) {
      const host = hosts.get(target.host)
      if (host === undefined)
        throw new ToolError("ssh-resolve", `${target.host}: the name ${target.address} does not resolve`)
      return sessionOver(memoryLines(target, host, clock), sudoPassword)
    },
  }
}

function memoryLines(target: Target, host: MemoryHost, clock: Clock): Transport {
  let closed = false
  const open = new Set<Duplex>()
  return {
    host: target.host,
    loginUser: target.user,
    async execLine(name, line, stdin, options) {
      if (closed) throw lost(target)
      const work = host.runLine(target.user, line, stdin).catch((error: unknown) => {
        // A host that throws has dropped the connection: nothing else runs over it.
        closed = true
        throw error
      })
      return limited(work, `${target.host}: ${name}`, options, clock)
    },
    async forward(place, options) {
      if (closed) throw lost(target)
      const refused = (cause?: unknown): ToolError =>
        new ToolError("forward-refused", `${target.host} cannot reach ${place.address} port ${place.port}`, {
          cause,
        })
      if (host.connect === undefined) throw refused()
      const connecting = host.connect(place).catch((error: unknown) => {
        throw refused(error)
      })
      const stream = await limited(connecting, `${target.host}: connecting onwards`, options, clock)
      open.add(stream.once("close", () => open.delete(stream)))
      return stream
    },
    close: async () => {
      closed = true
      for (const stream of open) stream.destroy()
    },
  }
}

function lost({ host }: Target): ToolError {
  return new ToolError("ssh-lost", `${host}: the SSH connection was lost (closed)`)
}

async function limited<T>(
  work: Promise<T>,
  what: string,
  { timeoutMs, signal }: ExecOptions,
  clock: Clock,
): Promise<T> {
  const timer = new AbortController()
  const stop = AbortSignal.any(signal === undefined ? [timer.signal] : [timer.signal, signal])
  const tooLate = clock.sleep(timeoutMs ?? 2 ** 31 - 1, stop).then(
    () => new ToolError("remote-timeout", `${what} did not end within ${(timeoutMs ?? 0) / 1000} s`),
    () => new ToolError("cancelled", `${what} was interrupted`),
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
