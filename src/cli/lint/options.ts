import type { PassphraseOptions } from "../options/passphrase.js"

export interface LintOptions extends PassphraseOptions {
  /** false for --no-config. */
  readonly config?: string | false
  readonly fleet?: string
  readonly profile?: string
  readonly expiresIn?: string
  readonly asOf?: string
  readonly select: readonly string[]
  readonly ignore: readonly string[]
  readonly exclude: readonly string[]
  readonly failOn?: string
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly blocklist: readonly string[]
  readonly trust?: string
  readonly connect?: string
  readonly timeout: string
  readonly reporter: readonly string[]
  readonly reporterFile: readonly string[]
  readonly json?: boolean
  readonly html?: string
}
