/** DigiCert's Services API v2 as an issuer. */

import type { Finding } from "../../finding.js"
import type { DigicertIssuerSettings } from "../../fleet/issuerSchema.js"
import { sha256 } from "../../x509/fingerprint.js"
import type { IssuanceDoors } from "../doors.js"
import type { Issuer, OrderRequest, PlacedOrder } from "../issuer.js"
import { once } from "../once.js"
import { type RoadToCa, roadTo } from "../roadTo.js"
import { DigicertClient } from "./client.js"
import { certificatesOf, hasKeyOf, isCertificate, ordersFor, readOrder } from "./lookup.js"
import { holdDailyLimit, namesOf, placementLines, placementOf, wordsOf } from "./placement.js"
import { placedSchema } from "./schemas.js"
import { standingOf } from "./standing.js"
import { checkValidations } from "./validations.js"

/** Statuses of orders that can have reissues and duplicates. */
const withOthers: ReadonlySet<string> = new Set(["issued", "reissue_pending"])

/** What stands for DigiCert and its brands in CAA records: docs.digicert.com, "DNS CAA resource record check". */
const caaIdentities = [
  ...["digicert.com", "www.digicert.com", "digicert.ne.jp", "cybertrust.ne.jp"],
  ...["symantec.com", "thawte.com", "geotrust.com", "rapidssl.com"],
]

interface DigicertIssuer extends Issuer {
  find(request: OrderRequest, known: ReadonlySet<string>): Promise<PlacedOrder | "none">
  check(request: OrderRequest): Promise<readonly Finding[]>
}

/** Nothing is read or sent before it is asked for something; the API key is in the requests' header alone. */
export function digicertIssuer(settings: DigicertIssuerSettings, doors: IssuanceDoors): DigicertIssuer {
  const { caCertificates, proxy } = settings
  const road = once(() => roadTo({ key: "certificate.issuer.digicert", caCertificates, proxy }, doors))
  const opened = once(() => openClient(settings, doors, road))
  return {
    kind: "digicert",
    where: settings.api,
    async describe(request) {
      const placement = await placementOf(await opened(), settings, request)
      const at = `at ${(await road()).named(settings.api)}`
      return [at, ...placementLines(placement, settings, request.csr)]
    },
    async place(request) {
      const client = await opened()
      const placement = await placementOf(client, settings, request)
      await holdDailyLimit(client, settings, placement, request)
      const { body, path } = wordsOf(placement, settings, request.csr)
      const what = placement.kind === "new" ? "the order" : `the ${placement.kind}`
      const { id } = await client.post(path, body, placedSchema, { what, signal: request.signal })
      const isOther = placement.kind === "reissue" || placement.kind === "duplicate"
      return isOther ? partOf(id, request) : { reference: id }
    },
    find: async (request, known) => find(await opened(), request, known),
    async advance({ reference }, request) {
      const [id = ""] = reference.split("+")
      const client = await opened()
      return standingOf(client, await readOrder(client, id, request.signal), request)
    },
    check: async (request) => checkValidations(await opened(), settings, request),
    caaIdentities: async () => caaIdentities,
    // RFC 9773 is ACME's alone.
    renewalInfo: async () => undefined,
  }
}

async function openClient(
  settings: DigicertIssuerSettings,
  doors: IssuanceDoors,
  road: () => Promise<RoadToCa>,
): Promise<DigicertClient> {
  const { send } = await road()
  const key = await doors.secret(settings, "DigiCert's API key")
  return new DigicertClient(settings.api, key, { send, clock: doors.clock })
}

/** A reissue has no number of its own: the order's, and what it was asked with. */
function partOf(order: string, { csr }: OrderRequest): PlacedOrder {
  return { reference: `${order}+${sha256(csr.der).slice(0, 16)}` }
}

/**
 * Every order for the common name is looked at: by the key that it was asked with, since the numbers of a lost answer are not
 * known.
 */
async function find(
  client: DigicertClient,
  request: OrderRequest,
  known: ReadonlySet<string>,
): Promise<PlacedOrder | "none"> {
  const { csr, replaces, signal } = request
  const isOwn = (one: { csr?: string | undefined; serial_number?: string | undefined }): boolean =>
    hasKeyOf(one, csr) === true && !isCertificate(one, replaces)
  const [commonName] = namesOf(csr)
  for (const { id } of await ordersFor(client, commonName, signal)) {
    const order = await readOrder(client, id, signal)
    const part = partOf(id, request)
    if (isOwn(order.certificate)) {
      if (!known.has(id)) return { reference: id }
      // A reissue takes the place of its order's certificate; one with the key of before is it only where that is not it.
      if (replaces !== undefined && !known.has(part.reference)) return part
    }
    if (!withOthers.has(order.status) || known.has(part.reference)) continue
    const others = await certificatesOf(client, id, signal)
    if (others.some(isOwn)) return part
  }
  return "none"
}
