/** What every CA is to those who order: ACME servers and DigiCert's API behind one face. */
import type { RenewalInfo } from "../acme/renewalInfo.js"
import type { Finding } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import type { Csr } from "../x509/csr.js"

/** What is wanted: exactly what the CSR asks for. */
export interface OrderRequest {
  readonly csr: Csr
  /** The certificate that the new one takes the place of: for RFC 9773's `replaces`, or a reissue of its order. */
  readonly replaces?: Certificate
  /** Milliseconds since the epoch, by the clock of the doors: no wait goes on beyond. */
  readonly deadline?: number
  readonly signal?: AbortSignal
  /** Awaited before anything is published that has to be taken back, so that a journal has it. */
  readonly onPublish?: () => Promise<void>
}

/** An order that the CA has; all of it may stand in a journal. */
export interface PlacedOrder {
  /** By which the CA finds it again: an URL (ACME), a number (DigiCert). */
  readonly reference: string
  /** Whether something was published for it by a process that may have ended before it took that back. */
  readonly published?: boolean
}

/** Where an order stands. What nobody documented is shown and is `needs-human`, never taken for success. */
export type OrderStanding =
  /** The CA is at work. `askAgainMs`: when to look again, milliseconds from now. */
  | { readonly kind: "pending"; readonly status: string; readonly askAgainMs: number }
  /** A human has to do something, at the CA as a rule: `todo` says what and where. */
  | { readonly kind: "needs-human"; readonly status: string; readonly todo: string }
  /** It will never be issued. `reasons` in the CA's own words. */
  | { readonly kind: "failed"; readonly status: string; readonly reasons: readonly string[] }
  | IssuedOrder

export interface IssuedOrder {
  readonly kind: "issued"
  /** Leaf first, then what the CA sent with it, as PEM. */
  readonly pem: string
  /** How the leaf differs from the CSR; empty where it is what was asked for. */
  readonly differences: readonly string[]
  /** Things worth telling: a chain that was preferred and is not there. */
  readonly remarks: readonly string[]
}

export interface Issuer {
  readonly kind: "acme" | "digicert"
  /** For people: the directory's or API's address. */
  readonly where: string
  /** What `place` would ask for, as lines for a person; nothing secret, nothing is sent that changes anything. */
  describe(request: OrderRequest): Promise<readonly string[]>
  /**
   * Sends the order: once for a certificate, after it is in the journal.
   *
   * @throws ToolError whose code is `ca-lost` where the CA may have taken it, `ca-unreachable`, `ca-untrusted` or
   *   `ca-not-found` where nothing was sent; others where the CA has refused it
   */
  place(request: OrderRequest): Promise<PlacedOrder>
  /**
   * Looks for an order that was in the journal and whose sending nobody saw the end of.
   *
   * @param known references of orders that the journal knows the end of
   * @returns "unknown" where this CA cannot be asked that and a second order costs nothing (ACME: nothing is issued
   *   before it is finalized)
   */
  find(request: OrderRequest, known: ReadonlySet<string>): Promise<PlacedOrder | "none" | "unknown">
  /** Takes an order as far as it goes by itself: challenges, finalization, download. To be called again by and by. */
  advance(order: PlacedOrder, request: OrderRequest): Promise<OrderStanding>
  /** When the CA wants a certificate to be renewed; undefined where it does not say. */
  renewalInfo(certificate: Certificate, signal?: AbortSignal): Promise<RenewalInfo | undefined>
  /** Names that stand for the CA in CAA records (RFC 8659 section 4.2); empty where it does not say. */
  caaIdentities(signal?: AbortSignal): Promise<readonly string[]>
  /** What the CA itself knows beforehand to be in the way of an order, such as validations of domains that end. */
  check?(request: OrderRequest): Promise<readonly Finding[]>
}
