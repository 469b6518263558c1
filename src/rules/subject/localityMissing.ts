import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { namesSomebody } from "../support/values.js"

export const localityMissing = certificateRule({
  code: "locality-missing",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.4.2.2",
  inForce: { from: "2016-09-07" },
  message: "the subject names somebody without locality and without state",
  at: "subject",
  documentation: {
    what: "A subject with an organization or a person has localityName or stateOrProvinceName.",
    why: "Organizations of one name exist in many places.",
    bad: "C=DE, O=Example University",
    good: "C=DE, ST=Bavaria, O=Example University",
  },
  check: (view) =>
    when(
      namesSomebody(view) && !view.hasAttribute(attribute.locality) && !view.hasAttribute(attribute.state),
    ),
})
