/** Accounts: RFC 8555 section 7.3. */
import type { KeyObject } from "node:crypto"
import { ToolError } from "../errors.js"
import { bindingOf, type ExternalAccount } from "./binding.js"
import { type AcmeClient, isRefusal, locationOf, readBody } from "./client.js"
import { jwsAlgorithm, publicJwk, signJws } from "./jws.js"
import { linksOf } from "./links.js"
import { AcmeNeed } from "./need.js"
import { strangeAnswer } from "./problem.js"
import { accountSchema, ordersSchema } from "./schemas.js"
import type { AcmeAnswer } from "./transport.js"

/** An account that is good for orders; key and URL are what has to be kept of it. */
export interface AcmeAccount {
  readonly client: AcmeClient
  readonly key: KeyObject
  /** The account's URL, which names it in every request. */
  readonly kid: string
}

export interface NewAccount {
  /** URLs, as a rule `mailto:` ones. */
  readonly contact?: readonly string[]
  /** Whether somebody has read and taken the terms that the directory names. */
  readonly termsOfServiceAgreed?: boolean
  readonly externalAccount?: ExternalAccount
  readonly signal?: AbortSignal
}

/**
 * Makes an account, or finds the one that the key has already: then the CA ignores everything else.
 *
 * @throws ToolError `config` where the CA wants a binding or an agreement that is not there; as `AcmeClient.post`
 */
export async function createAccount(
  client: AcmeClient,
  key: KeyObject,
  options: NewAccount = {},
): Promise<AcmeAccount> {
  const { meta, newAccount } = client.directory
  const { contact, externalAccount, termsOfServiceAgreed = false, signal } = options
  if (meta.externalAccountRequired === true && externalAccount === undefined)
    throw new AcmeNeed("config", "the CA wants new accounts to be bound to an account there", {
      need: { kind: "binding" },
      hint: "get binding credentials (key identifier and MAC key) from the CA",
    })
  if (meta.termsOfService !== undefined && !termsOfServiceAgreed)
    throw new AcmeNeed("config", `the CA's terms of service are not agreed to: ${meta.termsOfService}`, {
      need: { kind: "terms" },
      hint: "read them, then say that they are agreed to",
    })
  const payload = {
    ...(contact === undefined ? {} : { contact }),
    ...(termsOfServiceAgreed ? { termsOfServiceAgreed } : {}),
    ...(externalAccount && { externalAccountBinding: bindingOf(externalAccount, key, newAccount) }),
  }
  return accountOf(
    client,
    key,
    await client.post({ key }, newAccount, payload, { what: "the account", signal }),
  )
}

/**
 * The account that a key has, without making one: RFC 8555 section 7.3.1. For binding credentials that were used already.
 *
 * @returns undefined where the CA knows no account of this key
 */
export async function findAccount(
  client: AcmeClient,
  key: KeyObject,
  signal?: AbortSignal,
): Promise<AcmeAccount | undefined> {
  const payload = { onlyReturnExisting: true }
  try {
    const answer = await client.post({ key }, client.directory.newAccount, payload, {
      what: "the account",
      signal,
    })
    return accountOf(client, key, answer)
  } catch (error) {
    if (isRefusal(error, "accountDoesNotExist")) return undefined
    throw error
  }
}

function accountOf(client: AcmeClient, key: KeyObject, answer: AcmeAnswer): AcmeAccount {
  const { status } = readBody(answer, accountSchema, "the account")
  if (status !== "valid")
    throw new ToolError("config", `the account is ${status}`, {
      hint: "make another account key, and an account with it",
    })
  return { client, key, kid: locationOf(answer, "the account") }
}

/** More pages than that of one account's orders are not turned over. */
const mostPages = 20

/**
 * URLs of the orders that an account has at the CA: RFC 8555 section 7.1.2.1.
 *
 * @returns undefined where the CA lists none, as most do
 */
export async function ordersOf(
  account: AcmeAccount,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  const { client, kid } = account
  const options = { what: "the account", signal }
  const { orders } = readBody(await client.post(account, kid, "", options), accountSchema, "the account")
  if (orders === undefined) return undefined
  const found: string[] = []
  let next: string | undefined = orders
  for (let page = 0; next !== undefined && page < mostPages; page++) {
    const answer: AcmeAnswer = await client.post(account, next, "", { what: "the orders", signal })
    found.push(...readBody(answer, ordersSchema, "the orders").orders)
    next = linksOf(answer, "next")[0]
  }
  return found
}

/**
 * Replaces an account's key: RFC 8555 section 7.3.5. The new key has to be kept before this is called.
 *
 * @returns the account with its new key
 */
export async function changeAccountKey(
  account: AcmeAccount,
  newKey: KeyObject,
  signal?: AbortSignal,
): Promise<AcmeAccount> {
  const { client, key, kid } = account
  const url = client.directory.keyChange
  if (url === undefined) throw strangeAnswer("the directory", "this CA changes no account keys")
  // Refused here, in words that name the key, rather than by the CA.
  jwsAlgorithm(newKey)
  const change = signJws(newKey, { url, jwk: publicJwk(newKey) }, { account: kid, oldKey: publicJwk(key) })
  await client.post({ key, kid }, url, change, { what: "the new account key", signal })
  return { client, key: newKey, kid }
}
