import type { Clock } from "../ports.js"
import { checkHealth } from "../probe/healthCheck.js"
import { Lookout } from "../probe/lookout.js"
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
    check: (host, probe) => checkHealth(host, probe, { ...limits, signal }),
  }
}

function leafOf([leaf]: readonly Uint8Array[]): { leaf?: Uint8Array } {
  return leaf === undefined ? {} : { leaf }
}
