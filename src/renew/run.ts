/** What a run of `renew` works with, and what it comes to. */
import type { InUse } from "../bundle/compare.js"
import type { CriteriaFiles } from "../bundle/criteria.js"
import type { ExitCode } from "../errors.js"
import type { Finding } from "../finding.js"
import type { Fleet } from "../fleet/types.js"
import type { Issuer, OrderRequest } from "../issuance/issuer.js"
import type { OrderJournal } from "../issuance/journal/orderJournal.js"
import type { OrderingInputs } from "../issuance/ordering.js"
import type { CertificateRequest } from "../issuance/requests.js"
import type { Clock, Files, OpenLog } from "../ports.js"
import type { HostResult } from "../rollout/engine.js"
import type { Secret } from "../secret.js"
import type { RenewalJournal } from "./renewalJournal.js"
import type { RenewStage } from "./stages.js"

/** How a rollout ended. */
export interface RolloutEnd {
  readonly exitCode: ExitCode
  readonly rollout: string
  readonly hosts: readonly HostResult[]
}

/** What a renewal does on the fleet, and who else is asked. */
export interface RenewDoors {
  readonly files: Files
  readonly clock: Clock
  readonly openLog: OpenLog
  readonly issuer: Issuer
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number
  /**
   * The certificate that the ports of the fleet serve; of several the one that ends first. "none" where all of them were seen
   * to serve none of its own; undefined where that is not known.
   */
  readonly served: () => Promise<InUse | "none" | undefined>
  /** Looks at what is in the way before an order is sent; nobody looks unless given. */
  readonly lookAhead?: (asked: OrderRequest) => Promise<readonly Finding[]>
  /**
   * Looks before an order is sent whether a rollout could begin, as far as this machine knows alone; nobody looks unless given.
   *
   * @throws ToolError as a rollout that is refused before any server is reached
   */
  readonly requireRollout?: () => Promise<void>
  /** Rolls a bundle out, or takes its last rollout up. */
  readonly rollOut: (bundle: string, how: { readonly resume: boolean }) => Promise<RolloutEnd>
  /** Looks at every port for a certificate: what does not serve it, in one line each; empty where all do. */
  readonly prove: (bundle: string) => Promise<readonly string[]>
  /** Tells who is to be told. */
  readonly tell: (result: RenewResult) => Promise<void>
  /** Told what is worth a line and stops nothing. */
  readonly warn: (message: string) => void
  /**
   * A key that was made early, with its CSR, once it may be used: where DANE's records had to be published first.
   * undefined where there is none. Not asked where the key in use is kept.
   *
   * @throws ToolError `not-published` where it, or any new key, must not be used yet
   */
  readonly nextRequest?: () => Promise<CertificateRequest | undefined>
}

export interface RenewChoices {
  /** Renews now, whatever the moment, and gives an open renewal up. */
  readonly force?: boolean | undefined
  /** One of several that are renewed in turn: one that never had a certificate is no failure. */
  readonly amongOthers?: boolean
  /** Keeps the key in use. */
  readonly reuseKey?: boolean | undefined
  /** Names that may disappear, as certificates spell them. */
  readonly allowRemoved?: ReadonlySet<string>
  /** Rolls out although no maintenance window is open. */
  readonly outsideWindow?: boolean | undefined
  /** Milliseconds from one run to the next: what falls due before the next one is done now. */
  readonly everyMs: number
  /** Milliseconds that the order may take; a later run takes it up. */
  readonly orderMs: number
  /** Beside what fleet.yaml says of how certificates are judged. */
  readonly criteria: Pick<CriteriaFiles, "trust" | "profile">
  /** Encrypts a key that is made. */
  readonly newKeyPassphrase?: Secret | undefined
  /** Called only where a key is encrypted. */
  readonly passphrase: (file: string) => Promise<Secret>
}

export interface RenewInputs {
  readonly fleet: Fleet
  readonly doors: RenewDoors
  readonly choices: RenewChoices
  readonly signal?: AbortSignal | undefined
  /** Told of each stage as it begins, and of the steps of the order. */
  readonly watch?: (step: RenewStep) => void
}

export type RenewStep =
  | { readonly type: "stage"; readonly stage: RenewStage }
  | Parameters<NonNullable<OrderingInputs["watch"]>>[0]

/** A run with its journals open. */
export interface RenewRun extends RenewInputs {
  readonly renewals: RenewalJournal
  readonly orders: OrderJournal
}

export interface RenewResult {
  /** Waiting: a later run goes on, and there is time for that. None: there never was a certificate to renew. */
  readonly outcome: "not-due" | "renewed" | "waiting" | "stopped" | "none"
  readonly exitCode: ExitCode
  /** Where it waits or has stopped. */
  readonly stage?: RenewStage
  /** Why, in one line. */
  readonly reason?: string
  /** What to do, in one line. */
  readonly hint?: string
  readonly findings: readonly Finding[]
  /** When the certificate in use is to be renewed, ISO 8601; undefined where that was not looked at. */
  readonly due?: { readonly at: string; readonly why: string; readonly explanationUrl?: string }
  /** SHA-256 of the certificate in use before, lower-case hex. */
  readonly replaces?: string
  /** SHA-256 of the new one; undefined before there is one. */
  readonly certificate?: string
  /** Its folder. */
  readonly bundle?: string
  /** What the rollout came to, where there was one in this run. */
  readonly rollout?: RolloutEnd
}

/** Why a run goes no further; a value for whoever called, not an error. */
export interface Stop {
  readonly stage: RenewStage
  readonly exitCode: ExitCode
  readonly reason: string
  readonly hint?: string
  readonly findings?: readonly Finding[]
  /** Nobody has to do anything, as long as there is time. */
  readonly waits?: true
  readonly rollout?: RolloutEnd
}

export type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly stop: Stop }

export function went<T>(value: T): Step<T> {
  return { ok: true, value }
}

export function stopped(stop: Stop): { readonly ok: false; readonly stop: Stop } {
  return { ok: false, stop }
}
