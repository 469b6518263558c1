import type { PassphraseOptions } from "../options/passphrase.js"

export interface CheckOptions extends PassphraseOptions {
  readonly key?: string
  readonly csr?: string
  /** false for --no-fleet. */
  readonly fleet?: string | false
  readonly trust?: string
  readonly profile?: string
  readonly against?: string
  readonly allowRemoved: readonly string[]
  readonly crl: readonly string[]
  readonly ocsp: readonly string[]
  readonly failOn: string
  readonly json?: boolean
}
