import type { KeyObject } from "node:crypto"
import { join } from "node:path"
import { readKeyFile } from "../../bundle/delivered.js"
import { certificateFolder, timeStamp } from "../../bundle/folders.js"
import { writePair } from "../../csr/pair.js"
import { type CsrPlan, type CsrRequest, type KeySource, planCsr, planWithKey } from "../../csr/plan.js"
import { requestFromWords } from "../../csr/request.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { fleetCommand } from "../../fleet/command.js"
import { csrRequestOf } from "../../fleet/csrRequest.js"
import type { Fleet } from "../../fleet/types.js"
import { newNextKeyFolder } from "../../issuance/nextKey.js"
import { isPrivate } from "../../local/privacy.js"
import { documentText } from "../../report/jsonText.js"
import { printableLines } from "../../report/printable.js"
import type { Secret } from "../../secret.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { askPassphrase, passphraseFrom } from "../terminal/passphrase.js"
import { sayFindings } from "../terminal/voice.js"
import type { CsrOptions } from "./options.js"
import { nextText, orderText } from "./text.js"

export async function csr(io: Io, options: CsrOptions): Promise<ExitCode> {
  const { request, fleet } = await requestOf(io, options)
  const { plan, findings } = planCsr(request)
  if (options.json !== true) await sayFindings(io, findings)
  if (plan === undefined) {
    if (options.json === true) io.stdout.write(documentText({ findings }))
    else io.stderr.write("certfleet: nothing was written\n")
    return exitCodes.findings
  }
  const { folder, isNext } = await folderFor(io, options, plan, fleet?.file)
  const { key, passphrase, source } = await keyFor(io, options)
  const own = key === undefined ? plan : planWithKey(plan, key, source)
  const pair = await writePair(own, {
    folder,
    files: io.files,
    signal: io.interrupt,
    ...(key && { key }),
    ...(passphrase && { passphrase }),
  })
  const shown = { ...pair, encrypted: passphrase !== undefined }
  const command = (...words: string[]): string => fleetCommand(words, fleet)
  const told = { ...shown, isPrivate: isPrivate(io.path(pair.key)), command }
  const text = isNext ? nextText(own, told) : orderText(own, request.profile, told)
  io.stdout.write(options.json === true ? asJson(own, shown, findings) : printableLines(text))
  return exitCodes.ok
}

async function folderFor(
  io: Io,
  { next, out }: CsrOptions,
  plan: CsrPlan,
  fleetFile: string | undefined,
): Promise<{ readonly folder: string; readonly isNext: boolean }> {
  const now = io.clock.now()
  if (next !== true) {
    const folder = join(certificateFolder(plan.names[0].value, fleetFile), `request-${timeStamp(now)}`)
    return { folder: out ?? folder, isNext: false }
  }
  if (fleetFile === undefined || out !== undefined)
    throw new ToolError("usage", `--next excludes ${fleetFile === undefined ? "--cn" : "--out"}`, {
      hint: "the next key is the fleet's, and lies where order and renew find it",
    })
  const fleet = { file: fleetFile, certificate: { commonName: plan.names[0].value } }
  return { folder: await newNextKeyFolder(io.files, fleet, now), isNext: true }
}

/** The key that is named; a passphrase opens it where it is encrypted, and encrypts what is written. */
async function keyFor(
  io: Io,
  options: CsrOptions,
): Promise<{
  readonly key?: KeyObject
  readonly passphrase?: Secret | undefined
  readonly source?: KeySource
}> {
  const { keyFile } = options
  const given = await passphraseFrom(io, options, { twice: keyFile === undefined })
  if (keyFile === undefined) return { passphrase: given }
  const ask = async () => given ?? askPassphrase(io, { twice: false })
  const read = await readKeyFile(io.files, keyFile, ask)
  const source = { file: keyFile, encrypted: read.passphrase !== undefined }
  return { key: read.key, passphrase: read.passphrase ?? given, source }
}

interface Wanted {
  readonly request: CsrRequest<unknown>
  /** Beside which the pair goes. */
  readonly fleet?: Fleet
}

async function requestOf(io: Io, options: CsrOptions): Promise<Wanted> {
  const other = options.key === undefined ? options.next === true && "--next" : "--key"
  if (options.keyFile !== undefined && other !== false)
    throw new ToolError("usage", `--key-file and ${other} exclude each other`, {
      hint: "a key that is there is neither of another kind nor made anew",
    })
  if (options.next === true && options.domain !== undefined)
    throw new ToolError("usage", "--next and --domain exclude each other", {
      hint: "no mail exchanger serves a domain's own certificate: its key has no TLSA records to wait for, leave --next out",
    })
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
  return { request: csrRequestOf(fleet), fleet }
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
