/** Which orders and certificates an account has. */
import type { z } from "zod"
import { ToolError } from "../../errors.js"
import type { Certificate } from "../../x509/certificate.js"
import { type Csr, parseCsr } from "../../x509/csr.js"
import { sameBytes } from "../../x509/derValues.js"
import { attributeOids } from "../../x509/oids.js"
import { readPem } from "../../x509/pem.js"
import type { DigicertClient, Question } from "./client.js"
import {
  certificatesSchema,
  type DigicertOrder,
  type Domain,
  domainsSchema,
  type ListedCertificate,
  type ListedOrder,
  orderSchema,
  ordersSchema,
} from "./schemas.js"

type Signal = AbortSignal | undefined

const pageSize = 100
/** 20,000 entries. A list whose length is never reached has no end. */
const mostPages = 200

export function readOrder(client: DigicertClient, id: string, signal: Signal): Promise<DigicertOrder> {
  return client.get(`/order/certificate/${id}`, orderSchema, { what: `order ${id}`, signal })
}

/** Orders for a common name, newest first. */
export async function ordersFor(
  client: DigicertClient,
  commonName: string,
  signal: Signal,
): Promise<readonly ListedOrder[]> {
  const path = `/order/certificate?filters[common_name]=${encodeURIComponent(commonName)}&sort=-date_created`
  const question = { what: `the orders for ${commonName}`, signal }
  const orders = await allPages(client, path, question, ordersSchema, ({ orders, page }) => [orders, page])
  return newestFirst(orders)
}

export function domainsOf(client: DigicertClient, signal: Signal): Promise<readonly Domain[]> {
  const question = { what: "the domains of the account", signal }
  const path = "/domain?include_validation=true"
  return allPages(client, path, question, domainsSchema, ({ domains, page }) => [domains, page])
}

async function allPages<A, T>(
  client: DigicertClient,
  path: string,
  question: Question,
  schema: z.ZodType<A>,
  open: (answer: A) => readonly [readonly T[], { readonly total: number } | undefined],
): Promise<readonly T[]> {
  const all: T[] = []
  for (let nth = 0; nth < mostPages; nth++) {
    const [some, page] = open(
      await client.get(`${path}&limit=${pageSize}&offset=${all.length}`, schema, question),
    )
    all.push(...some)
    // A server that knows no pages sends everything at once, and would do so for ever.
    if (some.length === 0 || page === undefined || all.length >= page.total) return all
  }
  throw new ToolError("ca-answer", `${question.what}: a list of more than ${mostPages} pages`, {
    hint: "look at CertCentral; nothing was taken for success",
  })
}

/** Reissues and duplicates of an order, newest first. */
export async function certificatesOf(
  client: DigicertClient,
  order: string,
  signal: Signal,
): Promise<readonly ListedCertificate[]> {
  const lists = ["reissue", "duplicate"].map((kind) =>
    client.get(`/order/certificate/${order}/${kind}`, certificatesSchema, {
      what: `the ${kind}s of order ${order}`,
      signal,
    }),
  )
  return newestFirst((await Promise.all(lists)).flatMap(({ certificates }) => certificates))
}

function newestFirst<T extends { readonly date_created: Date }>(list: readonly T[]): readonly T[] {
  return [...list].sort((one, other) => other.date_created.getTime() - one.date_created.getTime())
}

/**
 * The order that a certificate is of. That the account's list was asked for a serial number proves nothing: the number is
 * compared. One that was reissued since is in no list any more: then the one order that DigiCert names has to be for its name.
 */
export async function orderWith(
  client: DigicertClient,
  certificate: Certificate,
  signal: Signal,
): Promise<DigicertOrder | undefined> {
  const serial = plainSerial(certificate.serial)
  const { orders } = await client.get(
    `/order/certificate?filters[serial_number]=${serial}&limit=${pageSize}&offset=0`,
    ordersSchema,
    { what: `the order of the certificate ${serial}`, signal },
  )
  const read: DigicertOrder[] = []
  for (const { id } of newestFirst(orders)) {
    const order = await readOrder(client, id, signal)
    if (hasSerial(order.certificate, serial)) return order
    const others = await certificatesOf(client, id, signal)
    if (others.some((one) => hasSerial(one, serial))) return order
    read.push(order)
  }
  const [only, ...more] = read
  const names = certificate.subject.values(attributeOids.commonName).map(({ value }) => value)
  return more.length === 0 && names.includes(only?.certificate.common_name ?? "") ? only : undefined
}

/** Whether what DigiCert calls a certificate is this one. */
export function isCertificate(
  entry: { readonly serial_number?: string | undefined },
  certificate: Certificate | undefined,
): boolean {
  return certificate !== undefined && hasSerial(entry, plainSerial(certificate.serial))
}

function hasSerial({ serial_number = "" }: { serial_number?: string | undefined }, serial: string): boolean {
  return plainSerial(serial_number.replaceAll(/[:\s]/g, "").toLowerCase()) === serial
}

function plainSerial(hex: string): string {
  return hex.replace(/^(00)+/, "")
}

/** Whether it was asked for with the key of a CSR; undefined where DigiCert shows no CSR. */
export function hasKeyOf(
  { csr: text }: { readonly csr?: string | undefined },
  csr: Csr,
): boolean | undefined {
  if (text === undefined) return undefined
  const [block] = readPem(new TextEncoder().encode(text)).blocks
  const read = parseCsr(block?.der ?? new Uint8Array(Buffer.from(text, "base64")))
  return read.ok ? sameBytes(read.value.publicKey.der, csr.publicKey.der) : undefined
}
