import type { OrderFiles } from "../../bundle/orderRequest.js"
import type { PassphraseOptions } from "./passphrase.js"

/** What check and import take about a delivery and what it is judged by. */
export interface DeliveryOptions extends PassphraseOptions {
  readonly keyFile?: string
  readonly csr?: string
  /** false for --no-fleet. */
  readonly fleet?: string | false
  readonly domain?: string
  readonly trust?: string
  readonly profile?: string
  readonly against?: string
  readonly allowRemoved: readonly string[]
  readonly crl: readonly string[]
  readonly ocsp: readonly string[]
  readonly json?: boolean
}

/** What the order left here: its key and CSR. */
export function orderFiles({ keyFile, csr }: DeliveryOptions): OrderFiles {
  return { ...(keyFile === undefined ? {} : { key: keyFile }), ...(csr === undefined ? {} : { csr }) }
}
