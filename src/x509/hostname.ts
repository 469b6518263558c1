/** What is wrong with a host name in ASCII form (RFC 1034 section 3.5, RFC 1123 section 2.1). */
export type HostnameProblem =
  | "empty"
  | "empty-label"
  | "trailing-dot"
  | "label-too-long"
  | "name-too-long"
  | "character"
  | "hyphen"
  | "numeric"

/**
 * Checks the syntax of a host name without wildcard. Underscores pass: they are no host name characters,
 * but private CAs sign them; `publicNameProblems` refuses them.
 */
export function hostnameProblem(name: string): HostnameProblem | undefined {
  if (name === "") return "empty"
  if (name.endsWith(".")) return "trailing-dot"
  if (name.length > 253) return "name-too-long"
  const labels = name.split(".")
  for (const label of labels) {
    if (label === "") return "empty-label"
    if (label.length > 63) return "label-too-long"
    if (!/^[A-Za-z0-9_-]+$/.test(label)) return "character"
    if (label.startsWith("-") || label.endsWith("-")) return "hyphen"
  }
  // RFC 1123 section 2.1: a name that ends in a number would be read as an address.
  return /^[0-9]+$/.test(labels.at(-1) ?? "") ? "numeric" : undefined
}

/**
 * Whether a certificate's DNS name covers a host name, both in ASCII form (RFC 9525 section 6.3): equal but
 * for case, or a wildcard that stands for the whole leftmost label and only that.
 */
export function coversHostname(pattern: string, name: string): boolean {
  const [wanted, offered] = [name.toLowerCase(), pattern.toLowerCase()]
  if (offered === wanted) return true
  if (!offered.startsWith("*.") || wanted.startsWith("*.")) return false
  const dot = wanted.indexOf(".")
  return dot > 0 && wanted.slice(dot) === offered.slice(1)
}
