import type { Domain } from "../../fleet/types.js"
import type { DomainCommands } from "../../zimbra/domainCommands.js"
import type { PairHashes } from "../phases/fileState.js"

/** What the phases of a server share where a domain's own certificate is rolled out. */
export interface DomainSide {
  readonly domain: Domain
  readonly commands: DomainCommands
  /** SHA-256 of the DER of certificate and key that are rolled out; the key's undefined for who only takes back. */
  readonly wanted: PairHashes
  /** Runs work while no other server of the rollout does: LDAP is one for all of them. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

/** One after the other, in the order in which they come. */
export function oneAtATime(): DomainSide["alone"] {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
