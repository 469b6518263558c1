/** One benchmark: what it measures, and what it found. */
export interface Benchmark {
  readonly name: string
  readonly about: string
  /** What takes long gives each result as soon as it is there. */
  run(): Promise<Results>
}

export type Results = Iterable<Measure | Remark> | AsyncIterable<Measure | Remark>

/** What is to be said beside the numbers. */
export interface Remark {
  readonly remark: string
}

/** One number against its limit; both sides of a ratio are measured in the same run. */
export interface Measure {
  readonly name: string
  readonly value: number
  /** The value must not be above it; a measure without one is for information. */
  readonly limit?: number
  /** The value must not be below it. */
  readonly least?: number
  /** e.g. `×` or `ms`. */
  readonly unit: string
  /** What the value was made of. */
  readonly detail?: string
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const [upper = Number.NaN, lower = Number.NaN] = [sorted[middle], sorted[middle - 1]]
  return sorted.length % 2 === 1 ? upper : (upper + lower) / 2
}
