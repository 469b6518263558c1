/** What findings mean that come up before a certificate is ordered. */
export const orderDocumentation: Readonly<Record<string, { readonly what: string; readonly why?: string }>> =
  {
    "order-domain-unknown": {
      what: "A name of the CSR is under no domain that the CertCentral account has.",
      why: "DigiCert would take the order, and wait until somebody has shown that the domain is theirs.",
    },
    "order-unvalidated": {
      what: "DigiCert has not validated the organization, or a domain, for the kind of product that is ordered.",
      why: "The order waits for it, for days if a human has to answer.",
    },
    "order-validation-ended": {
      what: "A validation may not be used for certificates any more.",
      why: "Domains are to be validated again every 200 days, every 100 from 2027-03-15, every 10 from 2029-03-15 on.",
    },
    "order-validation-ends": {
      what: "A validation ends within 30 days, by its own date or by a rule that comes into force.",
      why: "The next renewal would find it ended, and wait for a human.",
    },
    "order-validation-unknown": {
      what: "DigiCert says that something is validated, and not until when.",
      why: "What could not be checked is not taken for good.",
    },
  }
