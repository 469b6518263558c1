import { type ErrorCode, ToolError } from "../errors.js"

/** What a CA wants, or is wanted of it, that nobody has handed in. */
export type Need =
  /** An agreement to its terms of service. */
  | { readonly kind: "terms" }
  /** Credentials for an external account binding. */
  | { readonly kind: "binding" }
  /** A solver of one of the kinds that are offered. */
  | { readonly kind: "challenge"; readonly offered: readonly string[] }
  /** The certificate of the CA that issued its server's. */
  | { readonly kind: "trust" }

/** An error that tells its reason apart, for callers who know where what is needed is to be written. */
export class AcmeNeed extends ToolError {
  readonly need: Need

  constructor(code: ErrorCode, message: string, options: { need: Need; hint: string; cause?: unknown }) {
    super(code, message, options)
    this.need = options.need
  }
}
