import { join } from "node:path"
import { bundleFiles } from "../bundle/bundleFiles.js"
import type { ImportedBundle } from "../bundle/importing.js"
import { loadBundle } from "../bundle/load.js"
import type { Files } from "../ports.js"
import { dueByLifetime } from "./dueDate.js"
import type { OrderIntent } from "./journal/orderEntries.js"
import type { OrderJournal } from "./journal/orderJournal.js"

/** What the last order brought, still fresh. */
export interface FreshBundle {
  readonly intent: OrderIntent
  readonly bundle: ImportedBundle
}

/**
 * The certificate of the last order, where it is not yet to be renewed: whoever asks again, as after a crash behind the last
 * step, gets this one and not another that costs money.
 */
export async function alreadyOrdered(
  files: Files,
  journal: OrderJournal,
  now: number,
): Promise<FreshBundle | undefined> {
  const last = journal.entries.at(-1)
  if (last?.type !== "imported") return undefined
  const folder = await journal.path(last.folder)
  const intent = journal.entries.find(
    (entry): entry is OrderIntent => entry.type === "intent" && entry.order === last.order,
  )
  if (intent === undefined || !(await files.exists(join(folder, bundleFiles.crt)))) return undefined
  const { chain, keyChecked, leaf } = await loadBundle(folder, { files, leaveEncrypted: true })
  const [issuer, ...others] = chain
  if (issuer === undefined || leaf.fingerprint !== last.certificate) return undefined
  const endsFirst = [leaf, ...chain].reduce((first, one) => (one.notAfter < first.notAfter ? one : first))
  if (dueByLifetime({ notBefore: leaf.notBefore, notAfter: endsFirst.notAfter }).getTime() <= now)
    return undefined
  const assembled = { leaf, chain: [issuer, ...others] as const }
  return { intent, bundle: { folder, assembled, endsFirst, encrypted: !keyChecked } }
}
