import type { Duplex } from "node:stream"
import type { Clock } from "../ports.js"
import { checkHealth } from "../probe/healthCheck.js"
import { type Door, Lookout } from "../probe/lookout.js"
import { fromFleet } from "../probe/protocol.js"
import type { Prover } from "../rollout/phases/prover.js"

/** Time limit of one look at a port, milliseconds. */
const lookTimeoutMs = 5_000

/**
 * Proves by real handshakes: from this machine, or through the server's own SSH connection.
 *
 * @param home where Zimbra lives on the servers
 * @param signal ends every look at once
 */
export function handshakeProver(clock: Clock, home: string, signal: AbortSignal): Prover {
  const limits = { timeoutMs: lookTimeoutMs, clock }
  const lookout = new Lookout({ home })
  const checkedFrom = new Map<string, "here" | "there">()
  return {
    async look(endpoint, { signal: own, door, name } = {}) {
      const seen = await lookout.look(fromFleet(name === undefined ? endpoint : { ...endpoint, sni: name }), {
        ...{ ...limits, leafOnly: true, door },
        ...(own === undefined ? {} : { signal: own }),
      })
      return seen.ok
        ? { ok: true, fingerprint: seen.fingerprint, from: seen.from, ...leafOf(seen.chain) }
        : { ok: false, problem: seen.detail }
    },
    async check(host, probe, { door } = {}) {
      const key = `${host.host} ${probe.kind} ${probe.port}`
      const there = (through: Door): Promise<string | undefined> =>
        checkHealth(host, probe, {
          ...limits,
          signal,
          open: (own) => opened(through, host.host, probe.port, own),
        })
      if (door !== undefined && checkedFrom.get(key) === "there") return there(door)
      const problem = await checkHealth(host, probe, { ...limits, signal })
      if (problem === undefined) checkedFrom.set(key, "here")
      // What has answered from here once must go on doing so.
      if (problem === undefined || door === undefined || checkedFrom.has(key)) return problem
      if ((await there(door)) !== undefined) return problem
      checkedFrom.set(key, "there")
      return undefined
    },
  }
}

function leafOf([leaf]: readonly Uint8Array[]): { leaf?: Uint8Array } {
  return leaf === undefined ? {} : { leaf }
}

/** By the server's own name, else by its loopback. */
function opened(door: Door, host: string, port: number, signal: AbortSignal): Promise<Duplex> {
  const to = (address: string): Promise<Duplex> => door.forward({ address, port }, { signal })
  return to(host).catch(() => to("127.0.0.1"))
}
