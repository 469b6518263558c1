import { request } from "node:http"
import type { Duplex } from "node:stream"
import { connect as connectTls } from "node:tls"
import { dial } from "../dial.js"
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
  /** Opens the connection: straight from this machine unless given. */
  readonly open?: (signal: AbortSignal) => Promise<Duplex>
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
      return overSocket(target, probe.port, options, async () => undefined)
    case "smtp":
      return overSocket(target, probe.port, options, greeting)
    case "http":
    case "https":
      return webStatus(target, probe, probe.kind, options)
    default: {
      const protocol: ProbeProtocol = probe.kind === "tls" ? "https" : probe.kind
      const endpoint = { ...target, port: probe.port, service: probe.kind, protocol }
      const { open } = options
      const reach =
        open === undefined ? {} : { reach: { from: { way: "ssh", address: target.host }, open } as const }
      const seen = await observe(endpoint, { ...options, ...reach, leafOnly: true })
      return seen.ok ? undefined : seen.detail
    }
  }
}

async function overSocket(
  { address }: HealthTarget,
  port: number,
  options: CheckOptions,
  talk: (socket: Duplex) => Promise<string | undefined>,
): Promise<string | undefined> {
  return inTime(options, async (signal) => {
    const socket = await (options.open?.(signal) ?? dial({ host: address, port, signal }))
    socket.on("error", () => undefined)
    signal.addEventListener("abort", () => socket.destroy(signal.reason as Error), { once: true })
    try {
      return await talk(socket)
    } finally {
      socket.destroy()
    }
  })
}

/** Connection and dialogue together have this long; what stops them is the answer. */
async function inTime(
  { timeoutMs, signal }: CheckOptions,
  ask: (signal: AbortSignal) => Promise<string | undefined>,
): Promise<string | undefined> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Error("no answer in time")), timeoutMs)
  try {
    return await ask(signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    clearTimeout(timer)
  }
}

/** RFC 5321 section 4.3.1: a server that is ready says 220. */
function greeting(socket: Duplex): Promise<string | undefined> {
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
  options: CheckOptions,
): Promise<string | undefined> {
  const wanted = expectStatus ?? usualStatus[kind]
  return inTime(options, async (signal) => {
    const plain = await (options.open?.(signal) ?? dial({ host: address, port, signal }))
    // The certificate is judged elsewhere; a balancer does not look at it either.
    const settings = { socket: plain, servername: host, rejectUnauthorized: false }
    const socket = kind === "http" ? plain : connectTls(settings)
    try {
      const status = await statusFrom(socket, host, signal)
      return status === wanted ? undefined : `answers ${status}, not ${wanted}`
    } finally {
      socket.destroy()
    }
  })
}

function statusFrom(socket: Duplex, host: string, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    // No agent: one would open a connection of its own.
    const asked = request({
      createConnection: () => socket,
      path: "/",
      headers: { host, connection: "close" },
    })
    const onAbort = (): void => void asked.destroy(signal.reason as Error)
    signal.addEventListener("abort", onAbort, { once: true })
    asked.once("response", (answer) => {
      signal.removeEventListener("abort", onAbort)
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on("error", reject)
    asked.end()
  })
}
