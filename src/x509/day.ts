/** The day of a moment in UTC, as ISO 8601 writes it: `2026-05-01`. */
export function isoDay(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}
