/** Runs one target over mutants and keeps what went wrong and what took longest. */
import { mutate, random } from "./mutate.js"
import type { Target } from "./targets.js"

export interface Crash {
  readonly target: string
  /** Round within the run: the same seed and round make the same mutant. */
  readonly round: number
  readonly message: string
  /** The mutant, base64. */
  readonly input: string
}

export interface FuzzResult {
  readonly target: string
  readonly rounds: number
  readonly crashes: readonly Crash[]
  readonly slowest: { readonly ms: number; readonly round: number; readonly bytes: number }
  readonly totalMs: number
}

/** The mutant of a round; each round has a generator of its own, so that one can be made again alone. */
export function mutantOf(target: Target, seed: number, round: number): Uint8Array {
  const next = random(Math.imul(seed + 1, 0x9e3779b1) ^ round)
  const start = target.seeds[Math.floor(next() * target.seeds.length)] ?? new Uint8Array()
  return (target.mutate ?? mutate)(start, next, target.seeds)
}

export function fuzz(target: Target, seed: number, rounds: number): FuzzResult {
  const crashes: Crash[] = []
  let slowest = { ms: 0, round: 0, bytes: 0 }
  const begin = performance.now()
  for (let round = 0; round < rounds; round++) {
    const mutant = mutantOf(target, seed, round)
    const from = performance.now()
    const crash = attempt(target, mutant)
    const ms = performance.now() - from
    if (ms > slowest.ms) slowest = { ms, round, bytes: mutant.length }
    if (crash !== undefined)
      crashes.push({
        target: target.name,
        round,
        message: crash,
        input: Buffer.from(mutant).toString("base64"),
      })
  }
  return { target: target.name, rounds, crashes, slowest, totalMs: performance.now() - begin }
}

/** What is wrong, if anything: an exception, or more work than an input of this size may cause. */
function attempt(target: Target, mutant: Uint8Array): string | undefined {
  try {
    const over = target.run(mutant).find(({ spent, limit }) => spent > limit)
    return over && `${over.name}: ${over.spent} of at most ${over.limit}`
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}
