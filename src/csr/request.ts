import { ToolError } from "../errors.js"
import { keyAlgorithms } from "../x509/privateKey.js"
import { type CsrRequest, wantedFromTexts } from "./plan.js"
import { parseSubject, type SubjectFields } from "./subject.js"

/** A CSR without a fleet, in a user's words. */
export interface CsrWords {
  readonly cn: string
  readonly san: readonly string[]
  /** Such as `O=Example University, C=US`. */
  readonly subject?: string
  /** Kind of key; rsa-2048 unless given. */
  readonly key?: string
  /** public unless given. */
  readonly profile?: string
}

/**
 * Reads the words; names are judged later, by `planCsr`.
 *
 * @throws ToolError `usage` for a word that means nothing
 */
export function requestFromWords(words: CsrWords): CsrRequest<string> {
  const key = keyAlgorithms.find((algorithm) => algorithm === (words.key ?? "rsa-2048"))
  if (key === undefined)
    throw new ToolError("usage", `--key ${words.key} is no kind of key`, {
      hint: `one of ${keyAlgorithms.join(", ")}`,
    })
  const profile = words.profile ?? "public"
  if (profile !== "public" && profile !== "private")
    throw new ToolError("usage", `--profile ${profile} is unknown`, { hint: "public or private" })
  return {
    names: wantedFromTexts(words.cn, words.san, { commonName: "--cn", other: "--san" }),
    subject: subjectOf(words.subject),
    key,
    profile,
    locate: () => ({ subject: { kind: "input", name: "--subject" } }),
  }
}

function subjectOf(text: string | undefined): SubjectFields {
  if (text === undefined) return {}
  const parsed = parseSubject(text)
  if (parsed.ok) return parsed.subject
  throw new ToolError("usage", `--subject: ${parsed.problem}`, { hint: parsed.hint })
}
