import type { Duplex } from "node:stream"
import type { Secret } from "../secret.js"

/** A command for a remote host. argv, never a shell line: quoting happens in quote.ts alone. */
export interface RemoteCommand {
  /** Names the operation in plans, journals and errors, e.g. `deploycrt`. */
  readonly name: string
  readonly argv: readonly string[]
  /** The user it must run as; undefined means whoever logged in. */
  readonly user?: string
  /** Sent as channel data, then end of file. The only way key bytes reach a host. */
  readonly stdin?: Uint8Array | Secret
  /** The program that it starts, when that outlives it and it only waits. */
  readonly detached?: readonly string[]
}

export interface ExecResult {
  /** undefined when the command ended without one (killed by a signal, channel lost): never to be read as success. */
  readonly status: number | undefined
  readonly signal: string | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface ExecOptions {
  /** Milliseconds until the call fails with ToolError `remote-timeout`. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** What a remote host can do for us. One connection; exec calls may overlap, each on a channel of its own. */
export interface Session {
  readonly host: string
  readonly loginUser: string
  /** Resolves with whatever happened; rejects (ToolError) only when the connection or the time limit failed. */
  exec(command: RemoteCommand, options?: ExecOptions): Promise<ExecResult>
  /**
   * A TCP connection from the host itself to a port, e.g. one that only servers reach; it ends with the session. Rejects with
   * ToolError `forward-refused` where nothing answers there, `forward-forbidden` where the host's SSH server does not allow it.
   */
  forward(place: Place, options?: ExecOptions): Promise<Duplex>
  close(): Promise<void>
}

/** A port, as the host that connects to it names it. */
export interface Place {
  readonly address: string
  readonly port: number
}

/** Where and as whom to log in. */
export interface Target {
  /** The host's name in fleet.yaml: its identity in plans, journals and errors. */
  readonly host: string
  readonly address: string
  readonly port: number
  readonly user: string
  /** What known_hosts lists it under (HostKeyAlias); the host, then the address, unless given. */
  readonly knownAs?: string
  /** Only addresses of this family (AddressFamily). */
  readonly family?: 4 | 6
  /** This machine's address to come from (BindAddress). */
  readonly bindAddress?: string
  /** Through which host to go (ProxyJump). */
  readonly via?: Target
  /** A line for this machine's shell, whose input and output are the way to the host (ProxyCommand). */
  readonly proxyCommand?: string
}

/** Opens sessions; rejects with a ToolError whose code starts with `ssh-`. */
export interface Connector {
  connect(target: Target, options: { timeoutMs: number; signal?: AbortSignal }): Promise<Session>
}
