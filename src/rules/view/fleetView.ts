import type { Certificate } from "../../x509/certificate.js"

/** A leaf certificate beside the fleet.yaml it is meant for. */
export interface FleetView {
  readonly certificate: Certificate
  /** Every name that the certificate must carry, as `certfleet names` lists them. */
  readonly required: readonly string[]
}
