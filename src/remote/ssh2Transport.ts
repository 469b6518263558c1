import type { Duplex } from "node:stream"
import type { Client, ClientChannel } from "ssh2"
import { ToolError } from "../errors.js"
import type { ExecOptions, ExecResult, Place, Target } from "./session.js"
import { openChannel } from "./ssh2Channel.js"
import type { Connection } from "./ssh2Connection.js"
import type { Lease } from "./ssh2Jumps.js"
import type { Transport } from "./sudo.js"

/** Output past this many bytes is dropped: no host may fill our memory. */
const maxOutputBytes = 4 * 1024 * 1024

/** Lines over one ssh2 connection, each command on a channel of its own. */
export class Ssh2Transport implements Transport {
  readonly host: string
  readonly loginUser: string
  readonly hasShells = true
  readonly #client: Client
  readonly #connection: Connection
  readonly #jump: Lease | undefined
  readonly #pending = new Set<(error: ToolError) => void>()
  #ended: ToolError | undefined

  /** `jump` is what the connection goes through, let go of when it ends. */
  constructor(target: Target, connection: Connection, jump: Lease | undefined) {
    const { client } = connection
    this.host = target.host
    this.loginUser = target.user
    this.#client = client
    this.#connection = connection
    this.#jump = jump
    client.on("error", (error) => this.#end(error.message))
    client.on("close", () => {
      this.#end("connection closed")
      void this.close()
    })
  }

  execLine(name: string, line: string, stdin: Uint8Array, options: ExecOptions): Promise<ExecResult> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended)
      let channel: ClientChannel | undefined
      const settle = (finish: () => void): void => {
        clearTimeout(timer)
        options.signal?.removeEventListener("abort", onAbort)
        this.#pending.delete(fail)
        finish()
      }
      const fail = (error: ToolError): void =>
        settle(() => {
          channel?.close()
          reject(error)
        })
      const onAbort = (): void => fail(new ToolError("cancelled", `${this.host}: ${name} was interrupted`))
      const timer =
        options.timeoutMs === undefined
          ? undefined
          : setTimeout(() => fail(this.#tooSlow(name, options.timeoutMs)), options.timeoutMs)
      if (options.signal?.aborted === true) return onAbort()
      options.signal?.addEventListener("abort", onAbort, { once: true })
      this.#pending.add(fail)
      try {
        this.#client.exec(line, (error, opened) => {
          if (error !== undefined) return fail(this.#lost(error.message))
          channel = opened
          collect(opened, stdin, (result) => settle(() => resolve(result)))
        })
      } catch (error) {
        // Thrown at once when the connection has ended, but is yet to be closed.
        fail(this.#lost(error instanceof Error ? error.message : String(error)))
      }
    })
  }

  forward(place: Place, options: ExecOptions): Promise<Duplex> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    const far = { client: this.#client, host: this.host, pending: this.#pending }
    return openChannel(far, place, options, (reason) => this.#lost(reason))
  }

  async close(): Promise<void> {
    await this.#connection.end()
    await this.#jump?.release()
  }

  #end(reason: string): void {
    this.#ended ??= this.#lost(reason)
    for (const fail of [...this.#pending]) fail(this.#ended)
  }

  #lost(reason: string): ToolError {
    return new ToolError("ssh-lost", `${this.host}: the SSH connection was lost (${reason})`, {
      hint: "check the network and the host, then run certfleet rollout --resume",
    })
  }

  #tooSlow(name: string, timeoutMs = 0): ToolError {
    return new ToolError("remote-timeout", `${this.host}: ${name} did not end within ${timeoutMs / 1000} s`, {
      hint: "rollout.stepTimeout in fleet.yaml sets the limit",
    })
  }
}

function collect(channel: ClientChannel, stdin: Uint8Array, done: (result: ExecResult) => void): void {
  const stdout = gather(channel)
  const stderr = gather(channel.stderr)
  let status: number | undefined
  let signal: string | undefined
  channel.on("exit", (code: number | null, name?: string) => {
    status = code ?? undefined
    signal = name
  })
  channel.on("close", () => done({ status, signal, stdout: stdout(), stderr: stderr() }))
  // A program that ends before it has read all input closes the channel under us: its status tells the story.
  channel.on("error", () => undefined)
  channel.end(Buffer.from(stdin))
}

function gather(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream.on("data", (chunk: Buffer) => {
    if (size < maxOutputBytes) chunks.push(chunk)
    size += chunk.byteLength
  })
  return () => Buffer.concat(chunks).subarray(0, maxOutputBytes).toString("utf8")
}
