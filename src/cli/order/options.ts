import type { PassphraseOptions } from "../options/passphrase.js"

export interface OrderOptions extends PassphraseOptions {
  readonly domain?: string
  readonly fleet?: string
  readonly check?: boolean
  readonly dryRun?: boolean
  readonly trust?: string
  readonly profile?: string
  readonly timeout: string
  readonly deadline: string
  readonly force?: boolean
  readonly breakLock?: boolean
  readonly json?: boolean
}
