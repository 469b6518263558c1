/** What one verification may cost, so that hostile input ends early instead of late. */

/** Upper bounds of one verification. */
export interface Limits {
  /** Signatures verified. Go's crypto/x509 and rustls-webpki both stop at 100. */
  readonly signatures: number
  /**
   * Steps of the search. rustls-webpki and mozilla::pkix stop at 200,000; a tenth of that is still a thousand
   * times what the densest public trust graph (Let's Encrypt's cross-signs) asks for, and ends in a second.
   */
  readonly buildCalls: number
  /**
   * Names of a certificate times subtrees of a constraint, forms that do not meet included: OpenSSL stops at
   * 2^20 (Go and rustls-webpki at 250,000 comparisons made).
   */
  readonly nameComparisons: number
  /** Nodes of the policy graph. RFC 9618 section 3 has the exponential case; honest paths need below 100. */
  readonly policyNodes: number
  /** Entries of revocation lists looked at: the largest public lists hold some 1,000,000. */
  readonly crlEntries: number
}
export type Spent = { -readonly [K in keyof Limits]: number }
export type LimitName = keyof Limits

export const defaultLimits: Limits = {
  signatures: 100,
  buildCalls: 20_000,
  nameComparisons: 2 ** 20,
  policyNodes: 10_000,
  crlEntries: 5_000_000,
}

/**
 * Intermediates on a path, self-issued ones not counted, where the caller sets no number. mozilla::pkix and
 * rustls-webpki allow 6; the deepest path of NIST's PKITS has 5, public ones have 3.
 */
export const defaultMaxIntermediates = 8

/** Counts what is spent; once a limit is reached, nothing more is granted. */
export class Budget {
  readonly limits: Limits
  readonly spent: Spent = { signatures: 0, buildCalls: 0, nameComparisons: 0, policyNodes: 0, crlEntries: 0 }
  #exhausted: LimitName | undefined

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...defaultLimits, ...limits }
  }

  /** Which limit ended the verification, if one did. */
  get exhausted(): LimitName | undefined {
    return this.#exhausted
  }

  /** Takes from one of the limits; false when that would exceed it. */
  spend(name: LimitName, amount = 1): boolean {
    if (this.spent[name] + amount > this.limits[name]) {
      this.#exhausted ??= name
      return false
    }
    this.spent[name] += amount
    return true
  }
}
