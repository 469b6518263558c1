/** The public suffix list: under whose names unrelated owners register theirs. */
import { suffixList } from "../x509/suffixList.js"

/** Whether a name is itself a public suffix, private section of the list included; the root counts as one. */
export function isPublicSuffix(name: string): boolean {
  return (
    name === "" ||
    suffixList().getPublicSuffix(name, { allowPrivateDomains: true, validateHostname: false }) === name
  )
}
