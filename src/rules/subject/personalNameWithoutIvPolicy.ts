import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { textsOf } from "../support/values.js"

export const personalNameWithoutIvPolicy = certificateRule({
  code: "personal-name-without-iv-policy",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.4.2.2",
  inForce: { from: "2016-09-07" },
  message: "names a person without the policy for that: {values}",
  at: "subject",
  documentation: {
    what: "givenName and surname are there only together with the policy 2.23.140.1.2.3.",
    why: "Only that policy promises that the person was identified.",
    bad: "GN=Erika, policy 2.23.140.1.2.1",
    good: "GN=Erika, SN=Mustermann, policy 2.23.140.1.2.3",
  },
  check: (view) =>
    view.hasPolicy("iv")
      ? undefined
      : found([
          ...textsOf(view.attributes(attribute.givenName)),
          ...textsOf(view.attributes(attribute.surname)),
        ]),
})
