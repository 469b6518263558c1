import type { Socket } from "node:net"
import { dial } from "../dial.js"
import { ToolError } from "../errors.js"
import type { Target } from "./session.js"

/** Opens the TCP connection under an SSH session, without Nagle's delay. Rejects with a ToolError that names the cause. */
export async function openSocket(target: Target, timeoutMs: number, signal?: AbortSignal): Promise<Socket> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(unanswered(target)), timeoutMs)
  const either = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal])
  const { address, port, family, bindAddress } = target
  try {
    return await dial({
      ...{ host: address, port, signal: either },
      ...(family === undefined ? {} : { family }),
      ...(bindAddress === undefined ? {} : { localAddress: bindAddress }),
    })
  } catch (error) {
    if (signal?.aborted === true)
      throw new ToolError("cancelled", `${target.host}: interrupted while connecting`)
    throw error instanceof ToolError ? error : socketError(target, error as NodeJS.ErrnoException)
  } finally {
    clearTimeout(timer)
  }
}

function unanswered(target: Target): ToolError {
  return new ToolError("ssh-timeout", `${target.host}: ${place(target)} does not answer`, {
    hint: "is the host up, and does a firewall let this machine through? ssh.connectTimeout sets the limit",
  })
}

function socketError(target: Target, cause: NodeJS.ErrnoException): ToolError {
  if (cause.code === "ENOTFOUND" || cause.code === "EAI_AGAIN")
    return new ToolError("ssh-resolve", `${target.host}: the name ${target.address} does not resolve`, {
      hint: "check the spelling, or give the server an `address` in fleet.yaml",
      cause,
    })
  if (cause.code === "ECONNREFUSED")
    return new ToolError("ssh-refused", `${target.host}: ${place(target)} refuses the connection`, {
      hint: "does sshd run there, and on this port (sshPort)?",
      cause,
    })
  return new ToolError(
    "ssh-lost",
    `${target.host}: cannot connect to ${place(target)} (${cause.code ?? cause.message})`,
    {
      hint: "check the route to the host",
      cause,
    },
  )
}

function place(target: Target): string {
  return `${target.address} port ${target.port}`
}
