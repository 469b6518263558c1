import { generalNameText } from "../../x509/generalName.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const sanDuplicateName = requestRule({
  code: "san-duplicate-name",
  severity: "notice",
  scopes: ["leaf", "self-signed", "csr"],
  source: "certfleet",
  audience: "everyone",
  citation: "RFC 5280 section 4.2.1.6",
  message: "subjectAltName holds a name twice: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "Each name is listed once, whatever its case.",
    why: "A name twice is a sign of a list that was typed, and CAs count names when they bill.",
    bad: "subjectAltName = DNS:mail.example.edu, DNS:Mail.example.edu",
    good: "subjectAltName = DNS:mail.example.edu",
  },
  check: (view) => {
    const seen = new Set<string>()
    return found(
      view.san.flatMap((name) => {
        const text = generalNameText(name).toLowerCase()
        if (seen.has(text)) return [generalNameText(name)]
        seen.add(text)
        return []
      }),
    )
  },
})
