/**
 * The one place where argv becomes a shell line. Every word is single-quoted unless it is made of
 * characters that no POSIX shell treats specially, so content can never inject. (zsh, where `=word` stands for a program's
 * path, is one as well.)
 */
export function quoteWord(word: string): string {
  if (word.includes("\0")) throw new RangeError("a command word cannot contain a NUL byte")
  return /^(?!=)[A-Za-z0-9_/.,:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** Joins argv to one line that a POSIX shell splits back into exactly these words. */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ")
}
