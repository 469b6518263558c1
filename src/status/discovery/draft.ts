import type { PortChoice } from "../../fleet/types.js"
import type { Installation } from "../../zimbra/files.js"
import type { Role } from "../../zimbra/services.js"

/** A port that fleet.yaml has to name. */
export interface DraftPort extends Pick<PortChoice, "service" | "role"> {
  readonly port: number | false
}

/** A name with what is known of it. */
export interface NotedName {
  readonly name: string
  readonly note: string
}

export interface DraftServer {
  readonly host: string
  readonly address?: string
  readonly sshPort?: number
  /** Empty where nobody said: then the entry is written as a comment, for a human to complete. */
  readonly roles: readonly Role[]
  readonly ldapMaster?: boolean
  /** Its names in the certificate; the host name unless given. */
  readonly names?: readonly string[]
  readonly ports: readonly DraftPort[]
  /** What a human should know of it; a line each. */
  readonly notes: readonly string[]
}

export interface DraftFarm {
  readonly name: string
  readonly names: readonly string[]
  readonly members: readonly string[]
  readonly probes: readonly { readonly kind: string; readonly port: number }[]
}

/** A fleet.yaml that is still to be written and completed. */
export interface FleetDraft {
  /** Where it comes from; a line each. */
  readonly about: readonly string[]
  readonly commonName: NotedName
  readonly profile: "public" | "private"
  readonly additionalNames: readonly NotedName[]
  /** Names that do not belong into this certificate, and why. */
  readonly leftOut: readonly NotedName[]
  readonly installation?: Installation
  readonly servers: readonly DraftServer[]
  /** Suggestions: they are written as a comment. */
  readonly farms: readonly DraftFarm[]
  readonly sshUser?: string
  /** What the human has to look at, one sentence each. */
  readonly todo: readonly string[]
}
