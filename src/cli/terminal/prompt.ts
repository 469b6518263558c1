import { ToolError } from "../../errors.js"
import { TypedLine } from "../../local/typedLine.js"
import { Secret } from "../../secret.js"
import type { Io } from "../io.js"

/** A terminal that can hand over keys one by one instead of echoing them. */
interface RawTerminal {
  setRawMode(raw: boolean): unknown
}

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

function readLine({ stdin, interrupt }: Io): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const line = new TypedLine()
    const settle = (finish: () => void): void => {
      stdin.off("data", onData).off("end", cancel)
      interrupt.removeEventListener("abort", cancel)
      finish()
    }
    const cancel = (): void => settle(() => reject(new ToolError("cancelled", "interrupted")))
    const onData = (keys: Uint8Array | string): void => {
      const state = line.type(keys)
      if (state === "cancelled") cancel()
      if (state === "entered") settle(() => resolve(line.bytes))
    }
    stdin.on("data", onData).on("end", cancel)
    interrupt.addEventListener("abort", cancel)
    if (interrupt.aborted) cancel()
    else stdin.resume()
  })
}
