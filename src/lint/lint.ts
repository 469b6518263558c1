import { setImmediate as pause } from "node:timers/promises"
import type { InputPorts } from "../bundle/inputFiles.js"
import { type ExitCode, exitCodes, worstExit } from "../errors.js"
import { reaches } from "../finding.js"
import type { TrustStore } from "../path/trustStore.js"
import type { Clock } from "../ports.js"
import { rules } from "../rules/registry.js"
import { domains } from "../rules/support/domains.js"
import { readBaseline } from "./baseline.js"
import { readBlocklists } from "./blocklist.js"
import { byInput } from "./byInput.js"
import { type LintChoices, settingsOf } from "./choices.js"
import type { LintConfig } from "./config.js"
import { incompleteCodes } from "./findings.js"
import { readFleets } from "./fleetFile.js"
import { Group } from "./group.js"
import type { LintInput } from "./lintInput.js"
import { type LintReport, openFindings } from "./lintReport.js"
import { LintRun } from "./lintRun.js"
import { LintReader } from "./reader.js"
import type { PathMatcher } from "./settings.js"
import { inputName, type LintSource, lintSources, type SourceGroup } from "./sources.js"
import { applyWaivers } from "./waivers.js"

export interface LintRequest {
  /** Files, folders with everything below them, patterns, `-`, HOST:PORT, fleet.yaml. */
  readonly inputs: readonly string[]
  readonly choices?: LintChoices
  /** A certfleet-lint.yaml, as `loadLintConfig` gives it. */
  readonly config?: LintConfig | undefined
}

export interface LintPorts extends InputPorts {
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** Told each input before it is looked at. */
  readonly onInput?: (name: string) => void
}

const usualTimeoutMs = 10_000

/**
 * Reads inputs one after the other and judges what was found in them: certificates, chains, CSRs, keys, fleet.yaml, and
 * what ports serve. What cannot be read is a finding.
 *
 * @throws ToolError for an input that is not there, and for choices that cannot be kept
 */
export async function lint(request: LintRequest, ports: LintPorts): Promise<LintReport> {
  const { choices = {}, config } = request
  const baselineFile = choices.baseline ?? config?.baseline ?? false
  const baseline = baselineFile === false ? undefined : await readBaseline(ports.files, baselineFile)
  const groups = await collect(ports, request.inputs, await excluder(choices, config))
  const fleets = await readFleets(ports.files, groups.flat(), choices.fleet ?? config?.fleet)
  const isPrivate = fleets.fleets.length > 0 && fleets.fleets.every(({ profile }) => profile === "private")
  const now = ports.clock.now()
  const session = new LintRun({
    rules,
    settings: settingsOf(
      choices,
      config,
      isPrivate || (choices.trust ?? config?.trust) !== undefined ? "private" : "public",
    ),
    context: {
      now: new Date(now),
      domains,
      blockedKeys: await readBlocklists(ports.files, [
        ...(config?.blocklist ?? []),
        ...(choices.blocklist ?? []),
      ]),
    },
    ...(choices.asOf === undefined ? {} : { asOf: choices.asOf }),
    fleets: fleets.fleets,
  })
  for (const finding of fleets.findings) session.add(finding)
  const looked = await lookAt(groups, fleets.files, request, { ...ports, session })
  const inputs = [...fleets.files, ...looked]
  const judged = applyWaivers(session.findings, {
    ...{ waivers: config?.waivers ?? [], baseline, inputs, now },
    seeks: (code, input) => session.seeks(code, input),
  })
  // Chains and keys were looked at after everything else.
  const findings = byInput({ inputs, findings: judged }).flatMap((input) => input.findings)
  const counts = { ...session.counts, fleets: fleets.files.size }
  const failOn = choices.failOn ?? config?.failOn ?? "error"
  return { findings, counts, pairs: session.pairs, inputs, failOn, at: now }
}

/** What a lint ends with: 3 for what could not be looked at, 1 for findings from its threshold on. */
export function exitCodeOf(report: LintReport): ExitCode {
  const open = openFindings(report)
  return worstExit([
    ...(open.some(({ code }) => incompleteCodes.has(code)) ? [exitCodes.incomplete] : []),
    ...(reaches(open, report.failOn) ? [exitCodes.findings] : []),
  ])
}

/** Looks at every group of inputs; resolves to the names of those that hold something. */
async function lookAt(
  groups: readonly SourceGroup[],
  passedOver: ReadonlySet<string>,
  { choices = {}, config }: LintRequest,
  tools: LintPorts & { readonly session: LintRun },
): Promise<readonly string[]> {
  const { passphrase, connect, timeoutMs = usualTimeoutMs } = choices
  const reader = new LintReader(tools, { passphrase, timeoutMs, connect, signal: tools.signal })
  const trust = choices.trust ?? config?.trust
  const store = storeFor(tools, trust)
  // A file that is no trust store is said before the work, whether a chain comes or not.
  if (trust !== undefined) await store()
  const names: string[] = []
  for (const sources of groups) {
    const rest = sources.filter(({ name }) => !passedOver.has(name))
    names.push(...(await lintGroup(rest, { ...tools, reader, store, ownStore: trust !== undefined })))
  }
  return names
}

interface Tools extends LintPorts {
  readonly session: LintRun
  readonly reader: LintReader
  /** Asked for only when there are chains: reading all roots takes a while. */
  readonly store: () => Promise<TrustStore>
  readonly ownStore: boolean
}

/** Inputs with so many certificates, some 20 kB each, are kept for the look at their chains. */
const keptCertificates = 2000

async function lintGroup(sources: readonly LintSource[], tools: Tools): Promise<readonly string[]> {
  const { session, reader, signal, onInput } = tools
  const group = new Group()
  const names: string[] = []
  const kept = new Map<LintSource, LintInput>()
  let room = keptCertificates
  for (const [index, source] of sources.entries()) {
    // Files are read at once: without a pause, nobody would hear Ctrl-C, and nothing native be freed.
    if (index % 64 === 63) await pause()
    signal?.throwIfAborted()
    onInput?.(source.name)
    const input = await reader.read(source)
    if (input === undefined) continue
    session.lint(input, group)
    const { length } = input.contents.certificates
    if (length > 0 && length <= room) {
      kept.set(source, input)
      room -= length
    }
    names.push(input.name)
  }
  const withChains = group.withChains(tools.ownStore ? (await tools.store()).anchors : [])
  const chained = sources.filter((source) => withChains.has(inputName(source)))
  if (chained.length > 0) await lintChainsOf(chained, group, kept, tools)
  session.lintKeys(group)
  return names
}

/** The first are kept; the others were let go and are read again: a folder may hold thousands. */
async function lintChainsOf(
  sources: readonly LintSource[],
  group: Group,
  kept: ReadonlyMap<LintSource, LintInput>,
  { session, reader, store, ownStore, clock }: Tools,
): Promise<void> {
  const { lintChains } = await import("./chains.js")
  const chain = {
    ...{ session, ownStore, store: await store(), now: new Date(clock.now()) },
    authorities: [...group.authorities.values()],
    chainFileOf: (input: string) => group.chainFileOf(input),
  }
  for (const source of sources) {
    const input = kept.get(source) ?? (await reader.read(source))
    if (input !== undefined) lintChains(input, chain)
  }
}

async function collect(
  ports: LintPorts,
  words: readonly string[],
  excludes: PathMatcher,
): Promise<SourceGroup[]> {
  const groups: SourceGroup[] = []
  for await (const group of lintSources(ports, words, excludes)) groups.push(group)
  return groups
}

async function excluder({ exclude = [] }: LintChoices, config: LintConfig | undefined): Promise<PathMatcher> {
  if (exclude.length === 0) return config?.excludes ?? (() => false)
  const { matcherOf, typedPattern } = await import("./config.js")
  const excluded = matcherOf(exclude.map((pattern) => typedPattern(pattern)))
  return (path) => excluded(path) || config?.excludes(path) === true
}

/** The roots of a file or of the browsers, read once, when the first chain asks for them. */
function storeFor({ files }: LintPorts, file: string | undefined): () => Promise<TrustStore> {
  let store: Promise<TrustStore> | undefined
  return () => {
    store ??= import("../bundle/trustFile.js").then(({ readTrustStore }) => readTrustStore(files, file))
    return store
  }
}
