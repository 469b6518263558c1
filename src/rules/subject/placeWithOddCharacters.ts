import { requestRule } from "../rule.js"
import { hasControlCharacter } from "../support/controlCharacters.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const placeWithOddCharacters = requestRule({
  code: "place-with-odd-characters",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 3.2.2.1",
  inForce: { from: "2012-07-01" },
  message: "a place name of the subject holds characters that no place has: {values}",
  at: "subject",
  documentation: {
    what: "stateOrProvinceName and localityName hold no brackets, braces, backslashes, quotation marks or equal signs, and no control characters.",
    why: "Such characters come from a template that was not filled in or a form that was taken apart wrongly.",
    bad: "ST={state}",
    good: "ST=Bavaria",
  },
  check: (view) =>
    found(
      [...view.attributes(attribute.state), ...view.attributes(attribute.locality)].flatMap(({ value }) =>
        hasControlCharacter(value) || /[{}[\]\\"=<>|^~]/.test(value) ? [value] : [],
      ),
    ),
})
