import { defaultFleetFile } from "../../fleet/types.js"
import { quoteWord } from "../../remote/quote.js"

/** A command line of certfleet's, as it is typed. */
export function nextCommand(words: readonly string[], fleetFile: string): string {
  const fleet = fleetFile === defaultFleetFile ? [] : ["--fleet", fleetFile]
  return ["certfleet", ...words, ...fleet].map(quoteWord).join(" ")
}
