/** A root that browsers no longer trust although operating systems and Node may still carry it. */
export interface RetiredRoot {
  readonly name: string
  /** First day without it, ISO 8601. */
  readonly since: string
  readonly by: string
  /** What to ask the CA for instead. */
  readonly instead: string
}

const digicert = {
  since: "2026-04-15",
  by: "Chrome and Mozilla",
  instead: "a certificate under DigiCert Global Root G2",
} as const

/** By SHA-256 fingerprint, lower-case hexadecimal. */
export const retiredRoots: ReadonlyMap<string, RetiredRoot> = new Map([
  [
    "4348a0e9444c78cb265e058d5e8944b4d84f9662bd26db257f8934a443c70161",
    { name: "DigiCert Global Root CA", ...digicert },
  ],
  [
    "3e9099b5015e8f486c00bcea9d111ee721faba355a89bcf1df69561e3dc6325c",
    { name: "DigiCert Assured ID Root CA", ...digicert },
  ],
  [
    "7431e5f4c3c1ce4690774f0b61e05440883ba9a01ed00ba6abd7806ed3b118cf",
    { name: "DigiCert High Assurance EV Root CA", ...digicert },
  ],
])
