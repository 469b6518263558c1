import type { Duplex } from "node:stream"
import type { Client } from "ssh2"
import { ToolError } from "../errors.js"
import type { Target } from "./session.js"
import type { Connection } from "./ssh2Connection.js"
import { cancelled, timedOut } from "./ssh2Failures.js"

/** What an attempt to connect is bound by. */
export interface Opening {
  /** Milliseconds since the epoch. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
}

/** One user's hold on the shared connection to a jump host. */
export interface Lease {
  readonly client: Client
  /** Ends the connection once nobody holds it. */
  release(): Promise<void>
}

interface Shared {
  readonly connecting: Promise<Connection>
  users: number
}

/**
 * The connections to jump hosts, one to each, for all that goes through it: sshd turns log-ins away where more than a few
 * are under way at once (MaxStartups), and counts channels onwards against nothing.
 */
export class Jumps {
  readonly #shared = new Map<string, Shared>()

  /** @param connect logs in to a jump host, where nobody has yet */
  async hold(target: Target, connect: () => Promise<Connection>): Promise<Lease> {
    const key = JSON.stringify(target)
    const shared = this.#shared.get(key) ?? this.#begin(key, connect)
    shared.users += 1
    let held = true
    const release = async (): Promise<void> => {
      if (!held) return
      held = false
      shared.users -= 1
      if (shared.users > 0) return
      this.#forget(key, shared)
      await shared.connecting.then(
        (connection) => connection.end(),
        () => undefined,
      )
    }
    try {
      return { client: (await shared.connecting).client, release }
    } catch (error) {
      await release()
      throw error
    }
  }

  #begin(key: string, connect: () => Promise<Connection>): Shared {
    const shared = { connecting: connect(), users: 0 }
    this.#shared.set(key, shared)
    const forget = (): void => this.#forget(key, shared)
    shared.connecting.then((connection) => connection.client.once("close", forget), forget)
    return shared
  }

  #forget(key: string, shared: Shared): void {
    if (this.#shared.get(key) === shared) this.#shared.delete(key)
  }
}

/** A TCP connection from the jump host to the target, as a stream. */
export function forward(jump: Client, target: Target, { deadline, signal }: Opening): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let over = false
    const settle = (finish: () => void): void => {
      over = true
      clearTimeout(timer)
      signal?.removeEventListener("abort", onAbort)
      finish()
    }
    const onAbort = (): void => settle(() => reject(cancelled(target)))
    // The jump host itself may try for minutes to reach a host that is down.
    const timer = setTimeout(() => settle(() => reject(timedOut(target))), Math.max(1, deadline - Date.now()))
    if (signal?.aborted === true) return onAbort()
    signal?.addEventListener("abort", onAbort, { once: true })
    const answered = (error: (Error & { reason?: unknown }) | undefined, channel?: Duplex): void => {
      // Nobody waits for it any more, and others use the connection.
      if (over) channel?.on("error", () => undefined).destroy()
      else if (channel === undefined) settle(() => reject(unreachable(target, error)))
      else settle(() => resolve(channel))
    }
    try {
      jump.forwardOut("127.0.0.1", 0, target.address, target.port, answered)
    } catch (error) {
      // So it is between the end of the jump host's connection and the news of it.
      answered(error instanceof Error ? error : undefined)
    }
  })
}

/** RFC 4254 section 5.1: SSH_OPEN_ADMINISTRATIVELY_PROHIBITED. */
const prohibited = 1

function unreachable(
  target: Target,
  cause: Error & { reason?: unknown } = new Error("no answer"),
): ToolError {
  const via = target.via?.host ?? ""
  if (cause.reason === prohibited)
    return new ToolError(
      "ssh-refused",
      `${target.host}: ${via} does not allow connections onwards to ${target.address} port ${target.port}`,
      { hint: `AllowTcpForwarding and PermitOpen in the sshd_config of ${via} must allow it`, cause },
    )
  return new ToolError(
    "ssh-refused",
    `${target.host}: ${via} cannot reach ${target.address} port ${target.port} (${cause.message})`,
    { hint: `try it by hand: ssh -J ${via} ${target.host}`, cause },
  )
}
