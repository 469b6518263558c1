import { ToolError } from "../errors.js"
import type { Connector, RemoteCommand } from "./session.js"

/** A command as it would go to a host; of what would go in by standard input it holds only whether there is any. */
export interface RecordedCommand extends Pick<RemoteCommand, "name" | "argv" | "detached"> {
  readonly host: string
  /** Who it runs as. */
  readonly user: string
  readonly hasInput: boolean
}

/** Opens sessions that reach nobody: every command goes to `record`, and succeeds with the output that this returns. */
export function recordingConnector(record: (command: RecordedCommand) => string): Connector {
  return {
    connect: async ({ host, user: loginUser }) => ({
      host,
      loginUser,
      exec: async ({ user = loginUser, stdin, ...command }) => {
        const stdout = record({ ...command, host, user, hasInput: stdin !== undefined })
        return { status: 0, signal: undefined, stdout, stderr: "" }
      },
      forward: ({ address, port }) =>
        Promise.reject(
          new ToolError("forward-refused", `${host}: ${address} port ${port}: nobody is reached`),
        ),
      close: async () => undefined,
    }),
  }
}
