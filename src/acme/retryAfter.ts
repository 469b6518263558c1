/**
 * The Retry-After header: RFC 9110 section 10.2.3, seconds or an HTTP date.
 *
 * @param now milliseconds since the epoch
 * @returns milliseconds from now, not below 0; undefined where it is missing or unreadable
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ""
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const date = /^[A-Z][a-z]{2},/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
