/** The shape of a check: one clause of a standard, about one certificate. */
import type { Certificate } from "../x509/certificate.js"
import type { Usage } from "../x509/oids.js"
import type { ExpectedName } from "./identity.js"
import type { PathRole, Reason } from "./rejection.js"

/** What a clause may look at besides the certificate. */
export interface ClauseContext {
  /** The moment of validation, whole seconds. */
  readonly at: Date
  readonly role: PathRole
  /** What the leaf is to be used for; undefined: nothing in particular. */
  readonly usage: Usage | undefined
  /** Names that the leaf must all carry. */
  readonly names: readonly ExpectedName[]
}

/** Answers why the certificate is not acceptable, or undefined. */
export type Clause = (certificate: Certificate, context: ClauseContext) => Reason | undefined

/** A reason of the kind `profile`. */
export function breach(rule: string, message: string, citation: string): Reason {
  return { kind: "profile", rule, message, citation }
}
