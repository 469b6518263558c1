import { ToolError } from "../../errors.js"
import type { Domain } from "../../fleet/types.js"

/** The proxies of fleet.yaml, and which of them take part. */
export interface ProxiesInPart {
  readonly all: readonly string[]
  readonly limited: ReadonlySet<string>
  /** The rollout that is taken up or taken back. */
  readonly begun?: { readonly rollout: string; readonly hosts: readonly string[] } | undefined
}

/**
 * LDAP holds one certificate of a domain for all proxies: one that is left out serves another than LDAP holds, until it
 * takes that by itself some day.
 *
 * @throws ToolError `usage` where --limit leaves one out, `config` where fleet.yaml has one that the rollout did not know
 */
export function requireAllProxies({ domain }: Domain, { all, limited, begun }: ProxiesInPart): void {
  const left = all.filter((host) => !limited.has(host))
  const why = `LDAP holds one certificate of ${domain} for all proxies`
  if (left.length > 0)
    throw new ToolError("usage", `--limit leaves out ${left.join(", ")}: ${why}`, {
      hint: "leave --limit out; a proxy that cannot take part leaves fleet.yaml for now, then --limit proxy is all of them",
    })
  const added = begun === undefined ? [] : all.filter((host) => !begun.hosts.includes(host))
  if (added.length === 0 || begun === undefined) return
  throw new ToolError(
    "config",
    `${added.join(", ")} came to fleet.yaml after rollout ${begun.rollout} began: ${why}`,
    {
      hint: "take it out of fleet.yaml for now; once it is back there, certfleet rollout brings it what the others have",
    },
  )
}
