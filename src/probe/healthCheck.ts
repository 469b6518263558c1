import { request as httpRequest } from "node:http"
import { request as httpsRequest } from "node:https"
import { connect, type Socket } from "node:net"
import type { HealthProbe } from "../fleet/types.js"
import type { Clock } from "../ports.js"
import { observe } from "./observe.js"
import type { ProbeProtocol } from "./protocols/table.js"

export interface HealthTarget {
  readonly host: string
  readonly address: string
}

export interface CheckOptions {
  readonly timeoutMs: number
  readonly clock: Clock
  readonly signal?: AbortSignal
}

/** What a healthy web server answers when fleet.yaml does not say: HTTP sends users on to HTTPS. */
const usualStatus = { http: 302, https: 200 } as const

/** Asks a farm member what its load balancer asks. Resolves to undefined when it is well, else to what is wrong. */
export async function checkHealth(
  target: HealthTarget,
  probe: HealthProbe,
  options: CheckOptions,
): Promise<string | undefined> {
  switch (probe.kind) {
    case "tcp":
      return overSocket(target, probe.port, options, (socket) => once(socket, "connect"))
    case "smtp":
      return overSocket(target, probe.port, options, greeting)
    case "http":
    case "https":
      return webStatus(target, probe, probe.kind, options)
    default: {
      const protocol: ProbeProtocol = probe.kind === "tls" ? "https" : probe.kind
      const endpoint = { ...target, port: probe.port, service: probe.kind, protocol }
      const seen = await observe(endpoint, { ...options, leafOnly: true })
      return seen.ok ? undefined : seen.detail
    }
  }
}

async function overSocket(
  { address }: HealthTarget,
  port: number,
  { timeoutMs, signal }: CheckOptions,
  talk: (socket: Socket) => Promise<string | undefined>,
): Promise<string | undefined> {
  const socket = connect({ host: address, port, ...(signal === undefined ? {} : { signal }) })
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error("no answer in time")))
  try {
    return await talk(socket)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    socket.destroy()
  }
}

function once(socket: Socket, event: "connect"): Promise<undefined> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve(undefined)).once("error", reject)
  })
}

/** RFC 5321 section 4.3.1: a server that is ready says 220. */
function greeting(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject).once("close", () => resolve("closed without a greeting"))
    socket.once("data", (chunk: Buffer) => {
      const line = chunk.toString("latin1").split(/\r?\n/, 1)[0] ?? ""
      socket.end("QUIT\r\n")
      resolve(line.startsWith("220") ? undefined : `greets with ${JSON.stringify(line.slice(0, 80))}`)
    })
  })
}

function webStatus(
  { host, address }: HealthTarget,
  { port, expectStatus }: HealthProbe,
  kind: "http" | "https",
  { timeoutMs, signal }: CheckOptions,
): Promise<string | undefined> {
  const wanted = expectStatus ?? usualStatus[kind]
  const settings = {
    ...{ host: address, port, path: "/", method: "GET", timeout: timeoutMs, agent: false as const },
    headers: { host },
    ...(signal === undefined ? {} : { signal }),
  }
  return new Promise((resolve) => {
    // The certificate is judged elsewhere; a balancer does not look at it either.
    const asked =
      kind === "http"
        ? httpRequest(settings)
        : httpsRequest({ ...settings, servername: host, rejectUnauthorized: false })
    asked.once("response", (answer) => {
      answer.resume()
      resolve(answer.statusCode === wanted ? undefined : `answers ${answer.statusCode}, not ${wanted}`)
    })
    asked.once("timeout", () => asked.destroy(new Error("no answer in time")))
    asked.once("error", (error) => resolve(error.message))
    asked.end()
  })
}
