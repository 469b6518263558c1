import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { textsOf } from "../support/values.js"

const categories: ReadonlySet<string> = new Set([
  "Private Organization",
  "Government Entity",
  "Business Entity",
  "Non-Commercial Entity",
])

export const businessCategoryUnknown = certificateRule({
  code: "business-category-unknown",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "EV guidelines 9.2.3",
  message: "businessCategory of an EV certificate is none of the four: {values}",
  at: "subject",
  documentation: {
    what: "businessCategory of an EV certificate is Private Organization, Government Entity, Business Entity or Non-Commercial Entity.",
    why: "It says by which of the four procedures the CA has verified the subject.",
    bad: "businessCategory=University",
    good: "businessCategory=Government Entity",
  },
  check: (view) =>
    view.hasPolicy("ev")
      ? found(textsOf(view.attributes(attribute.businessCategory)).filter((value) => !categories.has(value)))
      : undefined,
})
