import { certificateName } from "../../assess/certificateNames.js"
import type { Assembled } from "../../bundle/assembled.js"
import { bundleFiles } from "../../bundle/bundleFiles.js"
import type { Finding } from "../../finding.js"
import {
  chainJson,
  keyText,
  leafJson,
  namesIn,
  pathText,
  validityText,
} from "../../report/certificateText.js"
import { documentText } from "../../report/jsonText.js"
import { printable } from "../../report/printable.js"
import type { Certificate } from "../../x509/certificate.js"

export interface Imported {
  readonly endsFirst: Certificate
  readonly folder: string
  readonly assembled: Assembled
  readonly findings: readonly Finding[]
  readonly encrypted: boolean
  /** Milliseconds since the epoch. */
  readonly at: number
  /** The command that rolls it out, first as a dry run. */
  readonly next: string
}

export function importedText({
  folder,
  assembled: { leaf, chain },
  encrypted,
  at,
  endsFirst,
  next,
}: Imported): string {
  const names = namesIn(leaf).length
  return [
    `certificate  ${certificateName(leaf)}, ${names === 1 ? "1 name" : `${names} names`}, ${keyText(leaf)}`,
    `valid        ${validityText(leaf, at, endsFirst)}`,
    `SHA-256      ${leaf.fingerprint}`,
    `chain        ${pathText([leaf, ...chain])}`,
    `wrote        ${folder}/`,
    `               ${bundleFiles.key}${encrypted ? "     (encrypted)" : ""}`,
    `               ${bundleFiles.crt}     (the certificate alone)`,
    `               ${bundleFiles.ca}  (${intermediates(chain.length - 1)}the root)`,
    "",
    `next: ${next}`,
    "",
  ]
    .map(printable)
    .join("\n")
}

export function importedJson({
  folder,
  assembled: { leaf, chain },
  findings,
  encrypted,
}: Omit<Imported, "next">): string {
  const commonName = certificateName(leaf)
  const result = { folder, encrypted, commonName, ...leafJson(leaf), chain: chainJson(chain), findings }
  return documentText(result)
}

function intermediates(count: number): string {
  return count === 0 ? "" : `${count} ${count === 1 ? "intermediate" : "intermediates"}, then `
}
