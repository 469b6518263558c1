import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { quoteArgv } from "../../../src/remote/quote.js"

const scriptTool = "/usr/bin/script"

/** Why nothing can be typed to this shell here; undefined where it can. */
export function whyNotTyped(shell: string): string | undefined {
  if (!existsSync(scriptTool)) return `needs ${scriptTool}`
  return existsSync(`/usr/bin/${shell}`) ? undefined : `needs ${shell}`
}

export interface Typing {
  readonly shell: readonly string[]
  /** What the shell is told before anything is typed; it sets no prompt. */
  readonly setup: string
  readonly cwd: string
  readonly path: string
}

const prompt = "ready-for-more> "
const end = "all-is-typed"

/** What a terminal shows after this was typed to an interactive shell, tabs and all, without escape sequences. */
export function shownAfter(typed: string, { shell, setup, cwd, path }: Typing): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: path, HOME: cwd, TERM: "xterm", LC_ALL: "C.UTF-8" }
    const args = ["--quiet", "--return", "--echo", "always", "--command", quoteArgv(shell), "/dev/null"]
    const child = spawn(scriptTool, args, { cwd, env: { ...env, SHELL: "/bin/sh" } })
    let shown = ""
    let typedAt: number | undefined
    // The quotes keep what is echoed apart from what is printed; Ctrl-U empties the line, Ctrl-D leaves.
    child.stdin.write(`stty cols 200 rows 60; ${setup}; PS1='ready-for''-more> '\r`)
    child.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString()
      if (typedAt === undefined && shown.includes(prompt)) {
        typedAt = shown.length
        child.stdin.write(`${typed}\u0015echo all-is''-typed\r`)
      } else if (typedAt !== undefined && shown.includes(end, typedAt)) child.stdin.end("exit\r")
    })
    child.stdin.on("error", () => undefined)
    child.on("error", reject).on("close", () => resolve(plain(shown.slice(typedAt))))
  })
}

/** Without colours and movements of the cursor (ECMA-48 section 5.4), and without what else zsh sends a terminal. */
function plain(shown: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return shown.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|[=>])|\u0007/g, "")
}
