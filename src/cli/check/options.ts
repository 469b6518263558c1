import type { DeliveryOptions } from "../options/delivery.js"

export interface CheckOptions extends DeliveryOptions {
  readonly failOn: string
  readonly html?: string
}
