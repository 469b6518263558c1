import { ToolError } from "../../errors.js"
import type { RolloutOptions } from "./options.js"

/** What belongs to a run from here, and would be lost without a word. */
const ofRuns = [
  ["domain", "--domain"],
  ["resume", "--resume"],
  ["anew", "--anew"],
  ["dryRun", "--dry-run"],
  ["breakLock", "--break-lock"],
  ["allowHalfDone", "--allow-half-done"],
  ["ignoreTlsa", "--ignore-tlsa"],
  ["outsideWindow", "--outside-window"],
  ["deadline", "--deadline"],
  ["events", "--events"],
  ["html", "--html"],
  ["json", "--json"],
  ["askPassword", "--ask-password"],
  ["askSudoPassword", "--ask-sudo-password"],
] as const satisfies readonly (readonly [keyof RolloutOptions, string])[]

/** @throws ToolError `usage` for words that do not go together */
export function requireExport(options: RolloutOptions): void {
  if (options.export === undefined) {
    const stray = (["out", "vaultId", "vaultPasswordFile"] as const).find(
      (name) => options[name] !== undefined,
    )
    if (stray === undefined) return
    throw new ToolError("usage", "--out, --vault-password-file and --vault-id go with --export")
  }
  if (options.export !== "ansible")
    throw new ToolError("usage", `--export ${options.export} is not known`, {
      hint: "write --export ansible",
    })
  if (options.out === undefined)
    throw new ToolError("usage", "--export needs a folder to write to", { hint: "add --out FOLDER" })
  const [, stray] = ofRuns.find(([name]) => options[name] !== undefined) ?? []
  if (stray !== undefined)
    throw new ToolError("usage", `${stray} does not go with --export`, {
      hint: "it is of a run from here; ansible-playbook has options of its own",
    })
}
