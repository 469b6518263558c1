/** Disagreements with zlint that are meant to be, each with its reason. */
export interface LedgerEntry {
  readonly lint: string
  readonly file: string
  readonly reason: string
}

export const zlintLedger: readonly LedgerEntry[] = [
  {
    lint: "e_missing_crl_distrib_point",
    file: "sub1_val10_iat0_cdp0_ocsp0_eff1.pem",
    reason:
      "valid for ten days and one second, both ends counted as BR 1.6.1 says: not short-lived, so BR 7.1.2.11.2 asks for revocation information",
  },
]
