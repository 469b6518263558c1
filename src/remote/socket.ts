import { createConnection, type Socket } from "node:net"
import { ToolError } from "../errors.js"
import type { Target } from "./session.js"

/** Opens the TCP connection under an SSH session, without Nagle's delay. Rejects with a ToolError that names the cause. */
export function openSocket(target: Target, timeoutMs: number, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: target.address, port: target.port, noDelay: true })
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", onAbort)
      socket.removeAllListeners()
      finish()
    }
    const fail = (error: ToolError): void =>
      settle(() => {
        socket.on("error", () => undefined)
        socket.destroy()
        reject(error)
      })
    const onAbort = (): void =>
      fail(new ToolError("cancelled", `${target.host}: interrupted while connecting`))
    const timer = setTimeout(() => fail(unanswered(target)), timeoutMs)
    if (signal?.aborted === true) return onAbort()
    signal?.addEventListener("abort", onAbort, { once: true })
    socket.once("connect", () => settle(() => resolve(socket)))
    socket.once("error", (error) => fail(socketError(target, error)))
  })
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
