import { join, resolve } from "node:path"
import type { Readable } from "node:stream"
import type { InputFile } from "../bundle/delivery.js"
import { ToolError } from "../errors.js"
import type { Io } from "./io.js"

/** More than the largest honest delivery by a factor of a hundred. */
const maxBytes = 16 * 1024 * 1024

/**
 * Reads what the command line names: files, folders (their files that may hold certificates, not their
 * sub-folders) and `-` for standard input.
 *
 * @throws ToolError for what cannot be read
 */
export async function readInputs(io: Io, names: readonly string[]): Promise<InputFile[]> {
  const inputs: InputFile[] = []
  for (const name of names) inputs.push(...(await readInput(io, name)))
  return inputs
}

async function readInput(io: Io, name: string): Promise<InputFile[]> {
  if (name === "-") return [{ name: "standard input", bytes: await readAll(io.stdin) }]
  try {
    return [await readOne(io, name)]
  } catch (error) {
    if (!isFolder(error)) throw error
    return readFolder(io, name)
  }
}

/** Reads one file, up to the limit. */
export async function readOne(io: Io, name: string): Promise<InputFile> {
  return { name, bytes: limited(await io.files.read(resolve(io.cwd, name)), name) }
}

async function readFolder(io: Io, folder: string): Promise<InputFile[]> {
  const { mayHoldCertificates } = await import("../bundle/expand.js")
  const inputs: InputFile[] = []
  for (const entry of await io.files.list(resolve(io.cwd, folder))) {
    const name = join(folder, entry)
    const file = await readOne(io, name).catch((error: unknown) => {
      if (isFolder(error)) return undefined
      throw error
    })
    if (file !== undefined && mayHoldCertificates(file.bytes)) inputs.push(file)
  }
  if (inputs.length > 0) return inputs
  throw new ToolError("not-found", `${folder} holds no file with certificates`, {
    hint: "name the folder with the files that the CA delivered",
  })
}

/** Reads a stream to its end, up to the limit. */
export async function readAll(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > maxBytes) throw tooLarge("standard input")
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function limited(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes.length > maxBytes) throw tooLarge(name)
  return bytes
}

function tooLarge(name: string): ToolError {
  return new ToolError("unreadable", `${name} is larger than ${maxBytes / 1024 / 1024} MiB`, {
    hint: "name the files that the CA delivered",
  })
}

function isFolder(error: unknown): boolean {
  return error instanceof ToolError && (error.cause as { code?: unknown } | undefined)?.code === "EISDIR"
}
