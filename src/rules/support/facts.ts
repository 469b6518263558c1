import type { Facts } from "../../finding.js"

/** The facts of a rule that collects offenders: nothing found, nothing to say. */
export function found(values: readonly string[]): Facts | undefined {
  return values.length === 0 ? undefined : { values: [...new Set(values.map(excerpt))] }
}

/** The values that are there before already. */
export function repeated(values: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return values.filter((value) => seen.size === seen.add(value).size)
}

/** The facts of a rule that is broken or not. */
export function when(broken: boolean | undefined): Facts | undefined {
  return broken === true ? none : undefined
}

const none: Facts = Object.freeze({})

/** Control characters escaped, so that no certificate paints a terminal. */
export function excerpt(text: string): string {
  // Nearly every text is plain, and V8 takes milliseconds to build the class of the others.
  const safe = /^[\x20-\x7e]*$/.test(text)
    ? text
    : text.replace(/\p{C}/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
  return safe.length > 120 ? `${safe.slice(0, 117)}...` : safe
}
