import { ToolError } from "../errors.js"
import type { Fleet, Server } from "../fleet/types.js"
import type { Door } from "../probe/lookout.js"
import { type Holdings, holdingsCommand, readHoldings } from "../zimbra/holdings.js"

/** Two starts of Zimbra's Java and a look at its stores, on a server at work. Milliseconds. */
const lookMs = 60_000

/** Looks at what lies on a server, through a way into it. Rejects with a ToolError. */
export async function holdingsOf(
  { zimbra }: Fleet,
  { roles }: Server,
  { door, signal }: { readonly door: Pick<Door, "exec">; readonly signal?: AbortSignal | undefined },
): Promise<Holdings> {
  const command = holdingsCommand(zimbra, roles.includes("mailbox"))
  const { stdout, stderr } = await door.exec(command, {
    timeoutMs: lookMs,
    ...(signal === undefined ? {} : { signal }),
  })
  const holdings = readHoldings(stdout)
  if (holdings !== undefined) return holdings
  const said = stderr.trim().split(/\r?\n/).at(-1)?.slice(0, 200)
  throw new ToolError("remote-command", `the look at its files was cut short${said ? `: ${said}` : ""}`)
}
