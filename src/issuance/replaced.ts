import { join } from "node:path"
import { bundleFiles } from "../bundle/bundleFiles.js"
import { newestFolder } from "../bundle/folders.js"
import { certificateIn } from "../bundle/held.js"
import type { Fleet } from "../fleet/types.js"
import type { Clock, Files } from "../ports.js"
import type { Certificate } from "../x509/certificate.js"
import type { Issuer } from "./issuer.js"
import type { OrderJournal } from "./journal/orderJournal.js"

export interface ReplacedQuestion {
  readonly fleet: Pick<Fleet, "file" | "certificate">
  readonly journal: OrderJournal
  readonly issuer: Pick<Issuer, "kind" | "where">
  readonly files: Files
  readonly clock: Pick<Clock, "now">
}

/** The certificate that was imported last, where it is still valid and this CA will know it. */
export async function certificateToReplace(question: ReplacedQuestion): Promise<Certificate | undefined> {
  const { clock, files, fleet } = question
  const newest = await newestFolder(files, fleet.certificate.commonName, bundleFiles.crt, fleet.file)
  if (newest === undefined) return undefined
  const leaf = await certificateIn(files, join(newest, bundleFiles.crt))
  if (leaf === undefined || leaf.notAfter.getTime() <= clock.now()) return undefined
  return isKnownTo(question, leaf.fingerprint) ? leaf : undefined
}

/**
 * An ACME server refuses an order in the place of what another CA issued; DigiCert finds a certificate among all orders of
 * the account, also those that were placed by hand.
 */
export function isKnownTo(
  { issuer, journal }: Pick<ReplacedQuestion, "issuer" | "journal">,
  certificate: string,
): boolean {
  if (issuer.kind === "digicert") return true
  const issued = journal.entries.findLast((one) => one.type === "imported" && one.certificate === certificate)
  return journal.entries.some(
    (one) => one.type === "intent" && one.order === issued?.order && one.where === issuer.where,
  )
}
