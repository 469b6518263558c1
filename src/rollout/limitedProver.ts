import type { Prover } from "./prover.js"

/**
 * The same prover with at most `width` looks and checks under way: a handshake takes memory outside of the heap, and a
 * fleet has a thousand ports. Who waits is served in the order of asking.
 */
export function limitedProver(prover: Prover, width: number): Prover {
  const waiting: (() => void)[] = []
  let running = 0
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
  return {
    look: (endpoint, signal) => turn(() => prover.look(endpoint, signal)),
    check: (host, probe) => turn(() => prover.check(host, probe)),
  }
}
