import { matchName } from "../../path/identity.js"
import { inspectCertificate } from "../../x509/certificate.js"
import type { Served } from "./prover.js"

/** What a port served by one of its further names, and what it ought to. */
export interface NameLook {
  readonly name: string
  readonly served: Served
  /** SHA-256 of the certificate that is rolled out. */
  readonly wanted: string
  /** What the port served by this name before the change; undefined where it did not answer. */
  readonly before: string | undefined
  /** What the server's ports served by its own name before the change. */
  readonly old: ReadonlySet<string>
  /** Milliseconds since the epoch. */
  readonly now: number
}

export type NameVerdict =
  | { readonly kind: "proven" }
  /** Otherwise than wanted, and rightly so: worth a word. */
  | { readonly kind: "kept"; readonly note: string }
  | { readonly kind: "wrong"; readonly problem: string }

/**
 * A name that users reach a port by may have a certificate of its own (SNI, as Zimbra's per-domain certificates). That is let be
 * when it was there before, is none that was served by the server's own name, covers the name and is in its time. Everything
 * else that is not the new certificate is wrong: an old one is what a browser would go on showing.
 */
export function judgeName({ name, served, wanted, before, old, now }: NameLook): NameVerdict {
  const wrong = (problem: string): NameVerdict => ({
    kind: "wrong",
    problem: `asked for ${name}, ${problem}`,
  })
  if (!served.ok) {
    if (before !== undefined) return wrong(served.problem)
    return { kind: "kept", note: `does not answer for ${name}, as before (${served.problem})` }
  }
  const { fingerprint, leaf } = served
  if (fingerprint === wanted) return { kind: "proven" }
  const print = `${fingerprint.slice(0, 16)}…`
  if (old.has(fingerprint)) return wrong(`it still serves the old certificate (${print})`)
  if (fingerprint !== before) return wrong(`it serves another certificate (${print})`)
  const read = leaf === undefined ? undefined : inspectCertificate(leaf)
  if (read?.ok !== true) return wrong(`it serves a certificate that cannot be read (${print})`)
  const { notBefore, notAfter, extensions } = read.value
  const until = notAfter.toISOString().slice(0, 10)
  if (notAfter.getTime() < now) return wrong(`it serves an expired certificate (${print}, until ${until})`)
  if (notBefore.getTime() > now) return wrong(`it serves a certificate that is not valid yet (${print})`)
  const names = extensions.subjectAltName?.ok === true ? extensions.subjectAltName.value : []
  if (!matchName({ kind: "dns", value: name }, names).matched)
    return wrong(`it serves a certificate that does not cover it (${print})`)
  return { kind: "kept", note: `keeps a certificate of its own for ${name} (${print}, until ${until})` }
}
