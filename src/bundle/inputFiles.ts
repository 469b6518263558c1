import { join } from "node:path"
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import type { InputFile } from "./delivery.js"

/** Where inputs come from. */
export interface InputPorts {
  readonly files: Files
  /** What `-` stands for, in chunks. */
  readonly standardInput?: AsyncIterable<Uint8Array | string>
}

/** More than the largest honest delivery by a factor of a hundred. */
const maxBytes = 16 * 1024 * 1024

/**
 * Reads files, folders (their files that may hold certificates, not their
 * sub-folders) and `-` for standard input.
 *
 * @throws ToolError for what cannot be read
 */
export async function readInputs(ports: InputPorts, names: readonly string[]): Promise<InputFile[]> {
  const inputs: InputFile[] = []
  for (const name of names) inputs.push(...(await readInput(ports, name)))
  return inputs
}

async function readInput(ports: InputPorts, name: string): Promise<InputFile[]> {
  if (name === "-") return [{ name: "standard input", bytes: await readAll(ports.standardInput) }]
  try {
    return [await readOne(ports.files, name)]
  } catch (error) {
    if (!isFolder(error)) throw error
    return readFolder(ports.files, name)
  }
}

/** Reads one file, up to the limit. */
export async function readOne(files: Pick<Files, "read">, name: string): Promise<InputFile> {
  return { name, bytes: limited(await files.read(name), name) }
}

async function readFolder(files: Files, folder: string): Promise<InputFile[]> {
  const { mayHoldCertificates } = await import("./expand.js")
  const inputs: InputFile[] = []
  for (const entry of await files.list(folder)) {
    const name = join(folder, entry)
    const file = await readOne(files, name).catch((error: unknown) => {
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
export async function readAll(stream: InputPorts["standardInput"]): Promise<Uint8Array> {
  if (stream === undefined) throw new ToolError("usage", "there is no standard input to read")
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk)
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
