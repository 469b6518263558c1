import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import type { Io } from "../io.js"
import { bashScript } from "./shells/bash.js"
import { fishScript } from "./shells/fish.js"
import { zshScript } from "./shells/zsh.js"

const scripts: Readonly<Record<string, string>> = { bash: bashScript, zsh: zshScript, fish: fishScript }

/** `certfleet completion`: the script for a shell. */
export async function completion(io: Io, shell: string): Promise<ExitCode> {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined
  if (script === undefined)
    throw new ToolError("usage", `there is no completion for the shell ${shell}`, {
      hint: `one of ${Object.keys(scripts).join(", ")}`,
    })
  io.stdout.write(script)
  return exitCodes.ok
}
