import { escaped } from "./printable.js"

/** What JSON leaves as it is and a terminal or log obeys. */
const unsafe = /[\u007f-\u009f\p{Bidi_Control}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu
/** `##[`, as in `printable`. */
const command = /(?<=#)#(?=\w*\[)/g

/** A document for other programs: `version` is counted up when a reader must change. */
export function documentText(document: object): string {
  return jsonText({ version: 1, ...document })
}

/** JSON for files and logs alike: the same values, with every character escaped that could be obeyed. */
export function jsonText(value: unknown): string {
  return `${printableJson(JSON.stringify(value, null, 2))}\n`
}

/** The same for JSON that is text already. */
export function printableJson(text: string): string {
  // Reports have megabytes, nearly all of them plain: the slow expressions see what is left.
  const safe = text.replace(/[^\n -~]+/g, (odd) => odd.replace(unsafe, escapedHalves))
  return safe.includes("##") ? safe.replace(command, escaped) : safe
}

/** RFC 8259 section 7: a character outside of the basic plane is two escapes. */
function escapedHalves(character: string): string {
  return character.split("").map(escaped).join("")
}
