import { ToolError } from "../errors.js"

/**
 * What is interrupted between journal lines is taken up by the next call, which nobody would guess.
 *
 * @param command as the user would write it: `certfleet renew`
 */
export function goesOnAfter(command: string, { force }: { readonly force?: boolean | undefined }) {
  return (error: unknown): never => {
    if (!(error instanceof ToolError) || error.code !== "cancelled" || error.hint !== undefined) throw error
    // With it, what is open would be given up.
    const how = force === true ? ", without --force" : ""
    const hint = `run ${command} again${how}: it goes on where this one was, and nothing is ordered twice`
    throw new ToolError("cancelled", error.message, { hint, cause: error })
  }
}
