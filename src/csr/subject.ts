/** The subject of a CSR besides the common name. There is no organizational unit: BR 7.1.4.2.2 prohibits it. */
export interface SubjectFields {
  readonly organization?: string
  readonly locality?: string
  readonly state?: string
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
}

export type SubjectField = keyof SubjectFields

/** ub-organization-name and so on, RFC 5280 appendix A.1. */
export const subjectLimits: Readonly<Record<SubjectField, number>> = {
  organization: 64,
  locality: 128,
  state: 128,
  country: 2,
}

const fieldNames: Readonly<Record<string, SubjectField>> = {
  o: "organization",
  organization: "organization",
  l: "locality",
  locality: "locality",
  st: "state",
  s: "state",
  state: "state",
  c: "country",
  country: "country",
}

export type ParsedSubject =
  | { readonly ok: true; readonly subject: SubjectFields }
  | { readonly ok: false; readonly problem: string; readonly hint: string }

/**
 * Reads `O=Example University, L=Springfield, ST=Illinois, C=US`, or the same in OpenSSL's form with
 * slashes. A backslash makes the next character part of the value.
 */
export function parseSubject(text: string): ParsedSubject {
  const slashes = text.startsWith("/")
  const parts = splitUnescaped(slashes ? text.slice(1) : text, slashes ? "/" : ",")
  const subject: { -readonly [K in SubjectField]?: string } = {}
  for (const part of parts.map((piece) => piece.trim()).filter((piece) => piece !== "")) {
    const equals = part.indexOf("=")
    const name = part.slice(0, equals).trim().toLowerCase()
    const field = fieldNames[name]
    if (equals < 1) return { ok: false, problem: `${JSON.stringify(part)} has no =`, hint: subjectHint }
    if (field === undefined) return { ok: false, ...unknownField(part.slice(0, equals).trim(), name) }
    if (subject[field] !== undefined)
      return { ok: false, problem: `${field} is there twice`, hint: subjectHint }
    const value = part
      .slice(equals + 1)
      .trim()
      .replace(/\\(.)/gu, "$1")
    if (value !== "") subject[field] = value
  }
  return { ok: true, subject }
}

const subjectHint = 'write it like "O=Example University, L=Springfield, ST=Illinois, C=US"'

function unknownField(shown: string, name: string): { problem: string; hint: string } {
  if (name === "ou")
    return { problem: "OU cannot be part of it", hint: "no CA takes it since 2022-09-01: leave it out" }
  if (name === "cn") return { problem: "CN cannot be part of it", hint: "give the common name with --cn" }
  return { problem: `${shown} is no field of the subject`, hint: subjectHint }
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts = [""]
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? ""
    if (character === separator) parts.push("")
    else {
      const escaped = character === "\\" ? (text[++index] ?? "") : ""
      parts.push(`${parts.pop() ?? ""}${character}${escaped}`)
    }
  }
  return parts
}
