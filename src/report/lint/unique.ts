/** Says how often a text was seen before: for formats in which two entries of one name become one. */
export function counter(): (text: string) => number {
  const seen = new Map<string, number>()
  return (text) => {
    const before = seen.get(text) ?? 0
    seen.set(text, before + 1)
    return before
  }
}
