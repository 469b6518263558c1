/** The shape of a check: one clause of a standard, about one certificate. */
import type { Certificate } from "../x509/certificate.js"
import type { Usage } from "../x509/oids.js"
import type { ExpectedName } from "./identity.js"
import type { BoundParty, PathPosition, Reason } from "./rejection.js"

/** What a clause may look at besides the certificate. */
export interface ClauseContext {
  /** The moment of validation, whole seconds. */
  readonly at: Date
  readonly role: PathPosition
  /** What the leaf is to be used for; undefined: nothing in particular. */
  readonly usage: Usage | undefined
  /** Names that the leaf must all carry. */
  readonly names: readonly ExpectedName[]
}

/** Answers why the certificate does not keep the clause, or undefined. */
export type Check = (certificate: Certificate, context: ClauseContext) => Reason | undefined

/** One clause, and whom it binds: only what relying parties refuse decides by itself what a certificate is good for. */
export interface Clause {
  readonly binds: BoundParty
  readonly check: Check
}

/** A clause that relying parties hold certificates to. */
export function verdict(check: Check): Clause {
  return { binds: "relying-party", check }
}

/** A clause that the issuer owes and that relying parties do not look at. */
export function duty(check: Check): Clause {
  return { binds: "issuer", check }
}

/** A reason of the kind `profile`. */
export function breach(rule: string, message: string, citation: string): Reason {
  return { kind: "profile", rule, message, citation }
}
