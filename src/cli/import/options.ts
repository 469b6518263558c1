import type { DeliveryOptions } from "../options/delivery.js"

export interface ImportOptions extends DeliveryOptions {
  readonly out?: string
}
