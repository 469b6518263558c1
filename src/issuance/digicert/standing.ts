/** Where an order stands: DigiCert's words for it, in one table, and what each asks of whom. */
import { certificatesIn } from "../../acme/issued.js"
import { certificateDifferences } from "../../acme/requested.js"
import type { Csr } from "../../x509/csr.js"
import { sameBytes } from "../../x509/derValues.js"
import { writePem } from "../../x509/pem.js"
import type { IssuedOrder, OrderRequest, OrderStanding } from "../issuer.js"
import type { DigicertClient } from "./client.js"
import { certificatesOf, hasKeyOf, isCertificate } from "./lookup.js"
import { type DigicertOrder, orderValidationSchema } from "./schemas.js"

const minuteMs = 60_000

type Meaning =
  | { readonly kind: "issued" }
  | { readonly kind: "pending"; readonly askAgainMs: number }
  | { readonly kind: "needs-human"; readonly todo: (order: string) => string }
  | { readonly kind: "failed" }

/** dev.digicert.com, glossary, "Order status". */
const meanings: Readonly<Record<string, Meaning>> = {
  issued: { kind: "issued" },
  approved: { kind: "pending", askAgainMs: minuteMs },
  processing: { kind: "pending", askAgainMs: minuteMs },
  waiting_pickup: { kind: "pending", askAgainMs: minuteMs },
  reissue_pending: { kind: "pending", askAgainMs: 5 * minuteMs },
  pending: { kind: "pending", askAgainMs: 15 * minuteMs },
  needs_approval: {
    kind: "needs-human",
    todo: (order) =>
      `approve the request of order ${order} in CertCentral (Certificates > Requests): the API key's user may not approve its own`,
  },
  needs_csr: {
    kind: "needs-human",
    todo: (order) => `order ${order} has no CSR: add the one that was made, or cancel it, in CertCentral`,
  },
  denied: { kind: "failed" },
  rejected: { kind: "failed" },
  canceled: { kind: "failed" },
  expired: { kind: "failed" },
  revoked: { kind: "failed" },
}

/** @throws as `DigicertClient.get` */
export async function standingOf(
  client: DigicertClient,
  order: DigicertOrder,
  request: OrderRequest,
): Promise<OrderStanding> {
  const { id, status } = order
  const meaning = meanings[status]
  if (status === "issued" || status === "reissue_pending") {
    const own = await ownCertificate(client, order, request)
    if (own !== undefined) return own
  }
  if (meaning === undefined) return strange(id, status)
  if (meaning.kind === "issued") return human(status, `order ${id} has no certificate with this key; ${look}`)
  if (meaning.kind === "failed") return { kind: "failed", status, reasons: reasonsOf(order) }
  if (meaning.kind === "needs-human") return human(status, meaning.todo(id))
  const waiting = order.requests?.find((one) => one.status === "pending")
  if (status === "reissue_pending" && waiting !== undefined)
    return human(
      status,
      `approve request ${waiting.id} of order ${id} in CertCentral (Certificates > Requests)`,
    )
  if (status === "pending") return validationStanding(client, order, meaning.askAgainMs, request.signal)
  return { kind: "pending", status, askAgainMs: meaning.askAgainMs }
}

const look = "look at CertCentral"

function human(status: string, todo: string): OrderStanding {
  return { kind: "needs-human", status, todo }
}

function strange(order: string, status: string): OrderStanding {
  return human(
    status,
    `order ${order} has a status that DigiCert's reference does not know (${JSON.stringify(status)}); ${look}`,
  )
}

function reasonsOf({ requests = [], status }: DigicertOrder): readonly string[] {
  const comments = requests.map(({ comments }) => comments).filter((text) => text !== undefined)
  return comments.length > 0 ? comments : [`the order is ${status}; DigiCert gives no reason`]
}

/** A certificate of the order that has the key of the CSR and is not the one that is replaced; undefined where there is none. */
async function ownCertificate(
  client: DigicertClient,
  order: DigicertOrder,
  { csr, replaces, signal }: OrderRequest,
): Promise<OrderStanding | undefined> {
  const { certificate: first, id, status } = order
  const isIssued = status === "issued" || first.serial_number !== undefined
  const mayBeOwn = isIssued && hasKeyOf(first, csr) !== false && !isCertificate(first, replaces)
  const primary = mayBeOwn ? await download(client, first.id, csr, signal) : undefined
  if (primary !== undefined) return primary
  const others = await certificatesOf(client, id, signal)
  const own = others.find((one) => hasKeyOf(one, csr) === true && !isCertificate(one, replaces))
  if (own === undefined) return undefined
  const meaning = meanings[own.status]
  if (meaning === undefined) return strange(id, own.status)
  if (meaning.kind === "failed") return { kind: "failed", status: own.status, reasons: reasonsOf(order) }
  // One that is under way is told of by the order itself.
  return meaning.kind === "issued" ? download(client, own.id, csr, signal) : undefined
}

/** @returns undefined where there is none, or it is of another key */
async function download(
  client: DigicertClient,
  id: string | undefined,
  csr: Csr,
  signal: AbortSignal | undefined,
): Promise<IssuedOrder | undefined> {
  if (id === undefined) return undefined
  const what = `certificate ${id}`
  const { body } = await client.getBytes(`/certificate/${id}/download/format/pem_noroot`, { what, signal })
  const all = certificatesIn(body, what)
  const leaf = all.find(({ publicKey }) => sameBytes(publicKey.der, csr.publicKey.der))
  if (leaf === undefined) return undefined
  const ordered = [leaf, ...all.filter((one) => one !== leaf)]
  return {
    kind: "issued",
    pem: ordered.map(({ der }) => writePem("CERTIFICATE", der)).join(""),
    differences: certificateDifferences(leaf, csr),
    remarks: [],
  }
}

/** An order whose domains somebody has to validate waits for that human, for days if need be. */
async function validationStanding(
  client: DigicertClient,
  { id, status }: DigicertOrder,
  askAgainMs: number,
  signal: AbortSignal | undefined,
): Promise<OrderStanding> {
  const { dns_name_validations: names = [], organization_validations: organizations = [] } = await client.get(
    `/order/certificate/${id}/validation`,
    orderValidationSchema,
    { what: `the validations of order ${id}`, signal },
  )
  const open = names
    .filter((one) => one.status !== "approved")
    .map((one) => {
      const scope = one.name_scope ?? one.dns_names?.join(", ") ?? "a domain"
      return `${scope} (${one.status}${one.method === undefined ? "" : `, by ${one.method}`})`
    })
  if (open.length > 0)
    return human(status, `validate in CertCentral (Certificates > Domains): ${open.join(", ")}`)
  const others = organizations.filter((one) => one.status !== "complete" && one.status !== "active")
  const said = others.map((one) => `${one.name} validation of the organization: ${one.status}`)
  return { kind: "pending", status: [status, ...said].join("; "), askAgainMs }
}
