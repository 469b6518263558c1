import { defineFinding } from "../../finding.js"

const stage = "order"
const domains = "in CertCentral: Certificates > Domains"

type Ends = { readonly what: string; readonly until: string; readonly days: number }

/** What CertCentral says beforehand to be in the way of an order. */
export const digicertFindings = {
  domainUnknown: defineFinding({
    code: "order-domain-unknown",
    severity: "error",
    stage,
    message: ({ name }: { name: string }) => `${name} is under no domain of the CertCentral account`,
    hint: () => `add its domain and validate it ${domains}`,
    citation: "BR 3.2.2.4",
  }),
  unvalidated: defineFinding({
    code: "order-unvalidated",
    severity: "error",
    stage,
    message: ({ what, type, status }: { what: string; type: string; status: string }) =>
      `${what} is not validated for ${type.toUpperCase()}: ${status}`,
    hint: () => `validate it ${domains}, or Organizations; an order would wait for that`,
    citation: "BR 4.2.1",
  }),
  validationEnded: defineFinding({
    code: "order-validation-ended",
    severity: "error",
    stage,
    message: ({ what, until }: Ends) => `the validation of ${what} has ended on ${until}`,
    hint: () => `validate it again ${domains}`,
    citation: "BR 4.2.1",
  }),
  validationEnds: defineFinding({
    code: "order-validation-ends",
    severity: "warning",
    stage,
    message: ({ what, until, days }: Ends) =>
      `the validation of ${what} ends on ${until}, in ${days} ${days === 1 ? "day" : "days"}`,
    hint: () => `validate it again before the next renewal ${domains}`,
    citation: "BR 4.2.1",
  }),
  validationUnknown: defineFinding({
    code: "order-validation-unknown",
    severity: "error",
    stage,
    message: ({ what }: { what: string }) =>
      `could not check until when ${what} is validated: DigiCert does not say`,
    hint: () => `look ${domains}, or Organizations`,
  }),
}
