/** `2026-11-27`, of a moment in ISO 8601. */
export function dayOf(at: string): string {
  return at.slice(0, 10)
}

/** So much of a fingerprint tells two certificates apart for people; the whole stands beside it. */
export function shortPrint(fingerprint: string): string {
  return fingerprint.slice(0, 16)
}

/** `1 server`, `3 servers`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`
}

/** `expired 3 days ago`, `ends today`, `12 days left`. */
export function daysText(days: number): string {
  if (days < 0) return `expired ${counted(-days, "day")} ago`
  return days === 0 ? "ends today" : `${counted(days, "day")} left`
}
