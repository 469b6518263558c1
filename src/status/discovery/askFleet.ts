import { ToolError } from "../../errors.js"
import { carriesCertificate, type Fleet, type Server } from "../../fleet/types.js"
import type { Session } from "../../remote/session.js"
import { type AskOptions, discover } from "./ask.js"
import type { Discovered } from "./discovered.js"

/** A server that cannot be asked has others beside it; more of them are no likelier to answer. */
const mostAsked = 3

/** In the order in which they are asked: the LDAP master, its replicas, the others. */
function serversToAsk(fleet: Pick<Fleet, "servers">): Server[] {
  const rank = ({ ldapMaster, roles }: Server): number => (ldapMaster ? 0 : roles.includes("ldap") ? 1 : 2)
  const carriers = fleet.servers.filter(carriesCertificate)
  return carriers.sort((one, other) => rank(one) - rank(other)).slice(0, mostAsked)
}

/**
 * What the running installation of a fleet says of itself: as the LDAP master tells, or the next server where that one does
 * not answer. fleet.yaml's own user and home count where it has them; no name is looked up.
 *
 * @param doorOf the way into a server
 * @throws ToolError of the first one asked, when none answers
 */
export async function discoverFleet(
  fleet: Fleet,
  doorOf: (host: string) => Pick<Session, "exec"> | undefined,
  { signal }: Pick<AskOptions, "signal"> = {},
): Promise<Discovered> {
  let first: unknown = new ToolError("config", `${fleet.file} has no server to ask`)
  let asked = false
  for (const { host } of serversToAsk(fleet)) {
    const door = doorOf(host)
    if (door === undefined) continue
    try {
      return await discover(
        { host, exec: (command, options) => door.exec(command, options) },
        {
          resolves: async (hosts) => hosts.map(() => undefined),
          ...(fleet.has(["zimbra"]) ? { installation: fleet.zimbra } : {}),
          ...(signal === undefined ? {} : { signal }),
        },
      )
    } catch (error) {
      if (!asked) first = error
      asked = true
      if (!isUnanswered(error)) throw error
    }
  }
  throw first
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ToolError && /^(ssh|remote)-/.test(error.code)
}
