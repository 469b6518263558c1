import type { AccessDescription } from "../../x509/extensions/revocation.js"
import { accessMethods } from "../../x509/extensions/revocation.js"
import { generalNameText } from "../../x509/generalName.js"

/** Entries of authorityInfoAccess that the Baseline Requirements do not know: other methods, and places that are no URI. */
export function notPermitted(descriptions: readonly AccessDescription[]): readonly string[] {
  return descriptions.flatMap(({ method, location }) => {
    if (method !== accessMethods.ocsp && method !== accessMethods.caIssuers) return [method]
    return location.kind === "uri" ? [] : [generalNameText(location)]
  })
}
