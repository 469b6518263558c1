import { generalNameText } from "../../x509/generalName.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isHttp } from "../support/uris.js"

export const caAiaNotHttp = certificateRule({
  code: "ca-aia-not-http",
  severity: "error",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.10.3",
  inForce: { from: "2023-09-15" },
  message: "authorityInfoAccess of an intermediate has a location that is no HTTP URL: {values}",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "Every location in authorityInfoAccess of an intermediate is a URI with the scheme http.",
    why: "Clients fetch it before they can verify TLS, so https cannot work.",
    bad: "caIssuers = URI:https://ca.example.edu/root.crt",
    good: "caIssuers = URI:http://ca.example.edu/root.crt",
  },
  check: (view) =>
    found(
      view.accessDescriptions.flatMap(({ location }) =>
        location.kind === "uri" && isHttp(location.value) ? [] : [generalNameText(location)],
      ),
    ),
})
