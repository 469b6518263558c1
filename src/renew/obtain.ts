/** The stages from the order to the comparison. */
import { certificateSubject } from "../assess/certificateNames.js"
import { compareCertificates, type InUse } from "../bundle/compare.js"
import { exitCodes, ToolError } from "../errors.js"
import { type Finding, reaches } from "../finding.js"
import { fleetWords } from "../fleet/command.js"
import { importOrdered } from "../issuance/importOrdered.js"
import { csrPrint, lookAhead, type OrderOutcome, runOrder } from "../issuance/ordering.js"
import { stopsOrder } from "../issuance/prechecks/inTheWay.js"
import { isKnownTo } from "../issuance/replaced.js"
import { type CertificateRequest, requireOwnKey } from "../issuance/requests.js"
import type { Certificate } from "../x509/certificate.js"
import { bundleIn } from "./inUse.js"
import type { OpenRenewal } from "./renewalJournal.js"
import { type RenewRun, type Step, type Stop, stopped, went } from "./run.js"

/** Orders that come to nothing are begun anew by each run, but not for ever: CAs count failures, too. */
const mostFailuresADay = 5
const dayMs = 24 * 60 * 60_000

/**
 * Orders, or takes the order up, and imports.
 *
 * @returns the folder of the bundle
 */
export async function obtainStages(
  run: RenewRun,
  open: OpenRenewal,
  { inUse, request }: { readonly inUse: InUse | undefined; readonly request: CertificateRequest },
): Promise<Step<string>> {
  const { doors, orders, renewals, signal, watch } = run
  const { clock, files, issuer } = doors
  const had = await importedBefore(run, request)
  if (had !== undefined) return went(had)
  const refused = tooManyFailures(run)
  if (refused !== undefined) return stopped(refused)
  requireOwnOrder(run, request)
  if (open.last.type !== "order") {
    const entry = { type: "order", renewal: open.id, request: renewals.written(request.folder) } as const
    await renewals.append(entry)
  }
  watch?.({ type: "stage", stage: "order" })
  // Money is spent only on what can be opened, and be rolled out.
  if (orders.open?.placed === undefined) {
    await requireOwnKey(files, request, run.choices.passphrase)
    await doors.requireRollout?.()
  }
  const ordering = {
    ...{ issuer, files, clock, request, signal, journal: orders, replaces: replacedBy(run, inUse) },
    deadline: clock.now() + run.choices.orderMs,
    ...(watch && { watch }),
  }
  const blocked = blockedBy(run, await lookAhead(ordering, doors.lookAhead))
  if (blocked !== undefined) return stopped(blocked)
  const outcome = await runOrder(ordering)
  if (outcome.kind !== "issued" || outcome.differences.length > 0)
    return stopped(orderStop(outcome, fleetWords(run.fleet)))
  const { file, order } = outcome
  if (open.import?.order !== order)
    await renewals.append({ type: "import", renewal: open.id, order, file: renewals.written(file) })
  return importStage(run, { file, order, request })
}

/** The certificate in use, where it is still valid and this CA will know it. */
function replacedBy({ doors, orders }: RenewRun, inUse: InUse | undefined): Certificate | undefined {
  const { clock, issuer } = doors
  const leaf = inUse?.leaf
  if (leaf === undefined || leaf.notAfter.getTime() <= clock.now()) return undefined
  return isKnownTo({ issuer, journal: orders }, leaf.fingerprint) ? leaf : undefined
}

/** What is no reason to order nothing is told all the same. */
function blockedBy({ choices, doors, fleet }: RenewRun, findings: readonly Finding[]): Stop | undefined {
  const own = fleetWords(fleet)
  if (choices.force !== true && stopsOrder(findings))
    return {
      ...{ stage: "order", exitCode: exitCodes.findings, findings },
      reason: "an order would come to nothing, and was not sent",
      hint: `put right what is named: certfleet order --check${own}; or order all the same: certfleet renew --force${own}`,
    }
  const [first, ...others] = findings.filter(({ severity }) => severity === "error")
  if (first !== undefined)
    doors.warn(`${first.message}${others.length === 0 ? "" : ` (and ${others.length} more)`}`)
  return undefined
}

async function importStage(
  run: RenewRun,
  {
    file,
    order,
    request,
  }: { readonly file: string; readonly order: string; readonly request: CertificateRequest },
): Promise<Step<string>> {
  const { choices, doors, fleet, orders, signal, watch } = run
  const { clock, files } = doors
  watch?.({ type: "stage", stage: "import" })
  const { criteria, passphrase } = choices
  const { bundle, findings } = await importOrdered({
    ...{ fleet, files, clock, request, order, file, criteria, passphrase, signal },
    journal: orders,
  })
  if (bundle !== undefined) return went(bundle.folder)
  return stopped({
    ...{ stage: "import", exitCode: exitCodes.findings, findings },
    reason: "what the CA issued was not imported",
    hint: `put right what is named; certfleet renew --force${fleetWords(fleet)} begins another renewal`,
  })
}

/** The bundle that an order with this very CSR has brought. */
async function importedBefore(
  { orders }: RenewRun,
  request: CertificateRequest,
): Promise<string | undefined> {
  const csr = csrPrint(request)
  const own = new Set(
    orders.entries.flatMap((entry) => (entry.type === "intent" && entry.csr === csr ? [entry.order] : [])),
  )
  const imported = orders.entries.findLast((entry) => entry.type === "imported" && own.has(entry.order))
  return imported?.type === "imported" ? orders.path(imported.folder) : undefined
}

function requireOwnOrder({ fleet, orders }: RenewRun, request: CertificateRequest): void {
  const { open } = orders
  if (open === undefined || open.intent.csr === csrPrint(request)) return
  const own = fleetWords(fleet)
  throw new ToolError("config", `order ${open.id} is open, and not for ${request.folder}`, {
    hint: `bring it to its end: certfleet order${own}; or give it up: certfleet order --force${own}`,
  })
}

function tooManyFailures({ choices, doors, fleet, orders }: RenewRun): Stop | undefined {
  const since = doors.clock.now() - dayMs
  const failed = orders.entries.filter(
    (entry) => entry.type === "ended" && entry.how !== "given-up" && Date.parse(entry.time) > since,
  )
  const last = failed.at(-1)
  if (choices.force === true || failed.length < mostFailuresADay || orders.open !== undefined)
    return undefined
  return {
    ...{ stage: "order", exitCode: exitCodes.stuck },
    reason: `${failed.length} orders came to nothing within a day, the last by: ${last?.type === "ended" ? last.reasons.join("; ") : ""}`,
    hint: `cure that, then run certfleet order${fleetWords(fleet)}`,
  }
}

function orderStop(outcome: OrderOutcome, own: string): Stop {
  const stage = "order"
  switch (outcome.kind) {
    case "pending":
      return {
        ...{ stage, exitCode: exitCodes.incomplete, waits: true },
        reason: `order ${outcome.order} is not done yet (${outcome.status})`,
        hint: "the next run goes on with it",
      }
    case "needs-human":
      return {
        ...{ stage, exitCode: exitCodes.stuck },
        reason: `order ${outcome.order} waits for somebody (${outcome.status})`,
        hint: outcome.todo,
      }
    case "failed":
      return {
        ...{ stage, exitCode: exitCodes.incomplete },
        reason: `order ${outcome.order} has failed (${outcome.status}): ${outcome.reasons.join("; ")}`,
        hint: "cure that; the next run orders again",
      }
    case "issued":
      return {
        ...{ stage, exitCode: exitCodes.findings },
        reason: `what was issued is not what was asked for: ${outcome.differences.join(", ")}`,
        hint: `have the CA put that right, then begin another renewal: certfleet renew --force${own}`,
      }
  }
}

/** A name that is served now and not in the new certificate stops everything, unless that is allowed. */
export async function compareStage(
  run: RenewRun,
  open: OpenRenewal,
  { bundle, inUse }: { readonly bundle: string; readonly inUse: InUse | undefined },
): Promise<Step<string>> {
  const { choices, doors, fleet, renewals, watch } = run
  const own = fleetWords(fleet)
  const renewed = await bundleIn(doors.files, bundle)
  if (renewed === undefined)
    throw new ToolError("config", `${bundle} is no longer there`, {
      hint: `import it again, or begin another renewal: certfleet renew --force${own}`,
    })
  const { leaf, others } = renewed
  const certificate = leaf.fingerprint
  if (open.compare?.certificate !== certificate)
    await renewals.append({
      type: "compare",
      renewal: open.id,
      bundle: renewals.written(bundle),
      certificate,
    })
  watch?.({ type: "stage", stage: "compare" })
  const { allowRemoved = new Set<string>() } = choices
  const subject = certificateSubject(leaf)
  const findings =
    inUse === undefined ? [] : compareCertificates(inUse, { leaf, chain: others, subject }, allowRemoved)
  if (!reaches(findings, "error")) return went(certificate)
  return stopped({
    ...{ stage: "compare", exitCode: exitCodes.findings, findings },
    reason: "the new certificate lacks names that are served",
    hint: `order it again with them (certfleet renew --force${own}), or let them go: --allow-removed NAME`,
  })
}
