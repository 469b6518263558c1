import { quoteWord } from "../remote/quote.js"
import { type Domain, defaultFleetFile, type Fleet } from "./types.js"

/** Whose certificate a command line is about. */
export type Whose = Pick<Fleet, "file"> & { readonly domain?: Pick<Domain, "domain"> | undefined }

/** A command line of certfleet's about the certificate of a fleet, or of a domain of it, as it is typed; without a fleet it is about none. */
export function fleetCommand(words: readonly string[], fleet: Whose = { file: defaultFleetFile }): string {
  return `${["certfleet", ...words].map(quoteWord).join(" ")}${fleetWords(fleet)}`
}

/** What such a line says to be about the same certificate: nothing for that of the default file's fleet; begins with a space. */
export function fleetWords({ domain, file }: Whose): string {
  const own = domain === undefined ? [] : ["--domain", domain.domain]
  const fleet = file === defaultFleetFile ? [] : ["--fleet", file]
  return [...own, ...fleet].map((word) => ` ${quoteWord(word)}`).join("")
}
