/** What rules may know beside the thing they look at; everything comes in from outside. */

/** Knowledge about domain names, loaded only when there are names to judge. */
export interface Domains {
  /** The ICANN part of the public suffix list: `edu`, `co.uk`; undefined when the top-level domain is not on it. */
  publicSuffix(name: string): string | undefined
  /** RFC 5890 section 2.3.2.1. */
  isALabel(label: string): boolean
}

export interface RuleContext {
  /** The moment against which expiry and trust are judged. */
  readonly now: Date
  readonly domains: Domains
  /** Certificates that are in force longer than this pass; in days, or as a share of their lifetime. */
  readonly expiresIn: ExpiryLimit
  /** SHA-256 of subjectPublicKeyInfo, lower-case hexadecimal, of keys known to be compromised. */
  readonly blockedKeys: ReadonlySet<string>
}

export type ExpiryLimit = { readonly days: number } | { readonly share: number }
