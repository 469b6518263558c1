import { generalNameText } from "../../x509/generalName.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const aiaLocationRepeated = certificateRule({
  code: "aia-location-repeated",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.7",
  inForce: { from: "2023-09-15" },
  message: "authorityInfoAccess has a location twice: {values}",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "Every location is there once for its access method.",
    why: "A client that could not reach it would try the same again.",
    bad: "OCSP = URI:http://ocsp.example.edu, twice",
    good: "OCSP = URI:http://ocsp.example.edu",
  },
  check: (view) => {
    const seen = new Set<string>()
    return found(
      view.accessDescriptions.flatMap(({ method, location }) => {
        const key = `${method} ${generalNameText(location).toLowerCase()}`
        if (seen.has(key)) return [generalNameText(location)]
        seen.add(key)
        return []
      }),
    )
  },
})
