import { type ExitCode, exitCodes } from "../../errors.js"
import { renewEach } from "../../renew/everyDomain.js"
import { documentText } from "../../report/jsonText.js"
import { everyDomain } from "../inputs/domains.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { detail, sayError } from "../terminal/voice.js"
import { renewOne } from "./action.js"
import type { RenewOptions } from "./options.js"

/** `renew --domains`: each domain of fleet.yaml, one after the other. */
export async function renewDomains(io: Io, options: RenewOptions): Promise<ExitCode> {
  const odd = options.domain === undefined ? undefined : "--domain"
  const names = everyDomain(await requireFleet(io, options.fleet), odd, "renew one domain's")
  const { cancelled, ...renewals } = await renewEach(names, {
    renew: (domain) => {
      detail(io, `domain ${domain}`)
      return renewOne(io, { ...options, domain })
    },
    watch: ({ domain, exitCode }, error) => {
      if (error !== undefined) sayError(io, error)
      if (exitCode !== exitCodes.ok) io.stderr.write(`certfleet: domain ${domain}: exit code ${exitCode}\n`)
    },
    signal: io.interrupt,
  })
  if (options.json === true) io.stdout.write(documentText(renewals))
  if (cancelled !== undefined) throw cancelled
  return renewals.exitCode
}
