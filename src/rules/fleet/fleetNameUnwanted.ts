import { covers } from "../../x509/sanEntry.js"
import { fleetRule } from "../rule.js"
import { found } from "../support/facts.js"

export const fleetNameUnwanted = fleetRule({
  code: "fleet-name-unwanted",
  severity: "notice",
  scopes: ["fleet"],
  source: "certfleet",
  citation: "BR 4.9.1.1",
  message: "names that nothing in fleet.yaml asks for: {values}",
  hint: "add them to additionalNames, or leave them out of the next order",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A certificate or request with the fleet's common name has no name beyond those of its fleet.yaml.",
    why: "Each further name must be validated at every renewal, and one that was given away revokes the certificate for all.",
    bad: "the name of a server that was switched off years ago",
    good: "the names of certfleet names and no others",
  },
  check: ({ offered, required }) =>
    found(
      offered.filter((entry) => !required.some((wanted) => covers(entry, wanted))).map(({ value }) => value),
    ),
})
