import type { HookMoment } from "../../fleet/types.js"
import type { RolloutPlan } from "../plan.js"
import { phaseOf } from "./moments.js"

/** What every program may see: where programs, homes and agents are, and how to speak; nothing that anyone keeps a secret in. */
export const usualVariables: readonly string[] = [
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "SSH_AUTH_SOCK"],
  ...["LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES"],
]

export interface HookFacts {
  readonly hook: string
  readonly when: HookMoment
  readonly for: string
  readonly hosts: readonly string[]
  readonly way: "run" | "undo"
  /** Counts the runs of the rollout. */
  readonly attempt: number
  /** Why servers go back; undefined where they do not. */
  readonly reason: string | undefined
}

/** What a hook is told: facts of the rollout by name, and no key material. */
export function factsFor(
  { id, hosts: all, farms, payload }: RolloutPlan,
  { hook, when, for: turn, hosts, way, attempt, reason }: HookFacts,
): Readonly<Record<string, string>> {
  const own = all.filter(({ host }) => hosts.includes(host))
  const roles = [...new Set(own.flatMap((host) => host.roles))]
  const inFarms = farms.filter(({ members }) => members.some((member) => hosts.includes(member)))
  const facts = {
    CERTFLEET_HOOK: hook,
    CERTFLEET_HOOK_WHEN: when,
    CERTFLEET_HOOK_PHASE: phaseOf(when),
    CERTFLEET_HOOK_UNDO: way === "undo" ? "1" : "",
    CERTFLEET_HOOK_FOR: turn,
    CERTFLEET_HOOK_SERVERS: hosts.join(" "),
    CERTFLEET_HOOK_ROLES: roles.join(" "),
    CERTFLEET_HOOK_FARMS: inFarms.map(({ name }) => name).join("\n"),
    CERTFLEET_HOOK_RUN: id,
    CERTFLEET_HOOK_ATTEMPT: String(attempt),
    CERTFLEET_HOOK_CERTIFICATE: payload.fingerprint,
    CERTFLEET_HOOK_COMMON_NAME: payload.commonName,
    CERTFLEET_HOOK_REASON: reason ?? "",
  }
  // No variable can hold a zero byte, and reasons quote what programs said.
  return Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, text.replaceAll("\0", "")]))
}
