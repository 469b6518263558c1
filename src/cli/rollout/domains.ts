import { type ExitCode, exitCodes, worstExit } from "../../errors.js"
import { domainFleet } from "../../fleet/domains.js"
import { newestBundle } from "../../rollout/payload.js"
import { everyDomain } from "../inputs/domains.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { rollout } from "./action.js"
import type { RolloutOptions } from "./options.js"

/**
 * `rollout --domains`: the newest certificate of each domain of fleet.yaml, one domain after the other, until one needs a look.
 *
 * @throws ToolError `config` where a domain has no certificate to roll out: before anything is begun
 */
export async function rolloutDomains(
  io: Io,
  dir: string | undefined,
  options: RolloutOptions,
): Promise<ExitCode> {
  const odd =
    dir !== undefined
      ? "folder"
      : (["domain", "resume", "export", "json"] as const)
          .filter((one) => options[one])
          .map((one) => `--${one}`)[0]
  const fleet = await requireFleet(io, options.fleet)
  const names = everyDomain(fleet, odd, "roll one domain out")
  for (const name of names) {
    const { certificate, domain, file } = domainFleet(fleet, name)
    await newestBundle(io.files, certificate.commonName, file, domain)
  }
  const codes: ExitCode[] = []
  for (const [at, name] of names.entries()) {
    io.stderr.write(`certfleet: domain ${name}\n`)
    codes.push(await rollout(io, undefined, { ...options, domains: false, domain: name }))
    const left = names.slice(at + 1)
    if (codes.at(-1) === exitCodes.ok || left.length === 0) continue
    io.stderr.write(`certfleet: not begun: ${left.join(", ")}\n`)
    break
  }
  return worstExit(codes)
}
