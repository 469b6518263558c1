import { createRequire } from "node:module"

const require = createRequire(import.meta.url)

/** Its tables are read for the first name that needs them: most certificates have none. */
const tr46 = (): typeof import("tr46") => require("tr46")

const options = { checkBidi: true, checkHyphens: true, checkJoiners: true, useSTD3ASCIIRules: true } as const

/**
 * A host name as a user writes it in A-labels, lower case; undefined when some label is no valid IDN.
 * Stricter than UTS 46 alone: a character that IDNA2008 (RFC 5892) does not permit, such as a symbol or an
 * emoji, is no part of a name that a CA may sign.
 */
export function toAscii(name: string): string | undefined {
  const ascii = tr46().toASCII(name, options)
  if (ascii === null) return undefined
  return ascii.split(".").every((label) => !label.startsWith("xn--") || isALabel(label)) ? ascii : undefined
}

/** For people: A-labels as the characters they stand for; anything else as it is. */
export function toDisplay(name: string): string {
  if (!/(^|\.)xn--/.test(name)) return name
  const { domain, error } = tr46().toUnicode(name, options)
  return error ? name : domain
}

/** Every A-label of a host name as what it stands for, other labels as they are; undefined where one stands for nothing. */
export function toLabelsOfUnicode(name: string): string | undefined {
  const labels = name.split(".").map((label) => {
    if (!label.startsWith("xn--")) return label
    const { domain, error } = tr46().toUnicode(label, options)
    return error ? undefined : domain
  })
  return labels.includes(undefined) ? undefined : labels.join(".")
}

/** RFC 5890 section 2.3.2.1: the label decodes, its characters are permitted, and it encodes to itself. */
export function isALabel(label: string): boolean {
  const lower = label.toLowerCase()
  if (!lower.startsWith("xn--") || lower.length > 63) return false
  const { domain, error } = tr46().toUnicode(lower, options)
  if (error || domain === lower || !isPermitted(domain)) return false
  return tr46().toASCII(domain, options) === lower
}

// RFC 5892 section 2: letters, digits and marks are PVALID, with these exceptions (sections 2.6 and 2.9).
const letters =
  /^(?:[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\u06fd\u06fe\u0f0b\u3007\u00b7\u0375\u05f3\u05f4\u30fb-]|\u200c|\u200d)+$/u
const exceptions = /[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/u

function isPermitted(label: string): boolean {
  return letters.test(label) && !exceptions.test(label) && contextRules.every((holds) => holds(label))
}

/** RFC 5892 appendix A.3 to A.9; the joiners of A.1 and A.2 are UTS 46's part. */
const contextRules: readonly ((label: string) => boolean)[] = [
  (label) => !label.replace(/(?<=l)\u00b7(?=l)/gu, "").includes("\u00b7"),
  (label) => !/\u0375(?!\p{Script=Greek})/u.test(label),
  (label) => !/(?<!\p{Script=Hebrew})[\u05f3\u05f4]/u.test(label),
  (label) =>
    !label.includes("\u30fb") ||
    /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(label.replaceAll("\u30fb", "")),
  (label) => !(/[\u0660-\u0669]/u.test(label) && /[\u06f0-\u06f9]/u.test(label)),
]
