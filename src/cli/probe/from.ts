import { ToolError } from "../../errors.js"
import { type Fleet, type ProveWay, proveWays } from "../../fleet/types.js"
import type { Machine } from "../../local/machine.js"
import type { Endpoint } from "../../probe/endpoint.js"
import { machineOf } from "../inputs/machine.js"
import type { Io } from "../io.js"

/** An encrypted key is left to the agent: nobody is asked in the middle of a table. */
export function withoutQuestions(io: Io): Machine {
  return { ...machineOf(io), interactive: false }
}

/**
 * From where each port is asked: as the command line says, else as fleet.yaml does. A file that says nothing of SSH is one of a
 * machine that may have no log-in: `auto` then stays here.
 */
export function askedFrom(
  { endpoints, fleet }: { readonly endpoints: readonly Endpoint[]; readonly fleet: Fleet | undefined },
  word: string | undefined,
): Endpoint[] {
  if (word !== undefined && !isProveWay(word))
    throw new ToolError("usage", `--prove ${word} is not known`, { hint: `write ${proveWays.join(", ")}` })
  if (word !== undefined && word !== "direct") requireServers(endpoints, fleet, word)
  const stays = fleet?.has(["ssh"]) !== true
  return endpoints.map((endpoint) => {
    const { prove = "direct" } = endpoint
    return { ...endpoint, prove: word ?? (stays && prove === "auto" ? "direct" : prove) }
  })
}

function isProveWay(word: string): word is ProveWay {
  return proveWays.some((way) => way === word)
}

function requireServers(endpoints: readonly Endpoint[], fleet: Fleet | undefined, way: string): void {
  const stranger = endpoints.find(
    ({ host }) => fleet?.servers.some((server) => server.host === host) !== true,
  )
  if (stranger === undefined) return
  throw new ToolError(
    "usage",
    `--prove ${way}: ${stranger.host} is no server of ${fleet?.file ?? "a fleet.yaml"}`,
    {
      hint: "how to log in to a server is what fleet.yaml says: name it with --fleet, or ask from here",
    },
  )
}
