/** The stage of key and CSR. */
import { join } from "node:path"
import { sanEntries } from "../assess/certificateNames.js"
import { compareFindings, type InUse } from "../bundle/compare.js"
import { loadBundle } from "../bundle/load.js"
import { bundleFiles } from "../bundle/write.js"
import { type CsrPlan, planCsr } from "../csr/plan.js"
import { exitCodes, ToolError } from "../errors.js"
import { type Finding, reaches } from "../finding.js"
import { csrRequestOf } from "../fleet/csrRequest.js"
import {
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
    return went(await readRequest(files, orders.path(orders.open.intent.request)))
  const begun = open.request && (await wholeRequest(run, renewals.path(open.request.folder)))
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
  const next = run.choices.reuseKey === true ? undefined : await doors.nextRequest?.()
  const waits = next ?? (run.choices.reuseKey === true ? undefined : await waitingRequest(files, fleet, plan))
  const folder = waits?.folder ?? (await newRequestFolder(files, fleet, doors.clock.now()))
  await renewals.append({ type: "request", renewal: open.id, folder: renewals.written(folder) })
  return went(waits ?? (await made(run, { folder, inUse, plan })))
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

async function made(
  run: RenewRun,
  {
    folder,
    inUse,
    plan,
  }: { readonly folder: string; readonly inUse: InUse | undefined; readonly plan: CsrPlan },
): Promise<CertificateRequest> {
  const { choices, doors, signal } = run
  const { files } = doors
  const { newKeyPassphrase: passphrase, reuseKey } = choices
  if (reuseKey !== true) return makeRequest(plan, { files, folder, passphrase, signal })
  if (inUse === undefined || !(await files.exists(join(inUse.where, bundleFiles.key))))
    throw new ToolError("config", "the key in use is not on this machine", {
      hint: "let a new one be made: leave --reuse-key out",
    })
  const keyFile = join(inUse.where, bundleFiles.key)
  const bundle = await loadBundle(inUse.where, { files, passphrase: () => choices.passphrase(keyFile) })
  const key = readPrivateKey(bundle.files.key.reveal())
  if (!key.ok) throw new RangeError("a bundle's key has been read once already")
  return makeRequest(plan, { files, folder, passphrase, signal, key: key.key })
}
