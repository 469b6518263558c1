import { certificateName, sanEntries } from "../assess/certificateNames.js"
import type { Certificate } from "../x509/certificate.js"
import { isoDay } from "../x509/day.js"
import { publicKeyText } from "../x509/publicKey.js"

const day = 86_400_000

/**
 * `2026-05-01 to 2026-11-17 (198 days left)`; the days only while there are some, and those of whatever of the chain
 * expires first. `at` in milliseconds.
 */
export function validityText(leaf: Certificate, at: number, endsFirst: Certificate = leaf): string {
  const days = Math.floor((endsFirst.notAfter.getTime() - at) / day)
  const who =
    endsFirst.notAfter < leaf.notAfter ? `, the chain's ${certificateName(endsFirst)} ends first` : ""
  const left = days < 0 ? "" : ` (${days} days left${who})`
  return `${isoDay(leaf.notBefore)} to ${isoDay(leaf.notAfter)}${left}`
}

/** `2026-05-01`, UTC. */
export function dayText(moment: Date): string {
  return isoDay(moment)
}

/** `RSA 2048`. */
export function keyText({ publicKey }: Certificate): string {
  return publicKeyText(publicKey)
}

/** `mail.example.edu > Example TLS CA 1 > Example Root`. */
export function pathText(path: readonly Certificate[]): string {
  return path.map(certificateName).join(" > ")
}

/** The names that it is valid for, none where they cannot be read. */
export function namesIn(
  certificate: Certificate,
): readonly { readonly type: string; readonly name: string }[] {
  return (sanEntries(certificate) ?? []).map(({ kind, value }) => ({ type: kind, name: value }))
}

/** A leaf for `--json`. */
export function leafJson(leaf: Certificate): {
  readonly names: ReturnType<typeof namesIn>
  readonly notBefore: string
  readonly notAfter: string
  readonly fingerprint: string
} {
  return {
    names: namesIn(leaf),
    notBefore: leaf.notBefore.toISOString(),
    notAfter: leaf.notAfter.toISOString(),
    fingerprint: leaf.fingerprint,
  }
}

/** A certificate of a chain for `--json`. */
export function chainJson(
  chain: readonly Certificate[],
): readonly { readonly name: string; readonly fingerprint: string; readonly notAfter: string }[] {
  return chain.map((certificate) => ({
    name: certificateName(certificate),
    fingerprint: certificate.fingerprint,
    notAfter: certificate.notAfter.toISOString(),
  }))
}
