import type { Clock } from "../ports.js"
import type { ExecResult } from "../remote/session.js"
import type { Directory, DomainValues } from "./directory.js"
import type { HostFiles } from "./hostFiles.js"

export type DeployFault = "fails" | "hangs" | "exits-1-after-success" | "exits-0-after-failure" | "disk-full"
export type ActivateFault = "fails" | "hangs" | "does-nothing"

/** What goes wrong on a host; mutable, so that a test or the demo can switch it at any moment. */
export interface HostFaults {
  deploy?: DeployFault
  activate?: ActivateFault
  /** Restoring the backup fails. */
  restore?: "fails"
  verify?: "refuses"
  stage?: "disk-full"
  /** The disk is full when it is made, or it was damaged since. */
  backup?: "disk-full" | "damaged"
  /** This server's LDAP: nothing can be written to it, or whoever writes waits for ever; it starts only when this is over. */
  ldap?: "down" | "hangs"
  /** `savecrt` of a domain saves nothing, or the certificate without its key; it exits 0 all the same. */
  domainSave?: "fails" | "certificate-only"
  /** `deploycrts` writes nothing, or empty certificates, and says `done.` */
  domainDeploy?: "does-nothing" | "empty"
  /** zimbraReverseProxySNIEnabled. */
  sni?: "off"
  /** Called with the name of each command before and after it ran; what it throws is what the caller sees. */
  onCommand?: (name: string, when: "before" | "after") => void | Promise<void>
}

/** What a daemon reads at its start, in PEM. */
export interface LoadedPair {
  readonly key: string
  readonly cert: string
  readonly chain: string
}

/** A step that goes on whoever is connected. */
export interface DetachedRun {
  readonly bootId: string
  result: ExecResult | undefined
  readonly ended: Promise<void>
  /** True once the process is no more, with or without a result. */
  dead: boolean
  kill(): void
}

/** An embedded host as the programs and scripts on it see it. */
export interface Machine {
  readonly home: string
  /** Who owns the installation. */
  readonly user: string
  readonly clock: Clock
  readonly ldapMaster: boolean
  /** What `zmcontrol -v` prints. */
  readonly version: string
  /** How long deploycrt and a restart take, milliseconds. */
  readonly times: { readonly deploy: number; readonly restart: number }
  /** What LDAP says of the whole fleet. */
  readonly directory: Directory | undefined
  readonly files: HostFiles
  readonly faults: HostFaults
  /** Detached steps by folder and name. */
  readonly runs: Map<string, DetachedRun>
  /** Another one after each reboot. */
  readonly bootId: string
  /** What LDAP holds for domains: one for all hosts of a fleet. */
  readonly domainValues: DomainValues
  /** The pair that LDAP holds for this server: the master's, and before 8.7 everybody's. */
  ldapCopy: { cert: string; key: string } | undefined
  run(user: string, argv: readonly string[], stdin?: Uint8Array): Promise<ExecResult>
  /** Lets a role's daemon take up what is in its files, as at its start. Throws when it would refuse them. */
  loadServices(pair: LoadedPair, role: string): void
  /** From now on a role's ports serve these to whoever asks for such a name (SNI). */
  loadNames(pairs: ReadonlyMap<string, LoadedPair>, role: string): void
  /** A daemon ends, and its ports refuse. */
  stopServices(role: string): void
}

export interface ProgramRun {
  readonly host: Machine
  readonly user: string
  readonly args: readonly string[]
  readonly stdin: Uint8Array
}

/** One of Zimbra's tools. */
export type Program = (run: ProgramRun) => Promise<ExecResult> | ExecResult
