/** Disagreements that are meant to be: each case with the rule that decides it, and why that rule stands. */

/** Cases decided by one rule. */
export interface LedgerEntry {
  /** Where we refuse: the kind or rule of our top rejection. Where we accept: the one that `strict` names, or `none`. */
  readonly rule: string
  /** With the section. */
  readonly reason: string
  readonly cases: readonly string[]
}

export type Ledger = readonly LedgerEntry[]

/** The entry of a case. */
export function entryOf(ledger: Ledger, id: string): LedgerEntry | undefined {
  return ledger.find(({ cases }) => cases.includes(id))
}

/** Cases that are named more than once, or that do not exist. */
export function misplaced(ledger: Ledger, known: ReadonlySet<string>): readonly string[] {
  const all = ledger.flatMap(({ cases }) => cases)
  return all.filter((id, index) => !known.has(id) || all.indexOf(id) !== index)
}
