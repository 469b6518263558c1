import { type AcmeAccount, ordersOf } from "../../acme/account.js"
import { readOrder } from "../../acme/order.js"
import { identifierDifferences, identifiersOf } from "../../acme/requested.js"
import type { OrderRequest, PlacedOrder } from "../issuer.js"

/**
 * An order of the account for these names that nobody has finalized. Few CAs list orders (RFC 8555 section 7.1.2.1);
 * those that do not, as a rule, give the same order once more instead of another.
 */
export async function unfinishedOrder(
  account: AcmeAccount,
  { csr, signal }: OrderRequest,
  known: ReadonlySet<string>,
): Promise<PlacedOrder | "none" | "unknown"> {
  const urls = await ordersOf(account, signal)
  if (urls === undefined) return "unknown"
  const wanted = identifiersOf(csr)
  // The newest last, as servers list them: it is the likeliest, and a long list is not read to its end.
  for (const url of urls
    .filter((one) => !known.has(one))
    .slice(-mostLookedAt)
    .reverse()) {
    const { identifiers, status } = await readOrder(account, url, signal)
    const open = status === "pending" || status === "ready"
    if (open && identifierDifferences(wanted, identifiers).length === 0) return { reference: url }
  }
  return "none"
}

const mostLookedAt = 20
