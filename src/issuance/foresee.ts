/** What an order would be, and what is in its way; nothing is made, nothing is sent that changes anything. */
import { createCsr } from "../csr/create.js"
import type { CsrPlan } from "../csr/plan.js"
import type { Finding } from "../finding.js"
import type { Fleet } from "../fleet/types.js"
import type { OpenLog } from "../ports.js"
import { type Csr, parseCsr } from "../x509/csr.js"
import { readPem } from "../x509/pem.js"
import { generatePrivateKey } from "../x509/privateKey.js"
import type { IssuanceDoors } from "./doors.js"
import { issuerOf } from "./issuerOf.js"
import { type OpenOrder, OrderJournal } from "./journal/orderJournal.js"
import { requestFor } from "./order.js"
import { inTheWay } from "./prechecks/inTheWay.js"
import { certificateToReplace } from "./replaced.js"
import { namesOf, newRequestFolder } from "./requests.js"

export interface OrderForeseen {
  /** Address of the CA. */
  readonly where: string
  /** The order that would be taken up. */
  readonly open?: OpenOrder
  /** undefined where no CSR can be made. */
  readonly request?: {
    readonly folder: string
    /** Whether key and CSR would be made. */
    readonly isNew: boolean
    readonly names: readonly string[]
  }
  /** What would be asked, in lines for a person. */
  readonly asked: readonly string[]
  readonly findings: readonly Finding[]
}

export interface ForeseeInputs {
  readonly fleet: Fleet
  readonly doors: IssuanceDoors
  readonly openLog: OpenLog
  /** The folder of a request, as for an order. */
  readonly folder?: string | undefined
  /** Whether to look at what is in the way. */
  readonly check: boolean
  readonly signal?: AbortSignal
}

/** @throws ToolError where the CA's directory cannot be read */
export async function foreseeOrder(inputs: ForeseeInputs): Promise<OrderForeseen> {
  const { check, doors, fleet, signal } = inputs
  const { clock, files } = doors
  const issuer = issuerOf(fleet, doors)
  const journal = await OrderJournal.open(fleet, { ...doors, openLog: inputs.openLog })
  const { findings, plan, request } = await requestFor({ ...inputs, files, journal })
  const { where } = issuer
  const { open } = journal
  const csr = request?.csr ?? (plan && (await csrToShow(plan)))
  if (csr === undefined) return { where, asked: [], findings }
  const replaces = await certificateToReplace({ clock, files, fleet, issuer, journal })
  const asked = { csr, ...(replaces && { replaces }), ...(signal && { signal }) }
  const folder = request?.folder ?? (await newRequestFolder(files, fleet, clock.now()))
  return {
    ...{ where, ...(open && { open }) },
    request: { folder, isNew: request === undefined, names: namesOf(csr) },
    asked: await issuer.describe(asked),
    findings: [...findings, ...(check ? await inTheWay({ asked, dns: doors.dns, fleet, issuer }) : [])],
  }
}

/** With a key that nobody keeps. */
async function csrToShow(plan: CsrPlan): Promise<Csr> {
  const [block] = readPem(
    new TextEncoder().encode(await createCsr(plan, await generatePrivateKey("ec-p256"))),
  ).blocks
  const read = parseCsr(block?.der ?? new Uint8Array())
  if (read.ok) return read.value
  throw new RangeError(read.problem.message)
}
