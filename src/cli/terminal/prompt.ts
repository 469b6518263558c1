import { isUtf8 } from "node:buffer"
import { ToolError } from "../../errors.js"
import { Secret } from "../../secret.js"
import type { Io } from "../io.js"

/** A terminal that can hand over keys one by one instead of echoing them. */
interface RawTerminal {
  setRawMode(raw: boolean): unknown
}

/** CR, LF and Ctrl-D; DEL and Ctrl-H; Ctrl-C; Ctrl-U. */
const enter: ReadonlySet<number> = new Set([0x0d, 0x0a, 0x04])
const backspace: ReadonlySet<number> = new Set([0x7f, 0x08])
const interruptKey = 0x03
const clearKey = 0x15

/** What is asked for, in the words of an error, and what does without a terminal. */
export interface Asked {
  readonly what: string
  readonly instead: string
}

const aPassphrase: Asked = { what: "a passphrase", instead: "use --passphrase-file FILE" }

/**
 * Asks on the terminal for something that must not be seen. The question goes to stderr; nothing is echoed.
 *
 * @throws ToolError `passphrase` where there is no terminal, `cancelled` on Ctrl-C
 */
export async function askSecret(
  io: Io,
  question: string,
  { what, instead }: Asked = aPassphrase,
): Promise<Secret> {
  const terminal = rawTerminal(io)
  if (terminal === undefined)
    throw new ToolError("passphrase", `there is no terminal to ask for ${what}`, {
      hint: instead,
    })
  // Before the question: whoever answers at once must not be echoed either.
  terminal.setRawMode(true)
  io.stderr.write(question)
  try {
    return new Secret(await readLine(io))
  } finally {
    terminal.setRawMode(false)
    io.stdin.pause()
    io.stderr.write("\n")
  }
}

function rawTerminal({ stdin }: Io): RawTerminal | undefined {
  const able = stdin.isTTY === true && "setRawMode" in stdin && typeof stdin.setRawMode === "function"
  return able ? (stdin as unknown as RawTerminal) : undefined
}

/** The bytes that were typed: a terminal that is not set to UTF-8 sends others. */
function readLine({ stdin, interrupt }: Io): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let typed = Buffer.alloc(0)
    const settle = (finish: () => void): void => {
      stdin.off("data", onData).off("end", cancel)
      interrupt.removeEventListener("abort", cancel)
      finish()
    }
    const cancel = (): void => settle(() => reject(new ToolError("cancelled", "interrupted")))
    const onData = (chunk: Uint8Array | string): void => {
      for (const byte of bytesOf(chunk)) {
        if (byte === interruptKey) cancel()
        else if (enter.has(byte)) settle(() => resolve(typed))
        else typed = afterKey(typed, byte)
      }
    }
    stdin.on("data", onData).on("end", cancel)
    interrupt.addEventListener("abort", cancel)
    if (interrupt.aborted) cancel()
    else stdin.resume()
  })
}

function bytesOf(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === "string" ? Buffer.from(chunk) : chunk
}

/** What is on the line after one more key; Ctrl-U clears it, as terminals do. */
function afterKey(typed: Buffer, byte: number): Buffer<ArrayBuffer> {
  if (byte === clearKey) return Buffer.alloc(0)
  if (backspace.has(byte)) return Buffer.from(typed.subarray(0, -lastCharacter(typed)))
  return byte >= 0x20 ? Buffer.concat([typed, Buffer.of(byte)]) : Buffer.from(typed)
}

/** How many bytes the last character has: of UTF-8 up to four, of anything else one. */
function lastCharacter(typed: Buffer): number {
  const sizes = [2, 3, 4].filter((size) => {
    const end = typed.subarray(-size)
    return end.length === size && isUtf8(end) && [...end.toString("utf8")].length === 1
  })
  return sizes[0] ?? 1
}
