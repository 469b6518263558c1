import { join } from "node:path"
import { ToolError, tooLarge } from "../errors.js"
import { type Files, usualMaxBytes } from "../ports.js"
import type { InputFile } from "./inputFile.js"
import { isNamedLikeCertificate, mayHoldCertificates } from "./sniff.js"

/** Where inputs come from. */
export interface InputPorts {
  readonly files: Files
  /** What `-` stands for, in chunks. */
  readonly standardInput?: AsyncIterable<Uint8Array | string>
  /** Ends the wait for standard input; its reason is thrown. */
  readonly signal?: AbortSignal
}

/**
 * Reads files, folders (their files that may hold certificates, not their
 * sub-folders) and `-` for standard input.
 *
 * @throws ToolError for what cannot be read
 */
export async function readInputs(ports: InputPorts, names: readonly string[]): Promise<InputFile[]> {
  requireOneStdin(names)
  const inputs: InputFile[] = []
  for (const name of names) inputs.push(...(await readInput(ports, name)))
  return inputs
}

/** @throws ToolError `usage` for words that name standard input twice: it is empty the second time. */
export function requireOneStdin(words: readonly string[]): void {
  if (words.filter((word) => word === "-").length < 2) return
  throw new ToolError("usage", "- is named twice", { hint: "standard input can be read once: name it once" })
}

async function readInput(ports: InputPorts, name: string): Promise<InputFile[]> {
  if (name === "-")
    return [{ name: "standard input", bytes: await readAll(ports.standardInput, ports.signal) }]
  try {
    return [await readOne(ports.files, name)]
  } catch (error) {
    if (!isFolder(error)) throw error
    return readFolder(ports.files, name)
  }
}

/** Reads one file, up to the limit. */
export async function readOne(files: Pick<Files, "read">, name: string): Promise<InputFile> {
  return { name, bytes: await files.read(name) }
}

async function readFolder(files: Files, folder: string): Promise<InputFile[]> {
  const inputs: InputFile[] = []
  for (const entry of await files.entries(folder)) {
    // What is neither file nor folder (a pipe, a link that leads nowhere) counts where it is called like a certificate.
    if (entry.kind !== "file" && (entry.kind === "folder" || !isNamedLikeCertificate(entry.name))) continue
    const file = await readOne(files, join(folder, entry.name))
    if (mayHoldCertificates(file.bytes)) inputs.push(file)
  }
  if (inputs.length > 0) return inputs
  throw new ToolError("not-found", `${folder} holds no file with certificates`, {
    hint: "name the folder with the files that the CA delivered",
  })
}

/**
 * Reads a stream to its end, up to the limit of any file.
 *
 * @throws ToolError for a longer one, or the signal's reason
 */
export async function readAll(
  stream: InputPorts["standardInput"],
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (stream === undefined) throw new ToolError("usage", "there is no standard input to read")
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of untilAborted(stream, signal)) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk)
    size += bytes.length
    if (size > usualMaxBytes) throw tooLarge("standard input", usualMaxBytes)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** A stream that nobody writes to waits for ever: it is left, and let go so that the process can end. */
async function* untilAborted<T>(
  stream: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  if (signal === undefined) return yield* stream
  signal.throwIfAborted()
  const iterator = stream[Symbol.asyncIterator]()
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
  })
  aborted.catch(() => undefined)
  signal.addEventListener("abort", stop)
  try {
    for (;;) {
      const { done, value } = await Promise.race([iterator.next(), aborted])
      if (done === true) return
      yield value
    }
  } finally {
    signal.removeEventListener("abort", stop)
    if (signal.aborted && "destroy" in stream && typeof stream.destroy === "function") stream.destroy()
  }
}

function isFolder(error: unknown): boolean {
  return error instanceof ToolError && (error.cause as { code?: unknown } | undefined)?.code === "EISDIR"
}
