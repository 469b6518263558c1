import { type HostContext, PhaseFailure, quick } from "../hostContext.js"
import { causeOf } from "../telling.js"
import { type FileState, readFileState } from "./fileState.js"

/** The deployed files as they are now; undefined when they cannot be read. */
export async function inspectFiles(context: HostContext): Promise<FileState | undefined> {
  const { reports } = await quick(context, context.commands.inspect())
  return readFileState(reports)
}

/** Removes what was staged, old backups and the lock. */
export async function cleanUp(context: HostContext): Promise<void> {
  if (context.certmgr === "root") {
    const root = await quick(context, context.commands.clearRoot())
    if (!root.reports.has("cleared"))
      throw new PhaseFailure(`cannot clean up as root: ${causeOf(root.result)}`)
  }
  const { reports, result } = await quick(context, context.commands.finish(context.settings.keepBackups))
  if (!reports.has("finished")) throw new PhaseFailure(`cannot clean up: ${causeOf(result)}`)
}

/** Who runs zmcertmgr on the host. */
export function certmgrOf({ certmgr, plan }: HostContext): string {
  return certmgr === "root" ? "root" : plan.installation.user
}

/** The folder that this run staged its files in. */
export function stagingOf({ staging }: HostContext): string {
  if (staging === undefined) throw new PhaseFailure("nothing is staged")
  return staging
}
