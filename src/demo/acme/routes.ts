/** What the demo's ACME server answers, by path: as much of RFC 8555 and RFC 9773 as issues certificates. */
import type { KeyObject } from "node:crypto"
import { type Account, type IssuedCertificate, type Ledger, type Order, renewalWindow } from "./ledger.js"
import { Refused } from "./problem.js"
import { keyOf, type SignedRequest } from "./signedRequest.js"

export interface Reply {
  readonly status: number
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
}

interface Asked {
  readonly request: SignedRequest
  readonly account: Account
  readonly id: string
  readonly ledger: Ledger
  /** The URL of a path. */
  readonly at: (path: string) => string
}

/** RFC 9773 section 4.3.2: a day at most. */
const askAgainSeconds = 86_400

/** Section 7.1.1, and RFC 9773 section 3. */
export function directory(at: Asked["at"]): Reply {
  const urls = {
    ...{
      newNonce: at("/nonce"),
      newAccount: at("/account"),
      newOrder: at("/order"),
      renewalInfo: at("/renewal"),
    },
  }
  return {
    status: 200,
    body: { ...urls, meta: { caaIdentities: ["ca.example.edu"] } },
  }
}

export function renewalInfo(ledger: Ledger, id: string): Reply {
  const { end, start } = renewalWindow(certificateIn(ledger, id))
  const suggestedWindow = { start: start.toISOString(), end: end.toISOString() }
  return { status: 200, body: { suggestedWindow }, headers: { "retry-after": `${askAgainSeconds}` } }
}

/** Section 7.3: a key that is known gets its account again. */
export function newAccount({ request, ledger, at }: Omit<Asked, "account" | "id">, key: KeyObject): Reply {
  const { contact, onlyReturnExisting } = request.payload ?? {}
  const known = ledger.accountOf(key)
  if (known === undefined && onlyReturnExisting === true)
    throw new Refused(400, "accountDoesNotExist", "no account has this key")
  const account = known ?? ledger.addAccount(key, Array.isArray(contact) ? contact.map(String) : [])
  const body = { status: "valid", contact: account.contact, orders: at(`/account/${account.id}/orders`) }
  return {
    status: known === undefined ? 201 : 200,
    body,
    headers: { location: at(`/account/${account.id}`) },
  }
}

/** By the first word of the path; each is asked by its account alone. */
export const resources: Readonly<Record<string, ((asked: Asked) => Promise<Reply> | Reply) | undefined>> = {
  account: ({ account }) => ({ status: 200, body: { status: "valid", contact: account.contact } }),
  order(asked) {
    if (asked.id !== "") return { status: 200, body: orderPage(asked, ownOrder(asked)) }
    const { identifiers, replaces } = asked.request.payload ?? {}
    const names = (Array.isArray(identifiers) ? identifiers : []).map(nameOf)
    if (names.length === 0) throw new Refused(400, "malformed", "an order wants identifiers")
    const replaced = typeof replaces === "string" ? replaces : undefined
    const order = asked.ledger.addOrder(asked.account.id, names, replaced)
    const headers = { location: asked.at(`/order/${order.id}`) }
    return { status: 201, body: orderPage(asked, order), headers }
  },
  authorization(asked) {
    const [id = "", name = ""] = asked.id.split("/")
    const order = ownOrder({ ...asked, id })
    const value = decodeURIComponent(name)
    if (!order.names.includes(value)) throw new Refused(404, "malformed", "no such authorization")
    return { status: 200, body: authorizationPage(order, value) }
  },
  async finalize(asked) {
    const order = ownOrder(asked)
    const { csr } = asked.request.payload ?? {}
    await asked.ledger.finalize(order, Buffer.from(typeof csr === "string" ? csr : "", "base64url"))
    const headers = { location: asked.at(`/order/${order.id}`) }
    return { status: 200, body: orderPage(asked, order), headers }
  },
  certificate({ account, id, ledger }) {
    const certificate = certificateIn(ledger, id)
    if (certificate.account !== account.id) throw new Refused(403, "unauthorized", "another account's")
    const headers = { "content-type": "application/pem-certificate-chain" }
    return { status: 200, body: certificate.pem, headers }
  },
}

/** Section 6.2: the account's URL in the request, or the key itself where it makes one. */
export function signerOf(request: SignedRequest, ledger: Ledger, at: Asked["at"]): KeyObject {
  const { jwk, kid } = request
  if (jwk !== undefined) return keyOf(jwk)
  const account = [...ledger.accounts.values()].find(({ id }) => at(`/account/${id}`) === kid)
  if (account === undefined) throw new Refused(400, "accountDoesNotExist", "no such account")
  return account.key
}

function ownOrder({ account, id, ledger }: Pick<Asked, "account" | "id" | "ledger">): Order {
  const order = ledger.orders.get(id)
  if (order?.account === account.id) return order
  throw new Refused(404, "malformed", "no such order")
}

function certificateIn(ledger: Ledger, id: string): IssuedCertificate {
  const certificate = ledger.certificates.get(id)
  if (certificate !== undefined) return certificate
  throw new Refused(404, "malformed", "no such certificate")
}

function nameOf(identifier: unknown): string {
  const { type, value } = (identifier ?? {}) as Record<string, unknown>
  if (type === "dns" && typeof value === "string") return value.toLowerCase()
  throw new Refused(400, "unsupportedIdentifier", "names alone are certified")
}

/** Section 7.1.3. */
function orderPage({ at }: Asked, { certificate, expires, id, names, replaces }: Order): object {
  return {
    ...{ status: certificate === undefined ? "ready" : "valid", expires: new Date(expires).toISOString() },
    identifiers: names.map((value) => ({ type: "dns", value })),
    authorizations: names.map((name) => at(`/authorization/${id}/${encodeURIComponent(name)}`)),
    finalize: at(`/finalize/${id}`),
    ...(certificate === undefined ? {} : { certificate: at(`/certificate/${certificate}`) }),
    ...(replaces === undefined ? {} : { replaces }),
  }
}

/** Section 7.1.4: of a wildcard, the name without it. */
function authorizationPage({ expires }: Order, name: string): object {
  const wildcard = name.startsWith("*.")
  return {
    ...{ status: "valid", expires: new Date(expires).toISOString(), challenges: [] },
    identifier: { type: "dns", value: wildcard ? name.slice(2) : name },
    ...(wildcard ? { wildcard } : {}),
  }
}
