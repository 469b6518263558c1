/** Where results of a command may be written: never over a key, or over anything but an earlier result. */
import { isUtf8 } from "node:buffer"
import { basename, dirname } from "node:path"
import { ToolError } from "../../errors.js"
import type { Files } from "../../ports.js"
import { textOf } from "../../x509/textOf.js"
import { kindOf, type ResultKind } from "./kinds.js"

/** A file that a command is asked to write. */
export interface ResultPlace {
  readonly name: ResultKind
  readonly file: string
  /** What asks for it, where that is to be told. */
  readonly flag?: string
}

export type PlaceDoors = Pick<Files, "read" | "kind" | "real">

/** Bytes; reports of thousands of certificates are larger than anything else that is read. */
const largest = 256 * 1024 * 1024

/**
 * Links are followed: what the file would take away is what counts.
 *
 * @param inputs what the same command reads, as `Files.real` has it
 * @throws ToolError `exists` for a place where something else is or belongs
 */
export async function requirePlace(
  files: PlaceDoors,
  place: ResultPlace,
  inputs: ReadonlySet<string> = new Set(),
): Promise<void> {
  const asker = place.flag === undefined ? "" : `${place.flag}: `
  const refuse = (why: string, hint = "name another file"): never => {
    throw new ToolError("exists", `${asker}${place.file} ${why}`, { hint })
  }
  const real = await files.real(place.file)
  if ([place.file, real].some((path) => /\.key$/i.test(path))) refuse("is the name of a private key")
  if (real.endsWith(".jsonl") && basename(dirname(real)) === "rollouts")
    refuse("is where journals of rollouts are")
  if ((await files.kind(dirname(real))) === "file")
    throw new ToolError("exists", `${asker}${place.file}: ${dirname(place.file)} is a file`, {
      hint: "name another folder",
    })
  const there = await files.kind(place.file)
  if (there === "folder") refuse("is a folder", "name a file in it")
  if (there !== "file") return
  const bytes = await files.read(place.file, { maxBytes: largest })
  if (bytes.length === 0) return
  const secret = await secretIn(bytes)
  if (secret !== undefined) refuse(secret)
  const { what, earlier, free } = kindOf(place.name)
  const { text } = textOf(bytes)
  if (earlier.test(text)) return
  if (inputs.has(real)) refuse("is what this command reads")
  if (free !== true || !mayBeReport(real, bytes, text))
    refuse(`holds something else than ${what}`, "move it away or name another file")
}

/** What is told of a file that nobody could make again. */
async function secretIn(bytes: Uint8Array): Promise<string | undefined> {
  const { readPrivateKey } = await import("../../x509/readPrivateKey.js")
  const read = readPrivateKey(bytes)
  if (!read.ok && read.problem === "no-key") return undefined
  return !read.ok && (read.problem === "pkcs12" || read.problem === "java-key-store")
    ? "is a key store"
    : "holds a private key"
}

/** A text of people's, and neither a document of programs nor a configuration. */
function mayBeReport(path: string, bytes: Uint8Array, text: string): boolean {
  if (!isUtf8(bytes) || /\0|^-----BEGIN /m.test(text)) return false
  return !/^\s*[<{[]/.test(text) && !/\.ya?ml$/i.test(path)
}
