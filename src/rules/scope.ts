/** The part that a certificate plays: a CA by basicConstraints or not, signed by itself or by another. */
export type CertificateKind = "leaf" | "self-signed" | "intermediate" | "root"
/** What a rule looks at. */
export type Scope = CertificateKind | "csr" | "chain" | "key" | "fleet"
