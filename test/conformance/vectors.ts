/** Reading conformance vectors that others made; where they lie is told by CERTFLEET_VECTORS. */
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { rejectionText } from "../../src/path/rejection.js"
import type { Verification } from "../../src/path/verify.js"

/** The folder of all collections. */
export function vectorsFolder(): string {
  return process.env["CERTFLEET_VECTORS"] ?? resolve(import.meta.dirname, "../../../shared/vectors")
}

/** A file of a collection as JSON; undefined when it is not there. */
export function readVectors<T>(...path: readonly string[]): T | undefined {
  const file = join(vectorsFolder(), ...path)
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : undefined
}

/** One case, decided. */
export interface Verdict {
  readonly id: string
  readonly expected: boolean
  readonly actual: boolean
  /** Why the path was refused, or that it was accepted. */
  readonly detail: string
  /** The kind or rule of the top rejection; undefined where it was accepted or could not be read. */
  readonly rule?: string
  /** The ledger's reason for a disagreement. */
  readonly excuse?: string
}

export function agrees({ expected, actual }: Verdict): boolean {
  return expected === actual
}

/** What a rejection is known by in ledgers. */
export function ruleOf(verification: Verification): string | undefined {
  if (verification.ok) return undefined
  return verification.top.kind === "profile" ? verification.top.rule : verification.top.kind
}

export function detailOf(verification: Verification): string {
  return verification.ok ? "accepted" : verification.rejections.map(rejectionText).slice(0, 3).join(" | ")
}
