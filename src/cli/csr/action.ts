import { join } from "node:path"
import { certificateFolder, timeStamp } from "../../bundle/folders.js"
import { writePair } from "../../csr/pair.js"
import { type CsrPlan, type CsrRequest, planCsr } from "../../csr/plan.js"
import { requestFromWords } from "../../csr/request.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { csrRequestOf } from "../../fleet/csrRequest.js"
import { documentText } from "../../report/jsonText.js"
import { printableLines } from "../../report/printable.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { passphraseFrom } from "../terminal/passphrase.js"
import { sayFindings } from "../terminal/voice.js"
import type { CsrOptions } from "./options.js"
import { orderText } from "./text.js"

export async function csr(io: Io, options: CsrOptions): Promise<ExitCode> {
  const { request, fleetFile } = await requestOf(io, options)
  const { plan, findings } = planCsr(request)
  if (options.json !== true) await sayFindings(io, findings)
  if (plan === undefined) {
    if (options.json === true) io.stdout.write(documentText({ findings }))
    else io.stderr.write("certfleet: nothing was written\n")
    return exitCodes.findings
  }
  const passphrase = await passphraseFrom(io, options, { twice: true })
  const folder =
    options.out ??
    join(certificateFolder(plan.names[0].value, fleetFile), `request-${timeStamp(io.clock.now())}`)
  const pair = await writePair(plan, {
    folder,
    files: io.files,
    signal: io.interrupt,
    ...(passphrase === undefined ? {} : { passphrase }),
  })
  const shown = { ...pair, encrypted: passphrase !== undefined }
  io.stdout.write(
    options.json === true
      ? asJson(plan, shown, findings)
      : printableLines(orderText(plan, request.profile, shown)),
  )
  return exitCodes.ok
}

interface Wanted {
  readonly request: CsrRequest<unknown>
  /** Beside which the pair goes. */
  readonly fleetFile?: string
}

async function requestOf(io: Io, options: CsrOptions): Promise<Wanted> {
  if (options.cn === undefined) return requestOfFleet(io, options)
  const { fleet, domain } = options
  if (fleet === undefined && domain === undefined)
    return { request: requestFromWords({ ...options, cn: options.cn }) }
  throw new ToolError(
    "usage",
    `--cn and ${fleet === undefined ? "--domain" : "--fleet"} exclude each other`,
    {
      hint: "with a fleet file, that file says which names",
    },
  )
}

async function requestOfFleet(io: Io, options: CsrOptions): Promise<Wanted> {
  const given = (["subject", "key", "profile"] as const).find((name) => options[name] !== undefined)
  const stray = options.san.length > 0 ? "san" : given
  if (stray !== undefined)
    throw new ToolError("usage", `--${stray} needs --cn: with a fleet file, that file says it`, {
      hint: "change the fleet file, or give --cn for a certificate without it",
    })
  const fleet = await requireFleet(io, options.fleet, options.domain)
  return { request: csrRequestOf(fleet), fleetFile: fleet.file }
}

function asJson(
  plan: CsrPlan,
  files: { key: string; csr: string; encrypted: boolean },
  findings: unknown,
): string {
  const [{ value: commonName }] = plan.names
  const names = plan.names.map(({ kind, value }) => ({ type: kind, name: value }))
  return documentText({ ...files, commonName, names, keyAlgorithm: plan.key, findings })
}
