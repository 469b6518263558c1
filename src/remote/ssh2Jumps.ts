import type { Duplex } from "node:stream"
import type { Client } from "ssh2"
import { ToolError } from "../errors.js"
import { byHand } from "./byHand.js"
import type { Target } from "./session.js"
import { openChannel } from "./ssh2Channel.js"
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
    const found = this.#shared.get(key)
    const shared = found ?? this.#begin(key, connect)
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
      // Who began it was in more of a hurry, or called off: that is not this one's answer.
      if (found !== undefined && isAnothersEnd(error)) return this.hold(target, connect)
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

function isAnothersEnd(error: unknown): boolean {
  return error instanceof ToolError && (error.code === "cancelled" || error.code === "ssh-timeout")
}

/** A TCP connection from the jump host to the target, as a stream. */
export async function forward(jump: Client, target: Target, { deadline, signal }: Opening): Promise<Duplex> {
  const end = { client: jump, host: target.via?.host ?? "", pending: new Set<(error: ToolError) => void>() }
  // The jump host itself may try for minutes to reach a host that is down.
  const limits = {
    timeoutMs: Math.max(1, deadline - Date.now()),
    ...(signal === undefined ? {} : { signal }),
  }
  const lost = (reason: string): ToolError => new ToolError("ssh-lost", reason)
  return openChannel(end, target, limits, lost).catch((error: unknown) => {
    throw error instanceof ToolError ? noWay(target, error) : error
  })
}

/** In the words of a log-in. */
function noWay(target: Target, cause: ToolError): ToolError {
  if (cause.code === "cancelled") return cancelled(target)
  if (cause.code === "remote-timeout") return timedOut(target)
  const via = target.via?.host ?? ""
  const place = `${target.address} port ${target.port}`
  if (cause.code === "forward-forbidden")
    return new ToolError(
      "ssh-refused",
      `${target.host}: ${via} does not allow connections onwards to ${place}`,
      {
        hint: `AllowTcpForwarding and PermitOpen in the sshd_config of ${via} must allow it`,
        cause,
      },
    )
  const why = cause.cause instanceof Error ? cause.cause.message : cause.message
  return new ToolError("ssh-refused", `${target.host}: ${via} cannot reach ${place} (${why})`, {
    hint: `try it by hand: ${byHand(target)}`,
    cause,
  })
}
