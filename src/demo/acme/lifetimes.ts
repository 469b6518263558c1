/** How long the demo's CA lets a certificate live: the limits of Baseline Requirements section 6.3.2, by day of issuance. */
const rules: readonly { readonly from: string; readonly days: number }[] = [
  { from: "2020-09-01", days: 398 },
  { from: "2026-03-15", days: 200 },
  { from: "2027-03-15", days: 100 },
  { from: "2029-03-15", days: 47 },
]

/** Days of a certificate that is issued at that moment, milliseconds since the epoch. */
export function lifetimeDays(at: number): number {
  return rules.findLast(({ from }) => Date.parse(`${from}T00:00:00Z`) <= at)?.days ?? 398
}
