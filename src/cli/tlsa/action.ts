import { type ExitCode, exitCodes } from "../../errors.js"
import { tlsaPlan } from "../../issuance/tlsaPlan.js"
import { localDns } from "../../local/dns.js"
import { documentText } from "../../report/jsonText.js"
import { printableLines } from "../../report/printable.js"
import { tlsaJson, tlsaText } from "../../report/tlsaText.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { sayFindings } from "../terminal/voice.js"

/** `certfleet tlsa`. */
export async function tlsa(io: Io, options: { fleet?: string; json?: boolean }): Promise<ExitCode> {
  const fleet = await requireFleet(io, options.fleet)
  const { clock, files } = io
  const plan = await tlsaPlan({
    ...{ clock, dns: localDns(fleet.dns, clock), files, fleet, signal: io.interrupt },
  })
  if (options.json === true) io.stdout.write(documentText(tlsaJson(plan)))
  else {
    await sayFindings(io, plan.findings)
    io.stdout.write(printableLines(tlsaText(plan)))
  }
  return plan.findings.length === 0 ? exitCodes.ok : exitCodes.incomplete
}
