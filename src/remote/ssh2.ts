import type { Duplex } from "node:stream"
import { setTimeout as pause } from "node:timers/promises"
import type { Processes } from "../ports.js"
import type { Credentials } from "./credentials.js"
import { type HostKeyPolicy, hostKeyPolicy } from "./hostKey.js"
import type { KnownHosts } from "./knownHosts.js"
import type { Connector, Target } from "./session.js"
import { openSocket } from "./socket.js"
import type { Connection } from "./ssh2Connection.js"
import { cancelled, TurnedAway } from "./ssh2Failures.js"
import { handshake } from "./ssh2Handshake.js"
import { forward, Jumps, type Lease, type Opening } from "./ssh2Jumps.js"
import { Ssh2Transport } from "./ssh2Transport.js"
import { type SudoPassword, sessionOver } from "./sudo.js"

export interface Ssh2Settings {
  readonly knownHosts: (target: Target) => KnownHosts
  readonly credentials: (target: Target) => Credentials
  readonly sudoPassword?: SudoPassword
  /** Starts the ProxyCommand of targets that have one. */
  readonly processes?: Pick<Processes, "pipe">
}

/**
 * Opens sessions over SSH. Host keys are always verified: there is no setting that turns it off. All that goes through
 * one jump host shares one connection to it, which ends with the last session.
 * Rejects with ToolError ssh-resolve, ssh-refused, ssh-timeout, ssh-host-key-unknown,
 * ssh-host-key-changed, ssh-auth, ssh-protocol or ssh-lost.
 */
export function ssh2Connector(settings: Ssh2Settings): Connector {
  const jumps = new Jumps()
  return {
    async connect(target, { timeoutMs, signal }) {
      const opening = { deadline: Date.now() + timeoutMs, signal }
      const { connection, jump } = await openConnection(target, { settings, jumps }, opening)
      return sessionOver(new Ssh2Transport(target, connection, jump), settings.sudoPassword)
    },
  }
}

interface Means {
  readonly settings: Ssh2Settings
  readonly jumps: Jumps
}

interface Opened {
  readonly connection: Connection
  /** What it goes through. */
  readonly jump: Lease | undefined
}

async function openConnection(target: Target, means: Means, opening: Opening): Promise<Opened> {
  const { via } = target
  const jump =
    via === undefined ? undefined : await means.jumps.hold(via, () => openJump(via, means, opening))
  try {
    const connection = await persistently(opening, target, () => logIn(target, means, opening, jump))
    return { connection, jump }
  } catch (error) {
    void jump?.release()
    throw error
  }
}

/** A jump host may itself lie behind another, which is then held as long as its connection lasts. */
async function openJump(target: Target, means: Means, opening: Opening): Promise<Connection> {
  const { connection, jump } = await openConnection(target, means, opening)
  if (jump !== undefined) connection.client.once("close", () => void jump.release())
  return connection
}

/** Pauses before another try, milliseconds: MaxStartups is about log-ins under way, which last about so long. */
const pausesMs = [250, 500, 1_000, 2_000]

/** Tries again where a server turned the connection away before it said anything: nothing has happened there yet. */
async function persistently(
  { deadline, signal }: Opening,
  target: Target,
  attempt: () => Promise<Connection>,
): Promise<Connection> {
  for (const pauseMs of pausesMs) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof TurnedAway) || Date.now() + pauseMs >= deadline) throw error
    }
    await pause(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw cancelled(target)
    })
  }
  return attempt()
}

async function logIn(
  target: Target,
  { settings }: Means,
  opening: Opening,
  jump: Lease | undefined,
): Promise<Connection> {
  const tryOnce = async (policy: HostKeyPolicy): Promise<Connection> => {
    const way = await wayTo(target, settings, opening, jump)
    const credentials = settings.credentials(target)
    const { signal } = opening
    return handshake(target, { ...way, policy, credentials, timeoutMs: timeLeft(opening), signal })
  }
  const policy = hostKeyPolicy(target, settings.knownHosts(target))
  return tryOnce(policy).catch((refusal: unknown) => {
    const stricter = policy.stricter()
    if (stricter === undefined) throw refusal
    return tryOnce(stricter).catch((error: unknown) => {
      // A server that has no key of the kinds listed shows none now: then the key it showed before is the news.
      throw stricter.judged() ? error : refusal
    })
  })
}

interface Way {
  readonly sock: Duplex
  readonly lastWords: () => string
}

const silent = (): string => ""

async function wayTo(
  target: Target,
  { processes }: Ssh2Settings,
  opening: Opening,
  jump: Lease | undefined,
): Promise<Way> {
  if (jump !== undefined) return { sock: await forward(jump.client, target, opening), lastWords: silent }
  if (target.proxyCommand !== undefined && processes !== undefined) {
    const { stream, lastWords } = processes.pipe(target.proxyCommand)
    return { sock: stream, lastWords }
  }
  return { sock: await openSocket(target, timeLeft(opening), opening.signal), lastWords: silent }
}

function timeLeft({ deadline }: Opening): number {
  return Math.max(1, deadline - Date.now())
}
