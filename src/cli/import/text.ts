import type { Assembled } from "../../bundle/assembled.js"
import { certificateName, sanEntries } from "../../bundle/certificateNames.js"
import { bundleFiles } from "../../bundle/write.js"
import type { Finding } from "../../finding.js"
import { printable } from "../../report/findingsText.js"
import { publicKeyText } from "../../x509/publicKey.js"

export interface Imported {
  readonly folder: string
  readonly assembled: Assembled
  readonly findings: readonly Finding[]
  readonly encrypted: boolean
  /** Milliseconds since the epoch. */
  readonly at: number
}

const day = 86_400_000

export function importedText({ folder, assembled: { leaf, chain }, encrypted, at }: Imported): string {
  const names = sanEntries(leaf) ?? []
  const days = Math.floor((leaf.notAfter.getTime() - at) / day)
  return [
    `certificate  ${certificateName(leaf)}, ${names.length} names, ${publicKeyText(leaf.publicKey)}`,
    `valid        ${dayOf(leaf.notBefore)} to ${dayOf(leaf.notAfter)} (${days} days left)`,
    `SHA-256      ${leaf.fingerprint}`,
    `chain        ${[leaf, ...chain].map(certificateName).join(" > ")}`,
    `wrote        ${folder}/`,
    `               ${bundleFiles.key}${encrypted ? "     (encrypted)" : ""}`,
    `               ${bundleFiles.crt}     (the certificate alone)`,
    `               ${bundleFiles.ca}  (${chain.length - 1} intermediate, then the root)`,
    "",
    `next: certfleet rollout ${folder} --dry-run`,
    "",
  ]
    .map(printable)
    .join("\n")
}

export function importedJson({ folder, assembled: { leaf, chain }, findings, encrypted }: Imported): string {
  const result = {
    folder,
    encrypted,
    commonName: certificateName(leaf),
    names: (sanEntries(leaf) ?? []).map(({ kind, value }) => ({ type: kind, name: value })),
    notBefore: leaf.notBefore.toISOString(),
    notAfter: leaf.notAfter.toISOString(),
    fingerprint: leaf.fingerprint,
    chain: chain.map((certificate) => ({
      name: certificateName(certificate),
      fingerprint: certificate.fingerprint,
      notAfter: certificate.notAfter.toISOString(),
    })),
    findings,
  }
  return `${JSON.stringify(result, null, 2)}\n`
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}
