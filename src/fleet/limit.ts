import { ToolError } from "../errors.js"
import type { Fleet, Server } from "./types.js"

/**
 * The servers that `--limit` names: by host name, by its first label, by role, by farm, or by a pattern with `*`.
 *
 * @param flag what an error calls them by: other flags take the same words
 * @throws ToolError `usage` when a word matches no server
 */
export function limitServers(
  fleet: Pick<Fleet, "servers" | "farms">,
  words: readonly string[],
  flag = "--limit",
): Server[] {
  if (words.length === 0) return [...fleet.servers]
  const chosen = new Set(words.flatMap((word) => serversNamed(fleet, word.toLowerCase(), flag)))
  return fleet.servers.filter((server) => chosen.has(server))
}

/** The servers that one word means: none where it is a word for none. */
export function serversCalled({ servers, farms }: Pick<Fleet, "servers" | "farms">, word: string): Server[] {
  const members = new Set(
    farms.filter(({ name }) => name.toLowerCase() === word).flatMap((farm) => farm.members),
  )
  const pattern = new RegExp(`^${word.split("*").map(escapePattern).join(".*")}$`)
  return servers.filter(
    ({ host, roles }) =>
      pattern.test(host) ||
      pattern.test(host.split(".")[0] ?? "") ||
      roles.some((role) => role === word) ||
      members.has(host),
  )
}

function serversNamed(fleet: Pick<Fleet, "servers" | "farms">, word: string, flag: string): Server[] {
  const { servers } = fleet
  const matches = serversCalled(fleet, word)
  if (matches.length > 0) return matches
  throw new ToolError("usage", `${flag} ${word}: no server, role or farm of fleet.yaml is called so`, {
    hint: `the servers are ${servers
      .slice(0, 4)
      .map(({ host }) => host)
      .join(", ")}${servers.length > 4 ? ", …" : ""}`,
  })
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
}
