import type { Role, ServiceRole } from "./services.js"

/** How services take up a new certificate: reload or restart what must, restart everything, or leave them alone. */
export type RestartMode = "services" | "full" | "none"

export interface Activation {
  /** Names the step in plans and journals. */
  readonly name: string
  /** Relative to the installation's home. */
  readonly argv: readonly [tool: string, ...args: string[]]
}

/**
 * In the order in which one host runs them: LDAP before what reads its configuration from it.
 * nginx and Postfix take a new certificate without a restart; mailboxd and slapd cannot.
 */
const byRole: readonly (readonly [ServiceRole, Activation])[] = [
  ["ldap", { name: "restart-ldap", argv: ["bin/ldap", "restart"] }],
  ["mailbox", { name: "restart-mailboxd", argv: ["bin/zmmailboxdctl", "restart"] }],
  ["mta", { name: "reload-mta", argv: ["bin/zmmtactl", "reload"] }],
  ["proxy", { name: "reload-proxy", argv: ["bin/zmproxyctl", "reload"] }],
]

/** `zmcontrol restart`, never `stop && start`: one service that fails to stop would leave all of them down. */
const fullRestart: Activation = { name: "restart-all", argv: ["bin/zmcontrol", "restart"] }

export function activationsFor(roles: readonly Role[], mode: RestartMode): readonly Activation[] {
  if (mode === "none") return []
  if (mode === "full") return [fullRestart]
  return byRole.filter(([role]) => roles.includes(role)).map(([, activation]) => activation)
}

/**
 * Which wave a host activates in. Every service reads its configuration from LDAP at start, so LDAP goes
 * first, replicas before the master, and must be healthy again before the others begin.
 */
export function waveOf(roles: readonly Role[], ldapMaster: boolean): 0 | 1 | 2 {
  if (!roles.includes("ldap")) return 2
  return ldapMaster ? 1 : 0
}
