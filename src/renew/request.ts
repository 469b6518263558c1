/** The stage of key and CSR. */
import type { KeyObject } from "node:crypto"
import { join } from "node:path"
import { sanEntries } from "../assess/certificateNames.js"
import { bundleFiles } from "../bundle/bundleFiles.js"
import { compareFindings, type InUse } from "../bundle/compare.js"
import { privateKeyError } from "../bundle/keyProblems.js"
import { type CsrPlan, planCsr } from "../csr/plan.js"
import { exitCodes, ToolError } from "../errors.js"
import { type Finding, reaches } from "../finding.js"
import { csrRequestOf } from "../fleet/csrRequest.js"
import { nextKeyOf } from "../issuance/nextKey.js"
import { orderedWith } from "../issuance/order.js"
import {
  asksFor,
  type CertificateRequest,
  makeRequest,
  newRequestFolder,
  readRequest,
  waitingRequest,
} from "../issuance/requests.js"
import { readPrivateKey } from "../x509/readPrivateKey.js"
import { covers } from "../x509/sanEntry.js"
import type { OpenRenewal } from "./renewalJournal.js"
import { type RenewRun, type Step, stopped, went } from "./run.js"

const stage = "request"

/** The request of this renewal: the one that was begun with, one that is open or waits, else new key and CSR. */
export async function requestStage(
  run: RenewRun,
  open: OpenRenewal,
  inUse: InUse | undefined,
): Promise<Step<CertificateRequest>> {
  const { doors, fleet, orders, renewals } = run
  const { files } = doors
  if (orders.open !== undefined)
    return went(await readRequest(files, await orderedWith(orders, orders.open.intent, fleet)))
  const begun = open.request && (await wholeRequest(run, await renewals.path(open.request.folder)))
  if (begun !== undefined) return went(begun)
  const { findings, plan } = planCsr(csrRequestOf(fleet))
  const all = [...findings, ...(plan === undefined ? [] : removedNames(run, plan, inUse))]
  if (plan === undefined || reaches(all, "error"))
    return stopped({
      ...{ stage, exitCode: exitCodes.findings, findings: all },
      reason: "no CSR can be made for these names",
      hint: "correct fleet.yaml; a name that may go: --allow-removed NAME",
    })
  run.watch?.({ type: "stage", stage })
  const early = await keyMadeEarly(run)
  if (!early.ok) return early
  const next = early.value
  const isNew = run.choices.reuseKey === true || next !== undefined
  const ready = isNew ? next : await waitingRequest(files, fleet, plan)
  // Names may have come since a key was made early: then it gets another CSR.
  const waits = ready !== undefined && asksFor(ready.csr, plan) ? ready : undefined
  const folder = waits?.folder ?? (await newRequestFolder(files, fleet, doors.clock.now()))
  await renewals.append({ type: "request", renewal: open.id, folder: renewals.written(folder) })
  return went(waits ?? (await made(run, { folder, inUse, next, plan })))
}

/** Where it may not be used yet, a later run looks again; where it was never made, somebody has to do something. */
async function keyMadeEarly({
  choices,
  doors,
  fleet,
}: RenewRun): Promise<Step<CertificateRequest | undefined>> {
  if (choices.reuseKey === true) return went(undefined)
  try {
    return went(await doors.nextRequest?.())
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "not-published") throw error
    const { hint, message: reason } = error
    const isThere = (await nextKeyOf(doors.files, fleet)) !== undefined
    return stopped({
      ...{ stage, exitCode: isThere ? exitCodes.incomplete : exitCodes.findings, reason },
      ...(hint === undefined ? {} : { hint }),
      ...(isThere ? { waits: true } : {}),
    })
  }
}

/** undefined where a run ended before both files were there: that key was never used. */
async function wholeRequest({ doors }: RenewRun, folder: string): Promise<CertificateRequest | undefined> {
  const { files } = doors
  for (const name of ["commercial.key", "commercial.csr"])
    if (!(await files.exists(join(folder, name)))) return undefined
  return readRequest(files, folder)
}

/** Before anything is ordered that costs money: a name that is served would be gone. */
function removedNames(
  { choices, fleet }: RenewRun,
  { names }: CsrPlan,
  inUse: InUse | undefined,
): readonly Finding[] {
  const { allowRemoved } = choices
  if (inUse === undefined) return []
  return (sanEntries(inUse.leaf) ?? [])
    .filter((name) => !names.some((one) => covers(one, name)) && allowRemoved?.has(name.value) !== true)
    .map(({ value: name }) =>
      compareFindings.nameRemoved({ kind: "file", file: fleet.file }, { name, where: inUse.where }),
    )
}

interface NewRequestOf {
  readonly folder: string
  readonly inUse: InUse | undefined
  readonly next: CertificateRequest | undefined
  readonly plan: CsrPlan
}

async function made(run: RenewRun, { folder, inUse, next, plan }: NewRequestOf): Promise<CertificateRequest> {
  const { choices, doors, signal } = run
  const { files } = doors
  const { newKeyPassphrase: passphrase, reuseKey } = choices
  const keyFile = reuseKey === true ? await keyFileInUse(run, inUse) : next?.keyFile
  const key = keyFile === undefined ? undefined : await keyIn(run, keyFile)
  return makeRequest(plan, { files, folder, passphrase, signal, key })
}

async function keyFileInUse({ doors }: RenewRun, inUse: InUse | undefined): Promise<string> {
  const file = inUse && join(inUse.where, bundleFiles.key)
  if (file !== undefined && (await doors.files.exists(file))) return file
  throw new ToolError("config", "the key in use is not on this machine", {
    hint: "let a new one be made: leave --reuse-key out",
  })
}

async function keyIn({ choices, doors }: RenewRun, file: string): Promise<KeyObject> {
  const bytes = await doors.files.read(file)
  const plain = readPrivateKey(bytes)
  const isEncrypted = !plain.ok && plain.problem === "encrypted"
  const read = isEncrypted ? readPrivateKey(bytes, await choices.passphrase(file)) : plain
  if (read.ok) return read.key
  throw privateKeyError(read, file)
}
