import { type CriteriaFiles, readCriteria } from "../bundle/criteria.js"
import { readDelivered } from "../bundle/delivered.js"
import { certificateIn } from "../bundle/held.js"
import { type ImportResult, importDelivered } from "../bundle/importing.js"
import { pause } from "../cancelled.js"
import type { Fleet } from "../fleet/types.js"
import type { Clock, Files } from "../ports.js"
import type { Secret } from "../secret.js"
import type { OrderJournal } from "./journal/orderJournal.js"
import type { CertificateRequest } from "./requests.js"

export interface OrderedImport {
  readonly fleet: Fleet
  readonly journal: OrderJournal
  readonly files: Files
  readonly clock: Clock
  readonly request: CertificateRequest
  readonly order: string
  /** What the CA issued, PEM. */
  readonly file: string
  /** Called only where the key is encrypted. */
  readonly passphrase: (file: string) => Promise<Secret>
  /** Beside what fleet.yaml says. */
  readonly criteria: Pick<CriteriaFiles, "trust" | "profile">
  readonly signal?: AbortSignal | undefined
}

/** What `certfleet import` does with the file, and the end of the order in its journal. */
export async function importOrdered(inputs: OrderedImport): Promise<ImportResult> {
  const { clock, criteria, files, fleet, journal, order, passphrase, request, signal } = inputs
  await untilValid(inputs)
  const { csrFile: csr, keyFile: key } = request
  const ports = { files, passphrase, ...(signal && { signal }) }
  const read = await readDelivered(ports, [inputs.file], { key, csr })
  const { delivery } = read
  if (read.key === undefined) return { findings: delivery.findings }
  const at = new Date(clock.now())
  const question = await readCriteria(files, { ...criteria, fleet, crl: [], ocsp: [] }, at)
  const result = await importDelivered({
    ...{ delivery, key: read.key, criteria: question, fleetFile: fleet.file, files },
    ...{ stamp: order, again: true },
    ...(signal && { signal }),
  })
  if (result.bundle !== undefined) {
    const { assembled, folder } = result.bundle
    const certificate = assembled.leaf.fingerprint
    await journal.append({ type: "imported", order, certificate, folder: journal.written(folder) })
  }
  return result
}

/** Clocks differ by seconds, and few CAs date back: a new certificate is no reason to fail. Milliseconds. */
const mostAheadMs = 5 * 60_000

async function untilValid({ clock, file, files, signal }: OrderedImport): Promise<void> {
  const leaf = await certificateIn(files, file)
  const aheadMs = (leaf?.notBefore.getTime() ?? 0) - clock.now()
  if (aheadMs > 0 && aheadMs <= mostAheadMs) await pause(clock, aheadMs, "the new certificate", signal)
}
