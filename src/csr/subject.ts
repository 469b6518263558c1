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
 * Reads `O="Example, Inc.", L=Springfield, ST=Illinois, C=US` (RFC 4514, and with quotes as OpenSSL prints it), or the
 * same in OpenSSL's form with slashes. A backslash makes the next character part of the value; two hexadecimal digits
 * after it are an octet of UTF-8.
 */
export function parseSubject(text: string): ParsedSubject {
  const slashes = text.startsWith("/")
  const subject: { -readonly [K in SubjectField]?: string } = {}
  for (const part of splitUnquoted(slashes ? text.slice(1) : text, slashes ? "/" : ",")) {
    const equals = part.indexOf("=")
    const shown = part.slice(0, equals).trim()
    const field = fieldNames[shown.toLowerCase()]
    if (equals < 1) return { ok: false, problem: `${JSON.stringify(part)} has no =`, hint: subjectHint }
    if (field === undefined) return { ok: false, ...unknownField(shown, shown.toLowerCase()) }
    if (subject[field] !== undefined)
      return { ok: false, problem: `${field} is there twice`, hint: subjectHint }
    const value = readValue(part.slice(equals + 1))
    if (typeof value !== "string")
      return { ok: false, problem: `${field}: ${value.problem}`, hint: value.hint }
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

/** Between separators that are neither escaped nor in quotes; quotes count where a value begins with one. */
function splitUnquoted(text: string, separator: string): string[] {
  const part = new RegExp(String.raw`(?:[^\\${separator}="]|\\.|=\s*"(?:[^\\"]|\\.)*"|[="\\])+`, "gsu")
  return [...text.matchAll(part)].map(([piece]) => piece.trimStart()).filter((piece) => piece !== "")
}

function readValue(text: string): string | { readonly problem: string; readonly hint: string } {
  const value = text.trimStart()
  if (!value.startsWith('"')) return unescaped(value.replace(/(?<!\\)\s+$/u, ""))
  const quoted = /^"((?:[^\\"]|\\.)*)"\s*$/su.exec(value)?.[1]
  if (quoted !== undefined) return unescaped(quoted)
  return {
    problem: "a value that begins with a quotation mark must end with one",
    hint: 'a quotation mark of the name itself is written \\"',
  }
}

/** RFC 4514 section 2.4: runs of octets make characters. */
function unescaped(text: string): string | { readonly problem: string; readonly hint: string } {
  try {
    return text.replace(/(?:\\[0-9A-Fa-f]{2})+|\\(.)/gsu, (whole, character: string | undefined) =>
      character === undefined
        ? new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(whole.replaceAll("\\", ""), "hex"))
        : character,
    )
  } catch {
    return { problem: "its octets after backslashes are no UTF-8", hint: "write the characters themselves" }
  }
}
