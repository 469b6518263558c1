/** ssh_config(5), PATTERNS: `*` and `?`; nothing else is special. */
export function matchesPattern(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
  return new RegExp(`^${expression}$`, "s").test(text)
}

/** A list in which `!pattern` takes a match back, wherever it stands. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  const [negative, positive] = [true, false].map((negated) =>
    patterns.filter((one) => one.startsWith("!") === negated),
  )
  if (negative?.some((one) => matchesPattern(one.slice(1), text))) return false
  return positive?.some((one) => matchesPattern(one, text)) ?? false
}
