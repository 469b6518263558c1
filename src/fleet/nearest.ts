/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost one each. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const cheapest = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(swapped ? Math.min(cheapest, (beforeLast[column - 2] ?? 0) + 1) : cheapest)
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}

/** The candidate that the word was most likely meant to be; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  return nearestFew(word, candidates, 1)[0]
}

/** The candidates that the word may have been meant to be, the likeliest first. */
export function nearestFew(word: string, candidates: readonly string[], most: number): readonly string[] {
  const wanted = word.slice(0, 200).toLowerCase()
  const reach = ({ length }: string): number => Math.max(1, Math.ceil(length / 3))
  return (
    candidates
      // No distance is shorter than the difference in length.
      .filter((candidate) => Math.abs(candidate.length - wanted.length) <= reach(candidate))
      .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
      .filter(({ candidate, distance }) => distance <= reach(candidate))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, most)
      .map(({ candidate }) => candidate)
  )
}
