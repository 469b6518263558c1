/**
 * Controls, turned writing direction, line separators, halves of characters, and `##[`, which build servers obey
 * anywhere in a line.
 */
const unsafe = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]|(?<=#)#(?=\w*\[)/gu

/** Names in certificates are the sender's choice: no character of theirs that a terminal or log obeys gets there. */
export function printable(line: string): string {
  // Nearly every line is plain, and V8 takes milliseconds to build the class of the others.
  return /^[ -~]*$/.test(line) && !line.includes("##") ? line : line.replace(unsafe, escaped)
}

/** A text of several lines, each made printable; line feeds stay. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n")
}

/** As in JavaScript and JSON, where it is a string's. */
export function escaped(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits}`
}
