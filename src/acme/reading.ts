/** What a CA answers in JSON, by a schema. */
import type { z } from "zod"

/** @returns undefined for what is no JSON */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A stranger's words, of which so many characters are enough. */
export function cut(words: string, most: number): string {
  return words.length <= most ? words : `${words.slice(0, most)}…`
}

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  /** Where it is not what was documented, with what stands there. */
  | { readonly ok: false; readonly why: string }

export function readJson<T>(text: string, schema: z.ZodType<T>): Reading<T> {
  const json = jsonOf(text)
  if (json === undefined) return { ok: false, why: "no JSON" }
  const read = schema.safeParse(json)
  if (read.success) return { ok: true, value: read.data }
  const [issue] = read.error.issues
  const path = issue?.path ?? []
  const found = path.reduce<unknown>(memberOf, json)
  const shown =
    found === undefined || typeof found === "object" ? "" : ` ${JSON.stringify(found).slice(0, 80)}`
  const place = path.length === 0 ? "" : `${path.join(".")}${shown}: `
  const there = found === undefined ? membersOf(path.slice(0, -1).reduce<unknown>(memberOf, json)) : ""
  return { ok: false, why: `${place}${issue?.message ?? ""}${there}` }
}

/** What stands there in the place of what is missing: it may be called otherwise. */
function membersOf(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return ""
  const names = Object.keys(value)
  return names.length === 0 ? "" : `; there is ${names.slice(0, 12).join(", ").slice(0, 200)}`
}

function memberOf(value: unknown, name: PropertyKey): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<PropertyKey, unknown>)[name]
    : undefined
}
