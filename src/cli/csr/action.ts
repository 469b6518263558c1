import { relative, resolve } from "node:path"
import { certificateFolder, timeStamp } from "../../bundle/folders.js"
import { writePair } from "../../csr/pair.js"
import { type CsrPlan, type CsrRequest, planCsr, wantedFromTexts } from "../../csr/plan.js"
import { parseSubject, type SubjectFields } from "../../csr/subject.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { wantedNames } from "../../fleet/names.js"
import type { Fleet } from "../../fleet/types.js"
import { findingsText } from "../../report/findingsText.js"
import { type KeyAlgorithm, keyAlgorithms } from "../../x509/privateKey.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { defaultFleetFile } from "../options/fleet.js"
import { wantsColour } from "../terminal/colour.js"
import { passphraseFrom } from "../terminal/passphrase.js"
import type { CsrOptions } from "./options.js"
import { orderText } from "./text.js"

export async function csr(io: Io, options: CsrOptions): Promise<ExitCode> {
  const request =
    options.cn === undefined ? await requestOfFleet(io, options) : requestOfOptions(options, options.cn)
  const { plan, findings } = planCsr(request)
  if (options.json !== true) io.stderr.write(findingsText(findings, { colour: wantsColour(io, io.stderr) }))
  if (plan === undefined) {
    if (options.json === true) io.stdout.write(`${JSON.stringify({ findings }, null, 2)}\n`)
    else io.stderr.write("certfleet: nothing was written\n")
    return exitCodes.findings
  }
  const passphrase = await passphraseFrom(io, options, { twice: true })
  const folder =
    options.out ?? `${certificateFolder(plan.names[0].value)}/request-${timeStamp(io.clock.now())}`
  const pair = await writePair(plan, {
    folder: resolve(io.cwd, folder),
    files: io.files,
    signal: io.interrupt,
    ...(passphrase === undefined ? {} : { passphrase }),
  })
  const shown = {
    key: shorter(io, pair.key),
    csr: shorter(io, pair.csr),
    encrypted: passphrase !== undefined,
  }
  io.stdout.write(
    options.json === true ? asJson(plan, shown, findings) : orderText(plan, request.profile, shown),
  )
  return exitCodes.ok
}

async function requestOfFleet(io: Io, options: CsrOptions): Promise<CsrRequest<unknown>> {
  const given = (["subject", "key", "profile"] as const).find((name) => options[name] !== undefined)
  const stray = options.san.length > 0 ? "san" : given
  if (stray !== undefined)
    throw new ToolError("usage", `--${stray} needs --cn: with a fleet file, that file says it`, {
      hint: "change the fleet file, or give --cn for a certificate without it",
    })
  const fleet = await requireFleet(io, options.fleet ?? defaultFleetFile)
  return requestOf(fleet)
}

function requestOf(fleet: Fleet): CsrRequest<unknown> {
  const { subject, key, profile } = fleet.certificate
  return {
    names: wantedNames(fleet),
    subject,
    key,
    profile,
    locate: (field) => ({
      subject: { kind: "file", file: fleet.file },
      at: fleet.where(["certificate", "subject", field]),
    }),
  }
}

function requestOfOptions(options: CsrOptions, cn: string): CsrRequest<unknown> {
  if (options.fleet !== undefined)
    throw new ToolError("usage", "--cn and --fleet exclude each other", {
      hint: "with a fleet file, that file says which names",
    })
  const key = keyAlgorithms.find((algorithm) => algorithm === (options.key ?? "rsa-2048"))
  if (key === undefined)
    throw new ToolError("usage", `--key ${options.key} is no kind of key`, {
      hint: `one of ${keyAlgorithms.join(", ")}`,
    })
  const profile = options.profile ?? "public"
  if (profile !== "public" && profile !== "private")
    throw new ToolError("usage", `--profile ${profile} is unknown`, { hint: "public or private" })
  return {
    names: wantedFromTexts(cn, options.san, { commonName: "--cn", other: "--san" }),
    subject: subjectOf(options.subject),
    key: key satisfies KeyAlgorithm,
    profile,
    locate: () => ({ subject: { kind: "input", name: "--subject" } }),
  }
}

function subjectOf(text: string | undefined): SubjectFields {
  if (text === undefined) return {}
  const parsed = parseSubject(text)
  if (parsed.ok) return parsed.subject
  throw new ToolError("usage", `--subject: ${parsed.problem}`, { hint: parsed.hint })
}

function shorter(io: Io, path: string): string {
  const short = relative(io.cwd, path)
  return short.startsWith("..") ? path : short
}

function asJson(
  plan: CsrPlan,
  files: { key: string; csr: string; encrypted: boolean },
  findings: unknown,
): string {
  const [{ value: commonName }] = plan.names
  const names = plan.names.map(({ kind, value }) => ({ type: kind, name: value }))
  return `${JSON.stringify({ ...files, commonName, names, keyAlgorithm: plan.key, findings }, null, 2)}\n`
}
