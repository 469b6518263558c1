/**
 * File names that are no UTF-8. Linux allows any bytes, Node's strings do not: each byte that is not part of a
 * character becomes a lone low surrogate (U+DC80 to U+DCFF), which no real name has, and back. Reports escape those.
 */
import { isUtf8 } from "node:buffer"
import { existsSync, readdirSync } from "node:fs"

const lone = /[\udc80-\udcff]/u

/** A name as a string that leads back to the same bytes. */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString()
  let name = ""
  for (let at = 0; at < bytes.length; ) {
    const size = [1, 2, 3, 4].find((count) => isCharacter(bytes.subarray(at, at + count), count)) ?? 0
    name +=
      size === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.subarray(at, at + size).toString()
    at += Math.max(size, 1)
  }
  return name
}

/** What the operating system is to be asked for. */
export function pathOf(name: string): string | Buffer {
  if (!lone.test(name)) return name
  const characters = [...name].map((character) =>
    lone.test(character) ? Buffer.of(character.charCodeAt(0) - 0xdc00) : Buffer.from(character),
  )
  return Buffer.concat(characters)
}

/**
 * A word of the command line that is no UTF-8 comes with U+FFFD in the place of each wrong byte. Where exactly one
 * name in the folder looks like that, it is meant; else the word is left as it came.
 */
export function pathAsTyped(path: string): string {
  if (!path.includes("\ufffd") || existsSync(path)) return path
  const found = path.split("/").reduce<string | undefined>((folder, step, index) => {
    if (folder === undefined) return undefined
    const start = index === 0 ? "" : `${folder}/`
    return step.includes("\ufffd") ? onlyLike(start, step) : `${start}${step}`
  }, "")
  return found ?? path
}

/** What the shell handed over open, as `<(command)` and `> FILE`: a descriptor, whatever it is of. */
export function isDescriptor(path: string): boolean {
  return /^\/(dev\/(fd\/\d+|std(in|out|err))|proc\/(self|\d+)\/fd\/\d+)$/.test(path)
}

function onlyLike(start: string, step: string): string | undefined {
  const names = namesIn(start === "" ? "." : start).filter((name) => name.toString() === step)
  const [only, ...others] = names
  return only === undefined || others.length > 0 ? undefined : `${start}${nameOf(only)}`
}

function namesIn(folder: string): Buffer[] {
  try {
    return readdirSync(pathOf(folder), { encoding: "buffer" })
  } catch {
    // Whoever asks for the path itself says what is wrong with it.
    return []
  }
}

function isCharacter(bytes: Buffer, size: number): boolean {
  return bytes.length === size && isUtf8(bytes)
}
