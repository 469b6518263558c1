import type { AcmeAccount } from "../../acme/account.js"
import { authorizeOrder, type ChallengeSolver, leftoverTasks } from "../../acme/authorization.js"
import { downloadCertificate } from "../../acme/issued.js"
import { type AcmeOrder, finalizeOrder, readOrder, requireNamesOf } from "../../acme/order.js"
import type { Patience } from "../../acme/polling.js"
import { AcmeRefusal, problemText } from "../../acme/problem.js"
import { ToolError } from "../../errors.js"
import type { AcmeIssuerSettings } from "../../fleet/issuerSchema.js"
import type { IssuanceDoors } from "../doors.js"
import type { IssuedOrder, Issuer, OrderRequest, OrderStanding, PlacedOrder } from "../issuer.js"
import type { Connection } from "./connection.js"

export interface ProgressInputs {
  readonly settings: AcmeIssuerSettings
  readonly doors: IssuanceDoors
  readonly connection: Connection
  readonly solver: (() => Promise<ChallengeSolver>) | undefined
}

/** Without a deadline of the caller's, an order is gone on with for so long at a time; milliseconds. */
const atATimeMs = 10 * 60_000
const askAgainMs = 30_000

/** Takes orders on: from wherever the CA has them to their certificates. */
export function progress({ settings, doors, connection, solver }: ProgressInputs): Issuer["advance"] {
  const tidied = new Set<string>()
  return async ({ published, reference }: PlacedOrder, request: OrderRequest): Promise<OrderStanding> => {
    const { csr, deadline = doors.clock.now() + atATimeMs, signal } = request
    const account = await connection.account(signal)
    const patience: Patience = { deadline, ...(signal && { signal }) }
    const meeting = solver && announced(await solver(), () => tidied.add(reference), request)
    const order = await readOrder(account, reference, signal).catch(gone)
    if (order === undefined)
      return { kind: "failed", status: "gone", reasons: ["the CA no longer has the order"] }
    requireNamesOf(csr, order)
    if (published === true && !tidied.has(reference) && meeting !== undefined) {
      await tidy(account, order, meeting, { doors, signal })
      tidied.add(reference)
    }
    try {
      if (order.status === "pending")
        await authorizeOrder(account, order, {
          ...patience,
          ...(meeting && { solver: meeting }),
          onLeftover: (error) => doors.warn(leftover(error)),
        })
      const { certificate } = await finalizeOrder(account, reference, csr, patience)
      const { preferredChain } = settings
      const wanted = {
        ...(preferredChain === undefined ? {} : { preferredChain }),
        ...(signal && { signal }),
      }
      return issuedOf(await downloadCertificate(account, certificate, csr, wanted), preferredChain)
    } catch (error) {
      return standingOf(error)
    }
  }
}

/** A solver that lets the journal know first. */
function announced(
  solver: ChallengeSolver,
  published: () => void,
  { onPublish }: OrderRequest,
): ChallengeSolver {
  return {
    type: solver.type,
    async present(tasks, signal) {
      await onPublish?.()
      published()
      await solver.present(tasks, signal)
    },
    cleanUp: (tasks) => solver.cleanUp(tasks),
  }
}

/** Takes back what a process published that ended before it could; what is still to be shown is published anew. */
async function tidy(
  account: AcmeAccount,
  order: AcmeOrder,
  solver: ChallengeSolver,
  { doors, signal }: { readonly doors: IssuanceDoors; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const tasks = await leftoverTasks(account, order, solver.type, signal)
  if (tasks.length > 0) await solver.cleanUp(tasks).catch((error: unknown) => doors.warn(leftover(error)))
}

function leftover(error: unknown): string {
  return `what was published for challenges may be there still: ${error instanceof Error ? error.message : String(error)}`
}

function issuedOf(
  { differences, pem, preferred, topIssuers }: Awaited<ReturnType<typeof downloadCertificate>>,
  preferredChain: string | undefined,
): IssuedOrder {
  const own = topIssuers.join(", ")
  const remarks =
    preferred === false ? [`the CA has no chain of ${preferredChain}: taken is its own, of ${own}`] : []
  return { kind: "issued", pem, differences, remarks }
}

/** RFC 8555 section 7.1.3: an order may vanish once it has expired. */
function gone(error: unknown): undefined {
  if (error instanceof AcmeRefusal && error.status === 404) return undefined
  throw error
}

/** What is over by itself later, and what never will be; anything else is thrown on. */
function standingOf(error: unknown): OrderStanding {
  if (error instanceof ToolError && error.code === "time-limit")
    return { kind: "pending", status: "processing", askAgainMs }
  if (!(error instanceof AcmeRefusal)) throw error
  if (error.is("userActionRequired"))
    return {
      kind: "needs-human",
      status: "userActionRequired",
      todo: error.problems.map(problemText).join("; "),
    }
  // The order itself or its names: their problems come without an answer of their own.
  if (error.status === undefined)
    return { kind: "failed", status: "invalid", reasons: error.problems.map(problemText) }
  throw error
}
