import { defineFinding } from "../finding.js"

/** Kinds of finding about the subject of a CSR. */
export const csrFindings = {
  subject: defineFinding({
    code: "csr-subject",
    severity: "error",
    stage: "csr",
    message: ({ field, value, problem }: { field: string; value: string; problem: string }) =>
      `${field} ${JSON.stringify(value)} ${problem}`,
    hint: () => "correct it: the CA copies it into the certificate, or refuses the request",
    citation: "RFC 5280 appendix A.1",
  }),
  country: defineFinding({
    code: "csr-country",
    severity: "error",
    stage: "csr",
    message: ({ country }: { country: string }) =>
      `${JSON.stringify(country)} is no country code of ISO 3166-1`,
    hint: ({ country }) =>
      country.toUpperCase() === "UK" ? "the United Kingdom is GB" : "two capital letters, such as US or DE",
    citation: "BR 7.1.2.7.4",
  }),
}
