import type { RenewalInfo } from "../../src/acme/renewalInfo.js"
import { createDemoCa, type DemoCa } from "../../src/demo/ca.js"
import { ToolError } from "../../src/errors.js"
import type { Issuer, OrderRequest, OrderStanding, PlacedOrder } from "../../src/issuance/issuer.js"
import type { Clock } from "../../src/ports.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { writePem } from "../../src/x509/pem.js"

interface BookedOrder {
  readonly csr: string
  readonly replaces: string | undefined
  looks: number
}

/**
 * A CA with a book: what was ordered stands there, whoever lost sight of it. It is the far side of the interface, not an
 * ACME server: those are real ones, elsewhere in these tests.
 */
export class BookCa implements Issuer {
  readonly kind = "acme"
  readonly where = "https://ca.example.edu/directory"
  readonly book: BookedOrder[] = []
  /** Takes what the next calls fail with, one each. */
  readonly troubles: {
    readonly at: "find" | "place-before" | "place-after" | "advance"
    readonly error: Error
  }[] = []
  /** What the order's looks are answered with before it is issued. */
  standings: OrderStanding[] = []
  window: RenewalInfo | undefined
  asked = 0
  readonly ca: DemoCa
  readonly root: string

  private constructor(ca: DemoCa) {
    this.ca = ca
    this.root = ca.root
  }

  static async open(clock: Clock): Promise<BookCa> {
    return new BookCa(await createDemoCa(clock))
  }

  async describe({ csr }: OrderRequest): Promise<readonly string[]> {
    return [`a CSR of ${csr.der.length} bytes`]
  }

  async place({ csr, replaces }: OrderRequest): Promise<PlacedOrder> {
    this.#trouble("place-before")
    const pem = writePem("CERTIFICATE REQUEST", csr.der)
    this.book.push({ csr: pem, replaces: replaces?.fingerprint, looks: 0 })
    this.#trouble("place-after")
    return { reference: `${this.where}/${this.book.length}` }
  }

  async find({ csr }: OrderRequest, known: ReadonlySet<string>): Promise<PlacedOrder | "none"> {
    this.#trouble("find")
    const pem = writePem("CERTIFICATE REQUEST", csr.der)
    const at = this.book.findIndex(
      (one, index) => one.csr === pem && !known.has(`${this.where}/${index + 1}`),
    )
    return at === -1 ? "none" : { reference: `${this.where}/${at + 1}` }
  }

  async advance({ reference }: PlacedOrder, { onPublish }: OrderRequest): Promise<OrderStanding> {
    this.#trouble("advance")
    const order = this.book[Number(reference.slice(this.where.length + 1)) - 1]
    if (order === undefined) throw new Error(`no order ${reference}`)
    if (order.looks === 0) await onPublish?.()
    const standing = this.standings[order.looks++]
    if (standing !== undefined) return standing
    const { intermediate, leaf } = await this.ca.issue(order.csr)
    return { kind: "issued", pem: leaf + intermediate, differences: [], remarks: [] }
  }

  async renewalInfo(_certificate: Certificate): Promise<RenewalInfo | undefined> {
    this.asked++
    return this.window
  }

  async caaIdentities(): Promise<readonly string[]> {
    return ["ca.example.edu"]
  }

  #trouble(at: BookCa["troubles"][number]["at"]): void {
    if (this.troubles[0]?.at !== at) return
    const trouble = this.troubles.shift()
    if (trouble !== undefined) throw trouble.error
  }
}

export const lost = new ToolError("ca-lost", "ca.example.edu was asked, and gave no whole answer: reset")
export const unreachable = new ToolError("ca-unreachable", "ca.example.edu is not reached: refused")
