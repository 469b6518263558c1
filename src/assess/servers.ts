import type { Certificate } from "../x509/certificate.js"
import { namesHosts } from "./certificateNames.js"

/**
 * Which of the certificates that lie together are servers': those that are no CA's and issued none of the others. Where
 * there are none, CAs that name hosts and issued none, as `openssl req -x509` makes them.
 */
export function serversAmong(all: readonly Certificate[]): readonly Certificate[] {
  const [only, ...others] = all
  if (only === undefined) return []
  if (others.length === 0) return isAuthority(only) && !namesHosts(only) ? [] : all
  const issuing = new Set(all.flatMap(({ issuer, isSelfIssued }) => (isSelfIssued ? [] : [issuer.key])))
  const ends = all.filter(({ subject }) => !issuing.has(subject.key))
  const servers = ends.filter((one) => !isAuthority(one))
  return servers.length > 0 ? servers : ends.filter(namesHosts)
}

/** By basicConstraints, however badly the rest is written. */
export function isAuthority({ extensions }: Certificate): boolean {
  return extensions.inspect("basicConstraints")?.value?.ca === true
}
