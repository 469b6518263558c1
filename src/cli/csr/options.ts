import type { PassphraseOptions } from "../options/passphrase.js"

export interface CsrOptions extends PassphraseOptions {
  readonly fleet?: string
  readonly domain?: string
  readonly cn?: string
  readonly san: readonly string[]
  readonly subject?: string
  readonly key?: string
  readonly keyFile?: string
  readonly next?: boolean
  readonly profile?: string
  readonly out?: string
  readonly json?: boolean
}
