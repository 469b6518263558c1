/** `order`: from a request to a folder that can be rolled out. */
import type { CriteriaFiles } from "../bundle/criteria.js"
import type { ImportedBundle } from "../bundle/importing.js"
import { type CsrPlan, planCsr } from "../csr/plan.js"
import { ToolError } from "../errors.js"
import type { Finding } from "../finding.js"
import { fleetWords } from "../fleet/command.js"
import { csrRequestOf } from "../fleet/csrRequest.js"
import type { Fleet } from "../fleet/types.js"
import type { Clock, Files } from "../ports.js"
import { quoteWord } from "../remote/quote.js"
import type { Secret } from "../secret.js"
import { alreadyOrdered } from "./alreadyOrdered.js"
import { importOrdered } from "./importOrdered.js"
import type { Issuer, OrderRequest } from "./issuer.js"
import type { OrderIntent } from "./journal/orderEntries.js"
import type { OrderJournal } from "./journal/orderJournal.js"
import { onceEach } from "./once.js"
import { csrPrint, lookAhead, type OrderingInputs, type OrderOutcome, runOrder } from "./ordering.js"
import { stopsOrder } from "./prechecks/inTheWay.js"
import { certificateToReplace } from "./replaced.js"
import {
  asksFor,
  type CertificateRequest,
  deliveredFile,
  makeRequest,
  newRequestFolder,
  readRequest,
  requireOwnKey,
  waitingRequest,
} from "./requests.js"

export interface OrderInputs {
  readonly fleet: Fleet
  readonly issuer: Issuer
  readonly journal: OrderJournal
  readonly files: Files
  readonly clock: Clock
  /** The folder of a request; the newest that waits unless given, else a new one. */
  readonly folder?: string | undefined
  /** Encrypts a key that is made. */
  readonly newKeyPassphrase?: Secret | undefined
  /** Called only where the key is encrypted. */
  readonly passphrase: (file: string) => Promise<Secret>
  readonly criteria: Pick<CriteriaFiles, "trust" | "profile">
  /** Gives an open order up, and begins another. */
  readonly force?: boolean | undefined
  /** Milliseconds since the epoch. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
  readonly watch?: OrderingInputs["watch"]
  /** Looks at what is in the way before an order is sent; nobody looks unless given. */
  readonly lookAhead?: (asked: OrderRequest) => Promise<readonly Finding[]>
}

export interface Ordered {
  /** undefined where fleet.yaml's names can be in no CSR: `findings` say why. */
  readonly request?: CertificateRequest
  /** undefined where nothing was ordered: `findings` say what is in the way. */
  readonly outcome?: OrderOutcome
  readonly bundle?: ImportedBundle
  /** Nothing was ordered now: it is what the last order brought. */
  readonly isEarlier?: boolean
  readonly findings: readonly Finding[]
}

/**
 * Takes up the open order, or orders with the newest request or a new one; imports what was issued. Where the last order
 * brought just that, and it is not to be renewed yet, nothing is ordered without `force`.
 *
 * @throws ToolError as `runOrder`, and for a request that cannot be read
 */
export async function orderCertificate(inputs: OrderInputs): Promise<Ordered> {
  if (inputs.force === true) await giveUp(inputs)
  else {
    const fresh = await freshOrder(inputs)
    if (fresh !== undefined) return fresh
  }
  const { findings, plan, request: found } = await requestFor(inputs)
  const request = found ?? (plan && (await madeRequest(inputs, plan)))
  if (request === undefined) return { findings }
  const { criteria, watch, ...rest } = inputs
  const passphrase = onceEach(inputs.passphrase)
  if (inputs.journal.open?.placed === undefined) await requireOwnKey(inputs.files, request, passphrase)
  const replaces = await certificateToReplace(inputs)
  const ordering = { ...rest, request, replaces, ...(watch && { watch }) }
  const ahead = await lookAhead(ordering, inputs.lookAhead)
  const known = [...findings, ...ahead]
  if (inputs.force !== true && stopsOrder(ahead)) return { request, findings: known }
  const outcome = await runOrder(ordering)
  if (outcome.kind !== "issued") return { request, outcome, findings: known }
  // What could not be seen beforehand is settled.
  if (outcome.differences.length > 0) return { request, outcome, findings }
  const { file, order } = outcome
  const result = await importOrdered({ ...rest, request, order, file, criteria, passphrase })
  return { request, outcome, ...result, findings: [...findings, ...result.findings] }
}

/** What the last order brought, where nothing else is asked for now. */
async function freshOrder({
  clock,
  files,
  fleet,
  folder,
  journal,
}: OrderInputs): Promise<Ordered | undefined> {
  const fresh = await alreadyOrdered(files, journal, clock.now())
  if (fresh === undefined) return undefined
  const { bundle, intent } = fresh
  const own = folder ?? (await orderedWith(journal, intent, fleet))
  const request = await readRequest(files, own).catch((error: unknown) => {
    if (folder !== undefined) throw error
  })
  if (request === undefined) return undefined
  const { findings, plan } = planCsr(csrRequestOf(fleet))
  const asked = folder === undefined ? plan && asksFor(request.csr, plan) : csrPrint(request) === intent.csr
  if (asked !== true) return undefined
  const file = deliveredFile(request)
  const outcome = { kind: "issued", order: intent.order, file, differences: [], remarks: [] } as const
  return { request, outcome, bundle, isEarlier: true, findings }
}

/**
 * The folder of the request that an order was sent with.
 *
 * @throws ToolError `unreadable` where that is not beside fleet.yaml: somebody has to say that it is meant
 */
export function orderedWith(
  journal: OrderJournal,
  { request }: Pick<OrderIntent, "request">,
  fleet: Pick<Fleet, "domain" | "file">,
): Promise<string> {
  return journal.chosenPath(
    request,
    (folder) =>
      `if that is right, name it: certfleet order ${quoteWord(folder)}${fleetWords(fleet)}; else bring the journal back from a copy`,
  )
}

async function giveUp({ journal }: OrderInputs): Promise<void> {
  const { open } = journal
  if (open === undefined) return
  await journal.append({ type: "ended", order: open.id, how: "given-up", reasons: ["by --force"] })
}

async function madeRequest(
  { clock, files, fleet, newKeyPassphrase: passphrase, signal }: OrderInputs,
  plan: CsrPlan,
): Promise<CertificateRequest> {
  return makeRequest(plan, {
    folder: await newRequestFolder(files, fleet, clock.now()),
    files,
    passphrase,
    signal,
  })
}

export interface RequestForOrder {
  /** undefined where one has to be made. */
  readonly request?: CertificateRequest
  /** What a new CSR has in it; undefined where fleet.yaml's names can be in none. */
  readonly plan?: CsrPlan
  readonly findings: readonly Finding[]
}

/** Which request an order goes with; nothing is made. */
export async function requestFor(
  inputs: Pick<OrderInputs, "fleet" | "files" | "folder" | "journal">,
): Promise<RequestForOrder> {
  const { files, fleet, folder, journal } = inputs
  const { open } = journal
  if (open !== undefined) {
    const { csr, request: written } = open.intent
    const request = await readRequest(files, folder ?? (await orderedWith(journal, open.intent, fleet)))
    if (csrPrint(request) !== csr) throw openForAnother(open.id, journal.named(written), fleetWords(fleet))
    return { request, findings: [] }
  }
  if (folder !== undefined) return { request: await readRequest(files, folder), findings: [] }
  const { findings, plan } = planCsr(csrRequestOf(fleet))
  const request = plan && (await waitingRequest(files, fleet, plan))
  return { findings, ...(plan && { plan }), ...(request && { request }) }
}

function openForAnother(order: string, folder: string, own: string): ToolError {
  return new ToolError("config", `order ${order} is open, and not for this CSR: it was for ${folder}`, {
    hint: `bring it to its end with certfleet order${own} alone, or give it up: --force`,
  })
}
