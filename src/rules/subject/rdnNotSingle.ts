import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rdnNotSingle = certificateRule({
  code: "rdn-not-single",
  severity: "error",
  scopes: ["leaf", "intermediate"],
  source: "br",
  citation: "BR 7.1.4.1",
  inForce: { from: "2023-09-15" },
  message: "a component of the subject has more than one attribute, which public CAs may not sign",
  at: "subject",
  documentation: {
    what: "Every relative distinguished name of a public server certificate has exactly one attribute.",
    why: "Few tools show or compare sets of attributes properly, so two readers can see two different names.",
    bad: "O=Example University+L=Springfield",
    good: "L=Springfield, O=Example University",
  },
  check: (view) => when(view.subject.rdns.some((rdn) => rdn.length > 1)),
})
