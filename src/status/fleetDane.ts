import { type DaneReport, judgeDane } from "../dane/look.js"
import { presentedBy } from "../dane/tlsa.js"
import type { Dns } from "../dns/lookUp.js"
import type { Fleet } from "../fleet/types.js"
import type { Outlook } from "./outlook.js"

/**
 * What mail servers that go by DANE make of the certificate that the fleet serves. Nobody is asked where fleet.yaml names no resolver.
 *
 * @throws ToolError `cancelled`
 */
export async function fleetDane(
  fleet: Fleet,
  outlook: Outlook | undefined,
  dns: Dns,
  signal?: AbortSignal,
): Promise<DaneReport | undefined> {
  if (fleet.dns.resolver === undefined || outlook === undefined) return undefined
  const { leaf, route } = outlook.assessment
  return judgeDane(fleet, dns, presentedBy(leaf, route.chain), signal)
}
