import { type ExitCode, exitCodes, ToolError, worstExit } from "../../errors.js"
import { endpointsOf } from "../../fleet/endpoints.js"
import { limitServers } from "../../fleet/limit.js"
import type { Fleet } from "../../fleet/types.js"
import { userNames } from "../../fleet/userNames.js"
import { fleetDoors } from "../../local/fleetDoors.js"
import type { Endpoint } from "../../probe/endpoint.js"
import { readExpected } from "../../probe/expected.js"
import type { Verdict } from "../../probe/judge.js"
import { Lookout } from "../../probe/lookout.js"
import { probe as look, probeExitCode } from "../../probe/probe.js"
import { byNames, endpointProblem, fromFleet, parseEndpoint } from "../../probe/protocol.js"
import { foldedFindingsText } from "../../report/foldedFindings.js"
import { documentText } from "../../report/jsonText.js"
import { findFleet, requireFleet } from "../inputs/fleetFile.js"
import { questionFor } from "../inputs/portQuestion.js"
import { warnOf } from "../inputs/sshWays.js"
import type { Io } from "../io.js"
import { connectAddress } from "../options/connect.js"
import { positive } from "../options/positive.js"
import { profileNamed } from "../options/profile.js"
import { severityNamed } from "../options/severity.js"
import { paintFor } from "../terminal/colour.js"
import { showsProgress } from "../terminal/voice.js"
import { askedFrom, withoutQuestions } from "./from.js"
import { probeJson, probeTable } from "./text.js"

interface ProbeOptions {
  readonly fleet?: string
  readonly expect?: string
  readonly trust?: string
  readonly profile?: string
  readonly connect?: string
  readonly limit?: readonly string[]
  readonly timeout?: string
  readonly days?: string
  readonly failOn?: string
  readonly prove?: string
  readonly json?: boolean
}

export async function probe(io: Io, words: readonly string[], options: ProbeOptions): Promise<ExitCode> {
  const timeoutMs = positive("--timeout", options.timeout ?? "10") * 1000
  const warnDays = positive("--days", options.days ?? "14")
  const failOn = severityNamed(options.failOn ?? "warning")
  const chosen = await chooseEndpoints(io, words, options)
  const { fleet } = chosen
  const endpoints = askedFrom(chosen, options.prove)
  const expected = options.expect === undefined ? undefined : await readExpected(io.files, options.expect)
  const question = await questionFor(io, {
    fleet,
    expected,
    trust: options.trust,
    profile: profileNamed(options.profile),
  })
  const progress = showProgress(io, endpoints.length)
  const warnings: string[] = []
  const warn = (more: readonly string[]): void => void warnings.push(...more)
  const doors = fleet === undefined ? undefined : fleetDoors(withoutQuestions(io), fleet, { warn })
  const lookout = new Lookout({ home: fleet?.zimbra.home ?? "" })
  const verdicts = await look(endpoints, {
    ...{ timeoutMs, warnDays, question, fingerprint: expected?.fingerprint },
    ...{ clock: io.clock, signal: io.interrupt },
    look: (endpoint, limits) => lookout.look(endpoint, { ...limits, door: doors?.of(endpoint.host) }),
    onObservation: progress.step,
  })
  await doors?.close()
  progress.end()
  warnOf(io, warnings)
  await report(io, verdicts, options.json === true)
  return worstExit([
    ...(io.interrupt.aborted ? [exitCodes.interrupted] : []),
    probeExitCode(verdicts, failOn),
  ])
}

async function report(io: Io, verdicts: readonly Verdict[], json: boolean): Promise<void> {
  if (json) {
    io.stdout.write(documentText(probeJson(verdicts)))
    return
  }
  const findings = verdicts.flatMap((verdict) => verdict.findings)
  io.stdout.write(probeTable(verdicts))
  const text = foldedFindingsText(findings, { paint: await paintFor(io, io.stdout) })
  io.stdout.write(text === "" ? "\nno findings\n" : `\n${text}`)
}

interface Choice {
  readonly endpoints: readonly Endpoint[]
  /** Whose names each certificate must cover: any client may come to any server. */
  readonly fleet: Fleet | undefined
}

async function chooseEndpoints(io: Io, words: readonly string[], options: ProbeOptions): Promise<Choice> {
  if (words.length > 0) {
    if (options.limit !== undefined)
      throw new ToolError("usage", "--limit chooses servers of fleet.yaml; with endpoints there is none")
    const address = options.connect === undefined ? undefined : connectAddress(options.connect)
    const endpoints = words
      .map(requireEndpoint)
      .map((endpoint) => (address === undefined ? endpoint : { ...endpoint, address }))
    return {
      endpoints,
      fleet: options.fleet === undefined ? undefined : await requireFleet(io, options.fleet),
    }
  }
  if (options.connect !== undefined)
    throw new ToolError("usage", "--connect goes with HOST:PORT", {
      hint: "fleet.yaml has an address for each server",
    })
  const fleet = await findFleet(io, options.fleet)
  if (fleet === undefined)
    throw new ToolError("usage", "there is no fleet.yaml here, and no endpoint is given", {
      hint: "certfleet probe mail.example.edu:443, or certfleet init",
    })
  const hosts = new Set(limitServers(fleet, options.limit ?? []).map(({ host }) => host))
  const endpoints = endpointsOf(fleet)
    .filter(({ host }) => hosts.has(host))
    .flatMap((endpoint) => byNames(fromFleet(endpoint), userNames(fleet, endpoint)))
  return { endpoints, fleet }
}

function requireEndpoint(word: string): Endpoint {
  const endpoint = parseEndpoint(word)
  if (endpoint !== undefined) return endpoint
  throw new ToolError("usage", `${word} is no endpoint`, {
    hint: endpointProblem(word) ?? "write host:port, [IPv6 address]:port, or protocol://host:port",
  })
}

/** A counter on a terminal, nothing elsewhere. */
function showProgress(io: Io, total: number): { step: () => void; end: () => void } {
  if (!showsProgress(io)) return { step: () => undefined, end: () => undefined }
  let done = 0
  return {
    step() {
      done += 1
      io.stderr.write(`\r${done} of ${total} ports`)
    },
    end: () => void io.stderr.write("\r\x1b[K"),
  }
}
