import type { ChallengeSolver } from "../../acme/authorization.js"
import { ToolError } from "../../errors.js"
import type { ChallengeSettings, Dns01Settings } from "../../fleet/issuerSchema.js"
import type { IssuanceDoors } from "../doors.js"
import { dns01Solver } from "./dns01.js"
import { type Propagation, propagationText } from "./everywhere.js"
import type { Hook } from "./hook.js"
import { hookPublisher } from "./hookPublisher.js"
import { http01Solver } from "./http01.js"
import type { TxtPublisher } from "./publisher.js"
import { tsigKey } from "./tsigKey.js"
import { updatePublisher } from "./updatePublisher.js"

/**
 * Who meets the challenges that fleet.yaml sets up. Secrets are read now: before anything is published, and before a hook starts.
 *
 * @throws ToolError `config` for a key that cannot be read
 */
export async function solverOf(settings: ChallengeSettings, doors: IssuanceDoors): Promise<ChallengeSolver> {
  const { "dns-01": dns01, "http-01": http01 } = settings
  if (dns01 !== undefined)
    return dns01Solver({
      ...{ publisher: await publisherOf(dns01, doors), dns: doors.dns },
      propagationMs: dns01.propagation * 1000,
      onProgress: onChange((progress) => doors.tell?.(propagationText(progress))),
    })
  if (http01 !== undefined) return http01Solver(hookOf(http01.hook, http01.hookTimeout, doors))
  throw new ToolError("config", "certificate.issuer.acme.challenge: no challenge is set up", {
    hint: "write dns-01: or http-01: there, or have the domains validated at the CA beforehand",
  })
}

/** The same figures again are worth no line. */
function onChange(tell: (progress: Propagation) => void): (progress: Propagation) => void {
  let last: number | undefined
  return (progress) => {
    const { seen, total } = progress
    const isNews = seen !== last && (seen < total || last !== undefined)
    last = seen
    if (isNews) tell(progress)
  }
}

async function publisherOf(
  { hook, hookTimeout, update }: Dns01Settings,
  doors: IssuanceDoors,
): Promise<TxtPublisher> {
  if (update === undefined) return hookPublisher(hookOf(hook ?? [], hookTimeout, doors))
  const { tsig, ...settings } = update
  const { name, algorithm } = tsig
  const key = tsigKey({ name, algorithm }, await doors.secret(tsig, `the TSIG key ${name}`))
  return updatePublisher(doors.dns, { ...settings, key })
}

function hookOf(
  argv: readonly string[],
  seconds: number,
  { folder, processes }: Pick<IssuanceDoors, "folder" | "processes">,
): Hook {
  return { argv, folder, processes, timeoutMs: seconds * 1000 }
}
