/** The part that a certificate plays: a CA by basicConstraints or not, signed by itself or by another. */
export type CertificateRole = "leaf" | "self-signed" | "intermediate" | "root"
/** What a rule looks at. */
export type Scope = CertificateRole | "csr" | "chain" | "key" | "fleet"
