/** What the code of a rule may be called: the scaffold refuses what the tests would. */

/** They say what to do; a code says what is wrong, so that "waive CODE" and "CODE found" read well. */
const instructions = [
  "must",
  "should",
  "do-not",
  "no",
  "prefer",
  "use",
  "require",
  "check",
  "forbid",
  "disallow",
] as const

/** Everything that is wrong with a code, a sentence each; `taken` are the codes of other findings. */
export function namingProblems(code: string, taken: ReadonlySet<string>): readonly string[] {
  const instruction = instructions.find((word) => code === word || code.startsWith(`${word}-`))
  return [
    ...(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(code)
      ? []
      : [`"${code}" is not in kebab case: lower-case words and numbers with one hyphen between them`]),
    ...(instruction === undefined
      ? []
      : [`"${code}" says what to do (${instruction}-): state the problem, as in san-missing`]),
    ...(taken.has(code) ? [`"${code}" is the code of another finding`] : []),
  ]
}

/** The name of a rule's file and constant: sanMissing for san-missing. */
export function camelCase(code: string): string {
  return code.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
