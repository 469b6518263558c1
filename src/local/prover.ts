import type { Clock } from "../ports.js"
import { checkHealth } from "../probe/healthCheck.js"
import { observe } from "../probe/observe.js"
import { fromFleet } from "../probe/protocol.js"
import type { Prover } from "../rollout/phases/prover.js"

/** Time limit of one look at a port, milliseconds. */
const lookTimeoutMs = 5_000

/**
 * Proves by real handshakes from this machine.
 *
 * @param signal ends every look at once
 */
export function handshakeProver(clock: Clock, signal: AbortSignal): Prover {
  const limits = { timeoutMs: lookTimeoutMs, clock }
  return {
    async look(endpoint, own) {
      const seen = await observe(fromFleet(endpoint), {
        ...limits,
        leafOnly: true,
        ...(own === undefined ? {} : { signal: own }),
      })
      return seen.ok ? { ok: true, fingerprint: seen.fingerprint } : { ok: false, problem: seen.detail }
    },
    check: (host, probe) => checkHealth(host, probe, { ...limits, signal }),
  }
}
