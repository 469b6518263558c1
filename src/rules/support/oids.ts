/** Identifiers that rules ask for beside those of the reader. */

/** BR 7.1.6.1 and the EV guidelines: the reserved policies. */
export const policyOids = {
  dv: "2.23.140.1.2.1",
  ov: "2.23.140.1.2.2",
  iv: "2.23.140.1.2.3",
  ev: "2.23.140.1.1",
  any: "2.5.29.32.0",
} as const

/** The four policies that the Baseline Requirements reserve. */
export const reservedPolicies: ReadonlySet<string> = new Set([
  policyOids.dv,
  policyOids.ov,
  policyOids.iv,
  policyOids.ev,
])

/** Attribute types of names (X.520, RFC 4519, the EV guidelines). */
export const attribute = {
  commonName: "2.5.4.3",
  surname: "2.5.4.4",
  serialNumber: "2.5.4.5",
  country: "2.5.4.6",
  locality: "2.5.4.7",
  state: "2.5.4.8",
  street: "2.5.4.9",
  organization: "2.5.4.10",
  organizationalUnit: "2.5.4.11",
  businessCategory: "2.5.4.15",
  postalCode: "2.5.4.17",
  givenName: "2.5.4.42",
  organizationIdentifier: "2.5.4.97",
  domainComponent: "0.9.2342.19200300.100.1.25",
  emailAddress: "1.2.840.113549.1.9.1",
  jurisdictionLocality: "1.3.6.1.4.1.311.60.2.1.1",
  jurisdictionState: "1.3.6.1.4.1.311.60.2.1.2",
  jurisdictionCountry: "1.3.6.1.4.1.311.60.2.1.3",
} as const

export const qualifierOids = { cps: "1.3.6.1.5.5.7.2.1", userNotice: "1.3.6.1.5.5.7.2.2" } as const

/** Extensions that the reader does not decode. */
export const otherExtensions = {
  subjectDirectoryAttributes: "2.5.29.9",
  torServiceDescriptorHash: "2.23.140.1.31",
} as const

/** RFC 6962 section 3.1: signs precertificates, nothing else. */
export const precertificateSigning = "1.3.6.1.4.1.11129.2.4.4"
