import type { Section } from "./section.js"

/** Every exit code and what it means, for help and manual pages. */
const exitCodeMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [0, "clean or done"],
  [1, "findings at or above the threshold"],
  [2, "usage or configuration"],
  [3, "could not complete a check, or reach a host before any change"],
  [4, "a rollout failed and every changed host was restored"],
  [5, "a rollout needs a human"],
  [130, "interrupted"],
]

/** What every help ends with. */
export const exitCodeHelp = `\nExit codes:\n${lines("  ")}`

/** What the page on them begins with. */
export const exitCodeSection: Section = {
  title: "The codes",
  text: `
All commands share them:

${lines("    ")}

Where several apply, the first of 5, 4, 130, 3, 1 is taken: a server that needs a human is never hidden behind a
lesser one.`,
}

function lines(indent: string): string {
  return exitCodeMeanings.map(([code, meaning]) => `${indent}${code}  ${meaning}`).join("\n")
}
