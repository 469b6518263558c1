import { type HostContext, PhaseFailure, quick } from "../hostContext.js"
import { type FileState, readFileState } from "./fileState.js"

/** The deployed files as they are now; undefined when they cannot be read. */
export async function inspectFiles(context: HostContext): Promise<FileState | undefined> {
  const { reports } = await quick(context, context.commands.inspect())
  return readFileState(reports)
}

/** The folder that this run staged its files in. */
export function stagingOf({ staging }: HostContext): string {
  if (staging === undefined) throw new PhaseFailure("nothing is staged")
  return staging
}
