import { faults } from "../../assess/faults.js"
import { covers } from "../../x509/sanEntry.js"
import { fleetRule } from "../rule.js"
import { found } from "../support/facts.js"

export const fleetNameMissing = fleetRule({
  ...faults.nameMissing,
  scopes: ["fleet"],
  source: "certfleet",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A certificate or request with the fleet's common name covers every name of its fleet.yaml.",
    why: "Users who are sent to the server that is missing see a warning.",
    bad: "a new mail store in fleet.yaml, and the old certificate",
    good: "every name of certfleet names among the alternative names",
  },
  check: ({ offered, required }) =>
    found(
      required.filter((wanted) => !offered.some((entry) => covers(entry, wanted))).map(({ value }) => value),
    ),
})
