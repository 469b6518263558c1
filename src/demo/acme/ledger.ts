/** What the demo's ACME server knows: accounts, orders, certificates. */

import "reflect-metadata"
import { createHash, type KeyObject, randomBytes } from "node:crypto"
import {
  AuthorityKeyIdentifierExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from "@peculiar/x509"
import type { Clock } from "../../ports.js"
import type { DemoCa } from "../ca.js"
import { lifetimeDays } from "./lifetimes.js"
import { Refused } from "./problem.js"
import { keyDigest } from "./signedRequest.js"

export interface Account {
  readonly id: string
  readonly key: KeyObject
  readonly contact: readonly string[]
}

export interface Order {
  readonly id: string
  readonly account: string
  readonly names: readonly string[]
  readonly expires: number
  readonly replaces: string | undefined
  /** Identifier (RFC 9773 section 4.1) of what was issued. */
  certificate?: string
}

export interface IssuedCertificate {
  readonly id: string
  readonly account: string
  readonly pem: string
  /** SHA-256 of the leaf, lower-case hex. */
  readonly fingerprint: string
  readonly notBefore: Date
  readonly notAfter: Date
}

const dayMs = 86_400_000

export class Ledger {
  readonly accounts = new Map<string, Account>()
  readonly orders = new Map<string, Order>()
  readonly certificates = new Map<string, IssuedCertificate>()
  readonly #ca: DemoCa
  readonly #clock: Clock

  constructor(ca: DemoCa, clock: Clock) {
    this.#ca = ca
    this.#clock = clock
  }

  accountOf(key: KeyObject): Account | undefined {
    const digest = keyDigest(key)
    return [...this.accounts.values()].find((one) => keyDigest(one.key) === digest)
  }

  addAccount(key: KeyObject, contact: readonly string[]): Account {
    const account = { id: newId(), key, contact }
    this.accounts.set(account.id, account)
    return account
  }

  /** Born ready: the names of this account are validated, as those of an organization at a public CA. */
  addOrder(account: string, names: readonly string[], replaces: string | undefined): Order {
    const replaced = replaces === undefined ? undefined : this.certificates.get(replaces)
    if (replaces !== undefined && replaced?.account !== account)
      throw new Refused(404, "malformed", "the certificate to be replaced is not of this account")
    // RFC 9773 section 5: an order that failed does not count; here none fails.
    if (replaces !== undefined && [...this.orders.values()].some((one) => one.replaces === replaces))
      throw new Refused(409, "alreadyReplaced", "another order has replaced this certificate")
    const order = { id: newId(), account, names, replaces, expires: this.#clock.now() + 7 * dayMs }
    this.orders.set(order.id, order)
    return order
  }

  /** RFC 8555 section 7.4: the CSR has to ask for exactly the order's names. */
  async finalize(order: Order, der: Buffer): Promise<void> {
    if (order.certificate !== undefined) return
    const asked = namesOf(der)
    const wanted = new Set(order.names)
    if (asked.length !== wanted.size || asked.some((name) => !wanted.has(name)))
      throw new Refused(403, "unauthorized", "the CSR asks for other names than the order")
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`
    const issued = await this.#ca
      .issue(pem, { from: 0, until: lifetimeDays(this.#clock.now()) })
      .catch((error: unknown) => {
        throw new Refused(400, "badCSR", String((error as Error).message))
      })
    const leaf = new X509Certificate(issued.leaf)
    const certificate = {
      ...{ id: identifierOf(leaf), account: order.account, pem: `${issued.leaf}${issued.intermediate}` },
      fingerprint: createHash("sha256").update(Buffer.from(leaf.rawData)).digest("hex"),
      ...{ notBefore: leaf.notBefore, notAfter: leaf.notAfter },
    }
    this.certificates.set(certificate.id, certificate)
    order.certificate = certificate.id
  }
}

/** RFC 9773 section 4.2: from two thirds of the lifetime on, for two percent of it. */
export function renewalWindow({ notBefore, notAfter }: IssuedCertificate): { start: Date; end: Date } {
  const [from, length] = [notBefore.getTime(), notAfter.getTime() - notBefore.getTime()]
  return { start: new Date(from + (length * 2) / 3), end: new Date(from + length * (2 / 3 + 0.02)) }
}

/** RFC 9773 section 4.1. The CA's serial numbers begin with no zero. */
function identifierOf(leaf: X509Certificate): string {
  const keyId = leaf.getExtension(AuthorityKeyIdentifierExtension)?.keyId ?? ""
  return [keyId, leaf.serialNumber].map((hex) => Buffer.from(hex, "hex").toString("base64url")).join(".")
}

function namesOf(der: Buffer): readonly string[] {
  try {
    const request = new Pkcs10CertificateRequest(der)
    const written = request.getExtension("2.5.29.17")
    const names = written === null ? [] : new SubjectAlternativeNameExtension(written.rawData).names.toJSON()
    return [...new Set(names.map(({ value }) => value.toLowerCase()))]
  } catch {
    throw new Refused(400, "badCSR", "the CSR cannot be read")
  }
}

function newId(): string {
  return randomBytes(9).toString("base64url")
}
