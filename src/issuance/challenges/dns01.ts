/** dns-01, RFC 8555 section 8.4. */
import type { ChallengeSolver, ChallengeTask } from "../../acme/authorization.js"
import { dns01Record, type TxtRecord } from "../../acme/keyAuthorization.js"
import type { Dns } from "../../dns/lookUp.js"
import { awaitEverywhere, type Propagation } from "./everywhere.js"
import type { TxtPublisher } from "./publisher.js"

export interface Dns01Options {
  readonly publisher: TxtPublisher
  readonly dns: Dns
  /** Milliseconds until every authoritative server must have the records. */
  readonly propagationMs: number
  readonly onProgress?: (progress: Propagation) => void
}

/** Publishes all records, waits until every authoritative server has them, and takes all of them back. */
export function dns01Solver({ publisher, dns, propagationMs, onProgress }: Dns01Options): ChallengeSolver {
  return {
    type: "dns-01",
    present: async (tasks, signal) => {
      const records = recordsOf(tasks)
      await publisher.publish(records, signal)
      await awaitEverywhere(dns, records, {
        ...{ withinMs: propagationMs, signal },
        ...(onProgress === undefined ? {} : { onProgress }),
      })
    },
    cleanUp: (tasks) => publisher.remove(recordsOf(tasks)),
  }
}

/** A name and its wildcard have records of one name, with values of their own. */
function recordsOf(tasks: readonly ChallengeTask[]): readonly TxtRecord[] {
  return tasks.map(({ identifier, keyAuthorization = "" }) => dns01Record(identifier.value, keyAuthorization))
}
