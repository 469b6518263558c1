import { type Domain, defaultFleetFile, type Fleet } from "../../fleet/types.js"
import { quoteWord } from "../../remote/quote.js"

/** A command line of certfleet's for the certificate of a fleet, or of a domain of it; for one without a fleet unless given. */
export function fleetCommand(
  words: readonly string[],
  fleet?: Pick<Fleet, "file"> & { readonly domain?: Pick<Domain, "domain"> },
): string {
  const own = fleet?.domain === undefined ? [] : ["--domain", fleet.domain.domain]
  return nextCommand([...words, ...own], fleet?.file ?? defaultFleetFile)
}

/** A command line of certfleet's, as it is typed. */
export function nextCommand(words: readonly string[], fleetFile: string): string {
  const fleet = fleetFile === defaultFleetFile ? [] : ["--fleet", fleetFile]
  return ["certfleet", ...words, ...fleet].map(quoteWord).join(" ")
}
