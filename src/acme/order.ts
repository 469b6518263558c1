/** Orders: RFC 8555 section 7.4; `replaces` is RFC 9773 section 5's, `profile` draft-ietf-acme-profiles'. */
import { ToolError } from "../errors.js"
import type { Csr } from "../x509/csr.js"
import type { AcmeAccount } from "./account.js"
import { type AcmeClient, isRefusal, locationOf, readBody } from "./client.js"
import { base64url } from "./jws.js"
import { type Patience, pollUntil } from "./polling.js"
import { AcmeRefusal, strangeAnswer } from "./problem.js"
import { identifierDifferences, identifiersOf } from "./requested.js"
import { type AcmeIdentifier, type AcmeProblem, orderSchema } from "./schemas.js"
import type { AcmeAnswer } from "./transport.js"

/** An order as the CA showed it last; its URL is what has to be kept of it. */
export interface AcmeOrder {
  readonly url: string
  readonly status: "pending" | "ready" | "processing" | "valid" | "invalid"
  readonly identifiers: readonly AcmeIdentifier[]
  /** URLs, one a name, of what has to be valid before the order is ready. */
  readonly authorizations: readonly string[]
  readonly finalize: string
  readonly certificate?: string | undefined
  readonly error?: AcmeProblem | undefined
  /** RFC 3339. */
  readonly expires?: string | undefined
  readonly profile?: string | undefined
  /** Identifier of the certificate that this one takes the place of, where the CA took note of it. */
  readonly replaces?: string | undefined
}

export interface OrderOptions {
  /** One of those that the directory names. */
  readonly profile?: string
  /** The identifier of the certificate in use; left out where the CA has no renewal information. */
  readonly replaces?: string
  readonly signal?: AbortSignal
}

const what = "the order"

/**
 * Orders a certificate for exactly the names of a CSR. Not to be called twice for one certificate: an order may cost money.
 *
 * @throws ToolError `config` for a CSR that cannot be ordered with or a profile that the CA does not have; `ca-lost`
 *   where an order may have been made; `ca-answer` where the order is not for those names; as `AcmeClient.post`
 */
export async function createOrder(
  account: AcmeAccount,
  csr: Csr,
  options: OrderOptions = {},
): Promise<AcmeOrder> {
  const { newOrder, renewalInfo } = account.client.directory
  const identifiers = identifiersOf(csr)
  requireProfile(account.client, options.profile)
  const payload = { identifiers, ...(options.profile === undefined ? {} : { profile: options.profile }) }
  const replaces = renewalInfo === undefined ? undefined : options.replaces
  const send = (body: object): Promise<AcmeAnswer> =>
    account.client.post(account, newOrder, body, { what, signal: options.signal })
  // RFC 9773 section 5: the CA refuses the order, not the certificate; without the word it takes it.
  const answer =
    replaces === undefined
      ? await send(payload)
      : await send({ ...payload, replaces }).catch((error: unknown) => {
          if (isRefusal(error, "alreadyReplaced")) return send(payload)
          throw error
        })
  const order = orderOf(answer, locationOf(answer, what))
  requireIdentifiers(order, identifiers)
  return order
}

/**
 * Refuses a profile that the directory does not name, before anybody is asked for it.
 *
 * @throws ToolError `config`
 */
export function requireProfile(client: AcmeClient, profile: string | undefined): void {
  const offered = Object.keys(client.directory.meta.profiles ?? {})
  if (profile === undefined || offered.includes(profile)) return
  throw new ToolError("config", `the CA has no profile ${profile}`, {
    hint: offered.length === 0 ? "it has none at all: leave the profile out" : `it has ${offered.join(", ")}`,
  })
}

/**
 * An order is for the names of a CSR, no more and no less: that it was once is the CA's word.
 *
 * @throws ToolError `ca-answer`
 */
export function requireNamesOf(csr: Csr, order: AcmeOrder): void {
  requireIdentifiers(order, identifiersOf(csr))
}

function requireIdentifiers(order: AcmeOrder, wanted: readonly AcmeIdentifier[]): void {
  const differences = identifierDifferences(wanted, order.identifiers)
  if (differences.length > 0) throw strangeAnswer(`${what} ${order.url}`, differences.join(", "))
}

/** An order by its URL, as it is now. */
export async function readOrder(account: AcmeAccount, url: string, signal?: AbortSignal): Promise<AcmeOrder> {
  return orderOf(await account.client.post(account, url, "", { what, signal }), url)
}

function orderOf(answer: AcmeAnswer, url: string): AcmeOrder {
  return { ...readBody(answer, orderSchema, what), url }
}

/**
 * Takes an order to its certificate: waits until it is ready, sends the CSR, waits until it is valid. It begins at the state in
 * which the CA has the order: one that was finalized before is only waited for.
 *
 * @returns the order, with the URL of its certificate
 * @throws AcmeRefusal where the order is invalid; ToolError `config` where the CSR is not of this order, or its names are not
 *   authorized yet; `time-limit`
 */
export async function finalizeOrder(
  account: AcmeAccount,
  orderUrl: string,
  csr: Csr,
  patience: Patience,
): Promise<AcmeOrder & { readonly certificate: string }> {
  const { client } = account
  const options = { what, signal: patience.signal }
  const order = await readOrder(account, orderUrl, patience.signal)
  requireNamesOf(csr, order)
  if (order.status === "pending")
    throw new ToolError("config", "the order waits for its authorizations", {
      hint: "answer its challenges first",
    })
  let next: AcmeAnswer | undefined
  if (order.status === "ready")
    next = await client.post(account, order.finalize, { csr: base64url(csr.der) }, options)
  return pollUntil(
    what,
    async () => {
      const answer = next ?? (await client.post(account, orderUrl, "", options))
      next = undefined
      return { answer, last: finished(orderOf(answer, orderUrl)) }
    },
    client.clock,
    patience,
  )
}

/** undefined while the CA is at work. */
function finished(order: AcmeOrder): (AcmeOrder & { readonly certificate: string }) | undefined {
  const { certificate, error, status } = order
  if (status === "invalid")
    throw new AcmeRefusal("the order is invalid", [
      error ?? { type: "about:blank", detail: "no reason given" },
    ])
  if (status !== "valid") return undefined
  if (certificate === undefined) throw strangeAnswer(what, "a valid order without a certificate")
  return { ...order, certificate }
}
