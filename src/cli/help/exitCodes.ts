/** Every exit code and what it means, for help and manual pages. */
export const exitCodeMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [0, "clean or done"],
  [1, "findings at or above the threshold"],
  [2, "usage or configuration"],
  [3, "could not complete a check, or reach a host before any change"],
  [4, "a rollout failed and every changed host was restored"],
  [5, "a rollout needs a human"],
  [130, "interrupted"],
]

/** What every help ends with. */
export const exitCodeHelp = `\nExit codes:\n${exitCodeLines("  ")}`

export function exitCodeLines(indent: string): string {
  return exitCodeMeanings.map(([code, meaning]) => `${indent}${code}  ${meaning}`).join("\n")
}
