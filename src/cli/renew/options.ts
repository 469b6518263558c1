import type { PassphraseOptions } from "../options/passphrase.js"

export interface RenewOptions extends PassphraseOptions {
  readonly fleet?: string
  readonly domain?: string
  /** Every domain of fleet.yaml. */
  readonly domains?: boolean
  readonly force?: boolean
  readonly reuseKey?: boolean
  readonly allowRemoved: readonly string[]
  readonly outsideWindow?: boolean
  /** Hours. */
  readonly every: string
  readonly trust?: string
  readonly profile?: string
  readonly timeout: string
  readonly deadline: string
  readonly breakLock?: boolean
  readonly json?: boolean
}
