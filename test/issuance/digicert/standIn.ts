/*
 * DigiCert's Services API as its reference describes it, for the product to be tried against. Each property names the page of
 * dev.digicert.com (CertCentral APIs, Services API) that it is taken from; nothing of it is shared with the product.
 */
import "reflect-metadata"
import { X509Certificate } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { createDemoCa, type DemoCa } from "../../../src/demo/ca.js"
import type { Clock } from "../../../src/ports.js"
import { type HttpsServer, startHttps } from "../../acme/caServer.js"
import {
  type Asked,
  certificatePage,
  commonNameOf,
  isoDay,
  isoInstant,
  misfit,
  paged,
  refused,
  type Scripted,
  type StandInCertificate,
  type StandInOrder,
} from "./standInPages.js"

const dayMs = 86_400_000
const basePath = "/services/v2"

export class DigicertStandIn {
  readonly apiKey = "ABCDEF0123456789EXAMPLEONLY0123456789ABCDEF"
  readonly orders: StandInOrder[] = []
  readonly asked: Asked[] = []
  /** "Order validation status" and "List domains" tell of these. */
  readonly validations = {
    organization: "active",
    organizationUntil: Date.parse("2027-11-01T00:00:00Z"),
    domains: new Map<string, { status: string; dcv: string; made: number; until: number }>(),
    /** Of orders: `name_scope` to `status`. */
    orderNames: new Map<string, string>(),
  }
  /** "Order OV/EV": an API key whose user may not approve leaves the order at `needs_approval`. */
  approves = true
  /** Whether DigiCert issues at once, as for what is validated already, or only after `issue`. */
  immediate = true
  #scripts: { readonly match: RegExp; readonly answer: Scripted | "cut" | "cut-after" }[] = []
  #numbers = 1000
  readonly #clock: Clock
  readonly #ca: DemoCa
  #server: HttpsServer | undefined

  private constructor(clock: Clock, ca: DemoCa) {
    this.#clock = clock
    this.#ca = ca
  }

  static async start(clock: Clock): Promise<DigicertStandIn> {
    const standIn = new DigicertStandIn(clock, await createDemoCa(clock))
    standIn.#server = await startHttps((request, response) => void standIn.#receive(request, response))
    return standIn
  }

  get api(): string {
    return `https://localhost:${this.#server?.port}${basePath}`
  }

  /** Of the HTTPS server. */
  get certificate(): string {
    return this.#server?.certificate ?? ""
  }

  get root(): string {
    return this.#ca.root
  }

  stop(): Promise<void> {
    return this.#server?.stop() ?? Promise.resolve()
  }

  /**
   * The next request whose method and path match is answered so. `cut` ends the connection before anything is done, `cut-after`
   * does what was asked and then gives no answer.
   */
  next(match: RegExp, answer: Scripted | "cut" | "cut-after"): void {
    this.#scripts.push({ match, answer })
  }

  posts(): readonly Asked[] {
    return this.asked.filter(({ method }) => method === "POST")
  }

  /** What a human does in CertCentral, or DigiCert's own staff. */
  async issue(order: StandInOrder | undefined, certificate = order?.certificate): Promise<void> {
    if (order === undefined || certificate === undefined) throw new Error("no such order")
    const days = Math.min(199, Math.floor((order.ends - this.#clock.now()) / dayMs))
    const issued = await this.#ca.issue(certificate.csr, { from: 0, until: days })
    certificate.status = "issued"
    // "Download certificate": pem_noroot is the certificate and its intermediate.
    certificate.pem = `${issued.leaf}${issued.intermediate}`
    certificate.leaf = new X509Certificate(issued.leaf)
    order.status = "issued"
    for (const request of order.requests) request.status = "approved"
    // "Reissue certificate": a reissue replaces the existing certificate.
    if (!order.reissues.includes(certificate)) return
    order.replaced.push(order.certificate)
    order.certificate = certificate
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const url = new URL(request.url ?? "", "https://localhost")
    const text = Buffer.concat(parts).toString()
    const [method, path] = [request.method ?? "", url.pathname.replace(basePath, "")]
    this.asked.push({
      method,
      path: `${path}${url.search}`,
      body: text === "" ? undefined : JSON.parse(text),
    })
    const script = this.#scripts.find(({ match }) => match.test(`${method} ${path}`))
    if (script !== undefined) this.#scripts = this.#scripts.filter((one) => one !== script)
    if (script?.answer === "cut") return void request.socket.destroy()
    const answer =
      script === undefined || script.answer === "cut-after"
        ? await this.#answer(request, method, path, url.searchParams, text)
        : script.answer
    if (script?.answer === "cut-after") return void request.socket.destroy()
    const isText = typeof answer.body === "string"
    response.writeHead(answer.status, {
      "content-type": isText ? "application/x-pem-file" : "application/json",
      ...answer.headers,
    })
    response.end(isText ? answer.body : JSON.stringify(answer.body))
  }

  async #answer(
    request: IncomingMessage,
    method: string,
    path: string,
    query: URLSearchParams,
    text: string,
  ): Promise<Scripted> {
    // "Authentication": the header X-DC-DEVKEY; "Errors": access_denied|invalid_key.
    if (request.headers["x-dc-devkey"] !== this.apiKey)
      return refused(401, "access_denied|invalid_key", "The API key is not valid.")
    const order = /^\/order\/certificate\/(\d+)(?:\/(\w+))?$/.exec(path)
    const known = this.orders.find(({ id }) => `${id}` === order?.[1])
    if (order !== null && known === undefined) return refused(404, "not_found|order", "Order was not found.")
    if (method === "POST" && known !== undefined) return this.#another(known, order?.[2] ?? "", text)
    if (method === "POST" && /^\/order\/certificate\/ssl_\w+$/.test(path))
      return this.#order(path.split("/").at(-1) ?? "", text)
    if (known !== undefined) return { status: 200, body: this.#orderPage(known, order?.[2]) }
    const file = /^\/certificate\/(\d+)\/download\/format\/pem_noroot$/.exec(path)
    if (file !== null) return this.#download(file[1] ?? "")
    if (path === "/order/certificate") return { status: 200, body: this.#list(query) }
    if (path === "/domain") return { status: 200, body: this.#domains(query) }
    if (/^\/organization\/\d+\/validation$/.test(path)) return { status: 200, body: this.#organization() }
    return refused(404, "not_found", "No such endpoint.")
  }

  /** "Order OV/EV certificate": 201 with `id` and `requests`; `certificate_id` and the chain where it is issued at once. */
  async #order(product: string, text: string): Promise<Scripted> {
    const body = JSON.parse(text) as {
      certificate: { csr: string; common_name: string; dns_names: string[] }
      organization?: { id: number }
      order_validity?: { days?: number; years?: number }
      renewal_of_order_id?: number
    }
    const wrong = await misfit(body.certificate)
    if (wrong !== undefined) return wrong
    if (body.organization === undefined || body.order_validity === undefined)
      return refused(400, "missing_parameter", "organization and order_validity are required.")
    const { days, years } = body.order_validity
    const now = this.#clock.now()
    const order: StandInOrder = {
      ...{
        id: ++this.#numbers,
        status: "pending",
        product,
        created: now,
        reissues: [],
        duplicates: [],
        replaced: [],
      },
      requests: [{ id: ++this.#numbers, type: "new_request", status: "pending" }],
      certificate: this.#certificateOf(body.certificate.csr),
      ends: now + (days ?? (years ?? 1) * 365) * dayMs,
      renewalOf: body.renewal_of_order_id,
    }
    this.orders.push(order)
    if (!this.approves) order.status = "needs_approval"
    else if (this.immediate) await this.issue(order)
    else for (const request of order.requests) request.status = "approved"
    const requests = order.requests.map(({ id, status }) => ({ id, status }))
    const extra = order.status === "issued" ? { certificate_id: order.certificate.id } : {}
    return { status: 201, body: { id: order.id, requests, ...extra } }
  }

  /** "Reissue certificate", "Duplicate certificate": 201 with the order's `id` and `requests`. */
  async #another(order: StandInOrder, kind: string, text: string): Promise<Scripted> {
    const body = JSON.parse(text) as {
      certificate: { csr: string; common_name: string; dns_names: string[] }
    }
    const wrong = await misfit(body.certificate)
    if (wrong !== undefined) return wrong
    const certificate = this.#certificateOf(body.certificate.csr)
    ;(kind === "reissue" ? order.reissues : order.duplicates).push(certificate)
    const request = { id: ++this.#numbers, type: kind, status: this.approves ? "approved" : "pending" }
    order.requests.push(request)
    order.status = "reissue_pending"
    if (this.approves && this.immediate) await this.issue(order, certificate)
    return { status: 201, body: { id: order.id, requests: [{ id: request.id }] } }
  }

  #certificateOf(csr: string): StandInCertificate {
    return { id: ++this.#numbers, csr, status: "pending", created: this.#clock.now() }
  }

  /** "Order info", "List reissues", "List duplicates", "Order validation status". */
  #orderPage(order: StandInOrder, kind: string | undefined): unknown {
    if (kind === "reissue") return { certificates: order.reissues.map((one) => certificatePage(one)) }
    if (kind === "duplicate") return { certificates: order.duplicates.map((one) => certificatePage(one)) }
    if (kind === "validation")
      return {
        ...{ order_id: `${order.id}`, order_status: order.status, organization_id: "112233" },
        organization_validations: [{ type: "ov", name: "OV", status: this.validations.organization }],
        dns_name_validations: [...this.validations.orderNames].map(([name_scope, status]) => ({
          ...{ name_scope, status, method: "email", dns_names: [name_scope] },
        })),
      }
    const { certificate, ends, id, product, requests, status } = order
    return {
      ...{ id, status, certificate: certificatePage(certificate), requests, order_valid_till: isoDay(ends) },
      ...{ product: { name_id: product, name: product, type: "ssl_certificate" }, has_duplicates: false },
    }
  }

  #download(id: string): Scripted {
    const all = this.orders.flatMap((order) => [order.certificate, ...order.reissues, ...order.duplicates])
    const pem = all.find((one) => `${one.id}` === id)?.pem
    if (pem !== undefined) return { status: 200, body: pem }
    return refused(404, "not_found|certificate", "Certificate was not found.")
  }

  /** "List orders": filters, `page` with `total`; the list has no CSRs. */
  #list(query: URLSearchParams): unknown {
    const [name, serial] = [query.get("filters[common_name]"), query.get("filters[serial_number]")]
    const found = this.orders.filter((order) => {
      const all = [order.certificate, ...order.reissues, ...order.duplicates, ...order.replaced]
      const byName = name === null || commonNameOf(order.certificate.csr) === name
      const bySerial =
        serial === null || all.some(({ leaf }) => leaf?.serialNumber.toLowerCase() === serial.toLowerCase())
      return byName && bySerial
    })
    const orders = found
      .toSorted((one, other) => other.created - one.created)
      .map(({ certificate, created, id, status }) => ({
        ...{ id, status, is_renewed: false, date_created: isoInstant(created) },
        certificate: { id: certificate.id, common_name: commonNameOf(certificate.csr) },
      }))
    return paged("orders", orders, query)
  }

  /** "List domains" with include_validation. */
  #domains(query: URLSearchParams): unknown {
    const domains = [...this.validations.domains].map(([name, { dcv, made, status, until }], index) => ({
      ...{ id: 500 + index, is_active: true, name, date_created: isoInstant(made) },
      ...{ dcv_approval_datetime: isoInstant(made), dcv_method: "email" },
      validations: [
        {
          ...{
            type: "ov",
            name: "OV",
            description: "Normal Organization Validation",
            status,
            dcv_status: dcv,
          },
          ...{ date_created: isoInstant(made), validated_until: isoInstant(until) },
        },
      ],
    }))
    return paged("domains", domains, query)
  }

  /** "Validation details" of an organization. */
  #organization(): unknown {
    const { organization: status, organizationUntil } = this.validations
    return {
      validations: [
        {
          ...{ type: "ov", name: "OV", description: "Normal Organization Validation", status },
          ...(status === "active" ? { validated_until: isoInstant(organizationUntil) } : {}),
        },
      ],
    }
  }
}
