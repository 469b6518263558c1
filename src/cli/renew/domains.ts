import { type ExitCode, exitCodes, ToolError, worstExit } from "../../errors.js"
import { everyDomain } from "../inputs/domains.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { detail, sayError } from "../terminal/voice.js"
import { renew } from "./action.js"
import type { RenewOptions } from "./options.js"

/** `renew --domains`: each domain of fleet.yaml, one after the other; one that fails keeps no other from being renewed. */
export async function renewDomains(io: Io, options: RenewOptions): Promise<ExitCode> {
  const odd = (["domain", "json"] as const).find((one) => options[one])
  const fleet = await requireFleet(io, options.fleet)
  const codes: ExitCode[] = []
  for (const domain of everyDomain(fleet, odd && `--${odd}`, "renew one domain's")) {
    detail(io, `domain ${domain}`)
    const code = await renewed(io, { ...options, domain })
    codes.push(code)
    if (code !== exitCodes.ok) io.stderr.write(`certfleet: domain ${domain}: exit code ${code}\n`)
    if (io.interrupt.aborted) break
  }
  return worstExit(codes)
}

/** @throws ToolError `cancelled`; whatever else keeps a domain from being renewed is its own exit code */
async function renewed(io: Io, options: RenewOptions): Promise<ExitCode> {
  try {
    return await renew(io, options)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "cancelled") throw error
    sayError(io, error)
    return error.exitCode
  }
}
