/** Pairs of recipes on both sides of a number or a day that stands in a rule, one step apart. */
import { leaf, type Pair, type Patch, type Recipe } from "./build.js"

/** A pair that says between which two it lies: by construction, so that it cannot say it wrongly. */
export interface LimitPair extends Pair {
  readonly limit: number | string
}
type Make = (count: number) => Recipe

export function atMost(limit: number, make: Make): LimitPair {
  return { limit, good: make(limit), bad: make(limit + 1) }
}
export function atLeast(limit: number, make: Make): LimitPair {
  return { limit, good: make(limit), bad: make(limit - 1) }
}
/** The number itself is still wrong. */
export function above(limit: number, make: Make): LimitPair {
  return { limit, good: make(limit + 1), bad: make(limit) }
}
/** The number itself is wrong already. */
export function below(limit: number, make: Make): LimitPair {
  return { limit, good: make(limit - 1), bad: make(limit) }
}

const dayMs = 86_400_000
const secondMs = 1_000

/** The first second of a day, so many seconds later or earlier. */
function moment(day: string, seconds: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + seconds * secondMs).toISOString()
}

/** Lifetimes, both ends counted: so many days, and one second more. */
export function daysAtMost(limit: number, from: string, patch: Patch = {}): LimitPair {
  const recipe = (seconds: number): Recipe => {
    const notAfter = Date.parse(from) + limit * dayMs - secondMs + seconds * secondMs
    return leaf({ ...patch, from, until: new Date(notAfter).toISOString() })
  }
  return { limit, good: recipe(0), bad: recipe(1) }
}

type MakeAt = (moment: string) => Recipe

/** Wrong from the first second of a day on. */
export function since(day: string, make: MakeAt): LimitPair {
  return { limit: day, good: make(moment(day, -1)), bad: make(moment(day, 0)) }
}
/** Right from the first second of a day on. */
export function until(day: string, make: MakeAt): LimitPair {
  return { limit: day, good: make(moment(day, 0)), bad: make(moment(day, -1)) }
}
/** Wrong after the first second of a day. */
export function after(day: string, make: MakeAt): LimitPair {
  return { limit: day, good: make(moment(day, 0)), bad: make(moment(day, 1)) }
}
/** Months are no number of seconds: wrong after that many months to the second, which end there. */
export function monthsAtMost(limit: number, end: string, make: MakeAt): LimitPair {
  return { ...after(end, make), limit }
}
