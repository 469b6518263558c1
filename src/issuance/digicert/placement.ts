/** What an order is: a new one, a renewal, or one more certificate of an order that still runs. */
import { identifiersOf } from "../../acme/requested.js"
import { ToolError } from "../../errors.js"
import type { DigicertIssuerSettings } from "../../fleet/issuerSchema.js"
import type { Csr } from "../../x509/csr.js"
import { isoDay } from "../../x509/day.js"
import { attributeOids } from "../../x509/oids.js"
import { writePem } from "../../x509/pem.js"
import type { OrderRequest } from "../issuer.js"
import type { DigicertClient } from "./client.js"
import { certificatesOf, ordersFor, orderWith } from "./lookup.js"
import type { DigicertOrder } from "./schemas.js"

export type Placement =
  | { readonly kind: "new" }
  | { readonly kind: "renewal" | "reissue" | "duplicate"; readonly order: DigicertOrder; readonly ends: Date }

const dayMs = 86_400_000
/** CertCentral renews within 90 days of an order's end; before, a certificate is had for nothing. */
const renewalDays = 90

/**
 * @throws ToolError `needs-human` where the order has a reissue under way; as `DigicertClient.get`
 */
export async function placementOf(
  client: DigicertClient,
  { again }: Pick<DigicertIssuerSettings, "again">,
  { replaces, signal }: OrderRequest,
): Promise<Placement> {
  const order = replaces === undefined ? undefined : await orderWith(client, replaces, signal)
  if (order === undefined) return { kind: "new" }
  if (order.status === "reissue_pending")
    throw new ToolError("needs-human", `order ${order.id} has a reissue under way`, {
      hint: "let it end, or cancel it in CertCentral, then run again",
    })
  if (order.status !== "issued") return { kind: "new" }
  const ends = order.order_valid_till ?? order.certificate.valid_till
  if (ends === undefined)
    throw new ToolError("ca-answer", `order ${order.id}: DigiCert does not say when it ends`, {
      hint: "look at CertCentral: it is renewed within 90 days of its end, and reissued before",
    })
  const left = ends.getTime() - client.clock.now()
  if (left <= 0) return { kind: "new" }
  return { kind: left > renewalDays * dayMs ? again : "renewal", order, ends }
}

/** Path and body of what is sent. */
export function wordsOf(
  placement: Placement,
  settings: DigicertIssuerSettings,
  csr: Csr,
): { readonly path: string; readonly body: object } {
  const { comments, days, orderDays, organization, payment, product } = settings
  const [commonName, ...others] = namesOf(csr)
  const certificate = {
    ...{ common_name: commonName, dns_names: others, csr: writePem("CERTIFICATE REQUEST", csr.der) },
    // 2 is Apache's number: the format that is downloaded is asked for by name.
    ...{ signature_hash: "sha256", server_platform: { id: 2 } },
  }
  const remark = comments === undefined ? {} : { comments }
  if (placement.kind === "reissue" || placement.kind === "duplicate")
    return {
      path: `/order/certificate/${placement.order.id}/${placement.kind}`,
      body: { certificate, skip_approval: true, ...remark },
    }
  return {
    path: `/order/certificate/${encodeURIComponent(product)}`,
    body: {
      certificate: { ...certificate, ...(days === undefined ? {} : { cert_validity: { days } }) },
      organization: { id: organization },
      order_validity: validityOf(orderDays ?? days),
      ...(placement.kind === "renewal" ? { renewal_of_order_id: Number(placement.order.id) } : {}),
      ...{ skip_approval: true, ...remark, ...(payment === undefined ? {} : { payment_method: payment }) },
    },
  }
}

function validityOf(days: number | undefined): object {
  return days === undefined ? { years: 1 } : { days }
}

/**
 * The common name first: DigiCert reads no names from the CSR.
 *
 * @throws ToolError `config` for a CSR that no CA takes
 */
export function namesOf(csr: Csr): readonly [commonName: string, ...others: string[]] {
  const names = identifiersOf(csr).map(({ value }) => value)
  const [written] = csr.subject.values(attributeOids.commonName).map(({ value }) => value.toLowerCase())
  const commonName = written ?? names[0] ?? ""
  return [commonName, ...names.filter((name) => name !== commonName)]
}

/** For a person, a line each. */
export function placementLines(
  placement: Placement,
  settings: DigicertIssuerSettings,
  csr: Csr,
): readonly string[] {
  const { days, orderDays, organization, product } = settings
  const names = namesOf(csr).map((name) => `name: ${name}`)
  if (placement.kind === "reissue" || placement.kind === "duplicate")
    return [`a ${placement.kind} of ${ending(placement)}: no new order, no new price`, ...names]
  const orderLength = orderDays ?? days
  return [
    `${placement.kind === "renewal" ? `a renewal of ${ending(placement)}` : "a new order"}: it costs money`,
    `product: ${product}, for organization ${organization}`,
    `valid: ${days === undefined ? "as long as DigiCert gives" : `${days} days`}; the order: ${orderLength === undefined ? "a year" : `${orderLength} days`}`,
    ...names,
  ]
}

function ending({ ends, order }: Exclude<Placement, { kind: "new" }>): string {
  return `order ${order.id}, which ends on ${isoDay(ends)}`
}

/**
 * Holds to `ordersADay`, by what DigiCert itself has: a journal that was lost or copied does not matter.
 *
 * @throws ToolError `ca-limit`
 */
export async function holdDailyLimit(
  client: DigicertClient,
  { ordersADay }: Pick<DigicertIssuerSettings, "ordersADay">,
  placement: Placement,
  { csr, signal }: OrderRequest,
): Promise<void> {
  const [commonName] = namesOf(csr)
  const made = [
    ...(await ordersFor(client, commonName, signal)),
    ...(placement.kind === "new" ? [] : await certificatesOf(client, placement.order.id, signal)),
  ]
  const since = client.clock.now() - dayMs
  const today = made.map(({ date_created }) => date_created.getTime()).filter((at) => at > since)
  if (today.length < ordersADay) return
  const free = new Date((today.sort((one, other) => other - one)[ordersADay - 1] ?? since) + dayMs)
  throw new ToolError(
    "ca-limit",
    `${commonName} was ordered ${today.length} times within a day: ordersADay is ${ordersADay}`,
    { hint: `find out why; it is free again at ${free.toISOString()}, or raise ordersADay` },
  )
}
