const day = 86_400_000
/** RFC 9773 has no word on it; clients of short-lived certificates renew at half their life. */
const shortLivedDays = 10

/**
 * When to renew where the CA does not say: a third of the lifetime before the end, half of it for lifetimes below 10 days.
 * A fixed number of days breaks as lifetimes fall.
 */
export function dueByLifetime({
  notAfter,
  notBefore,
}: {
  readonly notAfter: Date
  readonly notBefore: Date
}): Date {
  const lifetime = notAfter.getTime() - notBefore.getTime()
  return new Date(notAfter.getTime() - lifetime / (lifetime < shortLivedDays * day ? 2 : 3))
}
