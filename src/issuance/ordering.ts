/** One order, from its intent to the certificate in a file: each step in the journal before it is taken. */
import { createHash, randomBytes } from "node:crypto"
import { pause } from "../cancelled.js"
import { ToolError } from "../errors.js"
import type { Finding } from "../finding.js"
import type { Clock, Files } from "../ports.js"
import { type Certificate, parseCertificate } from "../x509/certificate.js"
import { readPem } from "../x509/pem.js"
import type { IssuedOrder, Issuer, OrderRequest, OrderStanding } from "./issuer.js"
import type { OrderEvent } from "./journal/orderEntries.js"
import type { OpenOrder, OrderJournal } from "./journal/orderJournal.js"
import { isLost, type Persistence, persist } from "./passing.js"
import { type CertificateRequest, deliveredFile, namesOf } from "./requests.js"

export interface OrderingInputs {
  readonly issuer: Issuer
  readonly journal: OrderJournal
  readonly files: Files
  readonly clock: Clock
  readonly request: CertificateRequest
  readonly replaces?: Certificate | undefined
  /** Milliseconds since the epoch. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
  /** Told each step once it is in the journal, and each failure that is waited out. */
  readonly watch?: (step: OrderEvent | OrderTrouble) => void
}

export interface OrderTrouble {
  readonly type: "trouble"
  readonly problem: string
  readonly hint?: string
  readonly waitMs: number
}

export type OrderOutcome =
  /** The certificate is in a file. */
  | {
      readonly kind: "issued"
      readonly order: string
      readonly file: string
      readonly differences: readonly string[]
      readonly remarks: readonly string[]
    }
  | (Exclude<OrderStanding, IssuedOrder> & { readonly order: string })

/**
 * Orders with a request, or goes on with the open order of the journal, as far as the deadline lets it.
 *
 * @throws ToolError where the CA refused the order or was not reached in time; `cancelled`. Nothing of what is in the
 *   journal is ordered twice.
 */
export async function runOrder(inputs: OrderingInputs): Promise<OrderOutcome> {
  const { journal, issuer } = inputs
  const earlier = journal.open
  if (earlier !== undefined) requireSameCa(earlier, issuer)
  const open = earlier ?? (await intend(inputs))
  if (open.issued !== undefined) {
    const { differences, order, remarks } = open.issued
    return { kind: "issued", order, file: deliveredFile(inputs.request), differences, remarks }
  }
  const asked = askedOf(inputs, open.id)
  if (open.placed === undefined) await place(inputs, { id: open.id, asked, isNew: earlier === undefined })
  return follow(inputs, asked)
}

function requireSameCa({ id, intent }: OpenOrder, { where }: Issuer): void {
  if (intent.where === where) return
  throw new ToolError("config", `order ${id} is open at ${intent.where}, and fleet.yaml names ${where}`, {
    hint: "bring it to its end there, or give it up: --force",
  })
}

function askedOf(
  { deadline, journal, replaces, request, signal, ...inputs }: OrderingInputs,
  order: string,
): OrderRequest {
  return {
    ...{ csr: request.csr, deadline },
    ...(replaces && { replaces }),
    ...(signal && { signal }),
    onPublish: () => note({ ...inputs, journal }, { type: "published", order }),
  }
}

async function note(
  { journal, watch }: Pick<OrderingInputs, "journal" | "watch">,
  event: OrderEvent,
): Promise<void> {
  await journal.append(event)
  watch?.(event)
}

async function intend(inputs: OrderingInputs): Promise<OpenOrder> {
  const { clock, issuer, journal, replaces, request } = inputs
  const time = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, "")
  await note(inputs, {
    ...{ type: "intent", order: `${time}-${randomBytes(3).toString("hex")}` },
    ...{ kind: issuer.kind, where: issuer.where, request: journal.written(request.folder) },
    ...{ csr: csrPrint(request), names: namesOf(request.csr) },
    ...(replaces && { replaces: replaces.fingerprint }),
  })
  const { open } = journal
  if (open === undefined) throw new RangeError("an intent opens an order")
  return open
}

/**
 * What is in the way of an order, looked at through outages of the CA as an order is sent through them. One that the CA has
 * is looked after by the CA.
 */
export async function lookAhead(
  inputs: Omit<OrderingInputs, "issuer" | "files">,
  look: ((asked: OrderRequest) => Promise<readonly Finding[]>) | undefined,
): Promise<readonly Finding[]> {
  const { journal, replaces, request, signal } = inputs
  if (look === undefined || journal.open?.placed !== undefined) return []
  const asked = { csr: request.csr, ...(replaces && { replaces }), ...(signal && { signal }) }
  return persist("the look ahead", () => look(asked), persistence(inputs))
}

/** SHA-256 of a request's CSR, lower-case hex. */
export function csrPrint({ csr }: Pick<CertificateRequest, "csr">): string {
  return createHash("sha256").update(csr.der).digest("hex")
}

function persistence({
  clock,
  deadline,
  signal,
  watch,
}: Pick<OrderingInputs, "clock" | "deadline" | "signal" | "watch">): Persistence {
  const onFailure = ({ hint, message }: ToolError, waitMs: number): void =>
    watch?.({ type: "trouble", problem: message, waitMs, ...(hint === undefined ? {} : { hint }) })
  return { clock, deadline, signal, onFailure }
}

/** Sends the order, unless the CA has it from an attempt whose end nobody saw. */
async function place(
  inputs: OrderingInputs,
  { asked, id, isNew }: { readonly asked: OrderRequest; readonly id: string; readonly isNew: boolean },
): Promise<void> {
  const { issuer, journal } = inputs
  let unseen = !isNew
  // A refusal to say what it has (no key, no right, a portal in between) leaves it open whether the CA has the order.
  let isSearching = false
  const attempt = async () => {
    isSearching = unseen
    const found = unseen ? await issuer.find(asked, journal.known) : "none"
    isSearching = false
    return typeof found === "object" ? found : issuer.place(asked)
  }
  try {
    const { reference } = await persist(
      "the order",
      () =>
        attempt().catch((error: unknown) => {
          unseen ||= isLost(error)
          throw error
        }),
      persistence(inputs),
    )
    await note(inputs, { type: "placed", order: id, reference })
  } catch (error) {
    if (!isSearching && isRefused(error))
      await note(inputs, { type: "ended", order: id, how: "refused", reasons: [error.message] })
    throw error
  }
}

/** Anything else may be over later, or leaves it open whether the CA has the order. */
function isRefused(error: unknown): error is ToolError {
  if (!(error instanceof ToolError) || isLost(error)) return false
  return error.code === "config" || error.code === "ca-refused"
}

/** Looks again and again, until there is nothing more to wait for or no time left. */
async function follow(inputs: OrderingInputs, asked: OrderRequest): Promise<OrderOutcome> {
  const { clock, deadline, issuer, journal, signal } = inputs
  for (;;) {
    const { open } = journal
    if (open?.placed === undefined) throw new RangeError("there is no order to follow")
    const { id, placed } = open
    const standing = await persist("the order", () => issuer.advance(placed, asked), persistence(inputs))
    if (standing.kind === "issued") return keep(inputs, id, standing)
    if (standing.kind === "failed") {
      await note(inputs, { type: "ended", order: id, how: "failed", reasons: standing.reasons })
      return { ...standing, order: id }
    }
    await noteChange(inputs, open, standing)
    const waitMs = standing.kind === "pending" ? standing.askAgainMs : Number.POSITIVE_INFINITY
    if (clock.now() + waitMs > deadline) return { ...standing, order: id }
    await pause(clock, waitMs, "the order", signal)
  }
}

async function noteChange(
  inputs: OrderingInputs,
  { id, standing: before }: OpenOrder,
  standing: Exclude<OrderStanding, IssuedOrder | { kind: "failed" }>,
): Promise<void> {
  const { kind, status } = standing
  const todo = standing.kind === "needs-human" ? { todo: standing.todo } : {}
  if (before?.kind === kind && before.status === status && before.todo === todo.todo) return
  await note(inputs, { type: "standing", order: id, kind, status, ...todo })
}

/** The certificate beside its key and CSR: from there `certfleet import` reads it, too. */
async function keep(inputs: OrderingInputs, order: string, issued: IssuedOrder): Promise<OrderOutcome> {
  const { files, journal, request } = inputs
  const { differences, pem, remarks } = issued
  const file = deliveredFile(request)
  const [block] = readPem(new TextEncoder().encode(pem)).blocks
  const leaf = parseCertificate(block?.der ?? new Uint8Array())
  if (!leaf.ok) throw new ToolError("ca-answer", `the CA issued what cannot be read: ${leaf.problem.message}`)
  // In place of what an interrupted run wrote: certificates are public, and this is the same one.
  await files.remove(file)
  await files.create(file, pem, { mode: 0o644 })
  const certificate = leaf.value.fingerprint
  await note(inputs, {
    type: "issued",
    order,
    certificate,
    file: journal.written(file),
    differences,
    remarks,
  })
  return { kind: "issued", order, file, differences, remarks }
}
