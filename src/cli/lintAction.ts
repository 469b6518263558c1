import { setImmediate as pause } from "node:timers/promises"
import { type ExitCode, exitCodes, ToolError, worstExit } from "../errors.js"
import { type Finding, reaches } from "../finding.js"
import { byInput } from "../lint/byInput.js"
import type { LintConfig } from "../lint/config.js"
import { incompleteCodes } from "../lint/findings.js"
import { type LintedFleet, looksLikeFleet, readFleet } from "../lint/fleetFile.js"
import { Group } from "../lint/group.js"
import { judgeFindings } from "../lint/judgement.js"
import { type LintReport, openFindings } from "../lint/lintReport.js"
import { LintSession } from "../lint/session.js"
import type { PathMatcher } from "../lint/settings.js"
import type { TrustStore } from "../path/trustStore.js"
import { rules } from "../rules/registry.js"
import { domains } from "../rules/support/domains.js"
import { readOne } from "./inputs.js"
import type { Io } from "./io.js"
import type { LintOptions } from "./lint.js"
import { readBaseline, writeBaseline } from "./lintBaseline.js"
import { inputName, type LintSource, lintSources, readSource, type SourceGroup } from "./lintInputs.js"
import { plannedReports, writeReports } from "./lintOutput.js"
import { lintProgress } from "./lintProgress.js"
import { LintReader } from "./lintReader.js"
import { dayOf, failOnOf, findConfig, readBlocklists, settingsOf } from "./lintSettings.js"
import { passphraseFrom } from "./passphrase.js"

/** `certfleet lint`: reads inputs one after the other, judges what was found, and reports it. */
export async function lint(io: Io, words: readonly string[], options: LintOptions): Promise<ExitCode> {
  const planned = plannedReports(io, options)
  const config = await findConfig(io, options.config)
  const failOn = failOnOf(options, config)
  const updating = options.updateBaseline === true
  const baselineFile = options.baseline ?? config?.baseline
  const baseline = await readBaseline(io, baselineFile, updating)
  const groups = await collect(io, words, await excluder(options, config))
  const fleets = await readFleets(io, groups, options.fleet ?? config?.fleet)
  const { session, inputs } = await run(io, { options, config, groups, fleets })
  const now = io.clock.now()
  const judged = judgeFindings(session.findings, { waivers: config?.waivers ?? [], baseline, now })
  // Chains and keys were looked at after everything else.
  const findings = byInput({ inputs, findings: judged }).flatMap((input) => input.findings)
  if (updating && baselineFile !== undefined) {
    await writeBaseline(io, baselineFile, findings)
    return exitCodes.ok
  }
  const counts = { ...session.counts, fleets: fleets.files.size }
  const report: LintReport = { findings, counts, pairs: session.pairs, inputs, failOn, at: now }
  await writeReports(io, report, planned)
  return exitCodeOf(report)
}

function exitCodeOf(report: LintReport): ExitCode {
  const open = openFindings(report)
  return worstExit([
    ...(open.some(({ code }) => incompleteCodes.has(code)) ? [exitCodes.incomplete] : []),
    ...(reaches(open, report.failOn) ? [exitCodes.findings] : []),
  ])
}

interface Fleets {
  readonly fleets: readonly LintedFleet[]
  readonly findings: readonly Finding[]
  /** The inputs that are fleets, to be passed over by the certificate reader. */
  readonly files: ReadonlySet<string>
}

interface Run {
  readonly options: LintOptions
  readonly config: LintConfig | undefined
  readonly groups: readonly SourceGroup[]
  readonly fleets: Fleets
}

async function run(
  io: Io,
  { options, config, groups, fleets }: Run,
): Promise<{ session: LintSession; inputs: readonly string[] }> {
  const asOf = dayOf(options.asOf)
  const isPrivate = fleets.fleets.length > 0 && fleets.fleets.every(({ profile }) => profile === "private")
  const blocklists = [...(config?.blocklist ?? []), ...options.blocklist]
  const blockedKeys = await readBlocklists(io, blocklists)
  const session = new LintSession({
    rules,
    settings: settingsOf(options, config, isPrivate ? "private" : "public"),
    context: { now: new Date(io.clock.now()), domains, blockedKeys },
    ...(asOf === undefined ? {} : { asOf }),
    fleets: fleets.fleets,
  })
  for (const finding of fleets.findings) session.add(finding)
  const passphrase = await passphraseFrom(io, options, { twice: false })
  const reader = new LintReader(io, { passphrase, timeoutMs: timeoutOf(options.timeout) })
  const trust = options.trust ?? config?.trust
  const store = storeFor(io, trust)
  // A file that is no trust store is said before the work, whether a chain comes or not.
  if (trust !== undefined) await store()
  const progress = lintProgress(io)
  const inputs: string[] = [...fleets.files]
  for (const sources of groups) {
    const rest = sources.filter(({ name }) => !fleets.files.has(name))
    inputs.push(...(await lintGroup(io, rest, { session, reader, store, step: progress.step })))
  }
  progress.end()
  return { session, inputs }
}

interface Tools {
  readonly session: LintSession
  readonly reader: LintReader
  /** Asked for only when there are chains: reading all roots takes a while. */
  readonly store: () => Promise<TrustStore>
  readonly step: (name: string) => void
}

/** Certificates are let go after the first look and read again for their chains: a folder may hold thousands. */
async function lintGroup(
  io: Io,
  sources: readonly LintSource[],
  { session, reader, store, step }: Tools,
): Promise<readonly string[]> {
  const group = new Group()
  const names: string[] = []
  for (const [index, source] of sources.entries()) {
    // Files are read at once: without a pause, nobody would hear Ctrl-C, and nothing native be freed.
    if (index % 64 === 63) await pause()
    io.interrupt.throwIfAborted()
    step(source.name)
    const input = await reader.read(source)
    if (input === undefined) continue
    session.lint(input, group)
    names.push(input.name)
  }
  if (group.hasChains) {
    const { lintChains } = await import("../lint/chains.js")
    const chain = { session, group, store: await store(), now: new Date(io.clock.now()) }
    for (const source of sources) {
      const input = group.withLeaves.has(inputName(source)) ? await reader.read(source) : undefined
      if (input !== undefined) lintChains(input, chain)
    }
  }
  session.lintKeys(group)
  return names
}

async function collect(io: Io, words: readonly string[], excludes: PathMatcher): Promise<SourceGroup[]> {
  const groups: SourceGroup[] = []
  const inputs = words.length === 0 ? ["."] : words
  for await (const group of lintSources(io, inputs, excludes)) groups.push(group)
  return groups
}

async function excluder({ exclude }: LintOptions, config: LintConfig | undefined): Promise<PathMatcher> {
  if (exclude.length === 0) return config?.excludes ?? (() => false)
  const { matcherOf } = await import("../lint/config.js")
  const excluded = matcherOf(exclude)
  return (path) => excluded(path) || config?.excludes(path) === true
}

/** Fleets come first: the certificates are held against them. */
async function readFleets(
  io: Io,
  groups: readonly SourceGroup[],
  named: string | undefined,
): Promise<Fleets> {
  const fleets: LintedFleet[] = []
  const findings: Finding[] = []
  const files = new Set<string>()
  const take = async (name: string, bytes: Uint8Array): Promise<void> => {
    const read = await readFleet(name, bytes)
    files.add(name)
    findings.push(...read.findings)
    if (read.fleet !== undefined) fleets.push(read.fleet)
  }
  if (named !== undefined) await take(named, (await readOne(io, named)).bytes)
  for (const source of groups.flat()) {
    if (source.kind !== "file" || !/\.ya?ml$/i.test(source.name) || files.has(source.name)) continue
    const bytes = await readSource(io, source).catch(() => new Uint8Array())
    if (looksLikeFleet(bytes)) await take(source.name, bytes)
  }
  return { fleets, findings, files }
}

/** The roots of --trust or of the browsers, read once, when the first chain asks for them. */
function storeFor(io: Io, file: string | undefined): () => Promise<TrustStore> {
  let store: Promise<TrustStore> | undefined
  return () => {
    store ??= import("./delivered.js").then(({ trustStore }) => trustStore(io, file))
    return store
  }
}

function timeoutOf(text: string): number {
  const seconds = Number(text)
  if (seconds > 0 && seconds <= 3600) return seconds * 1000
  throw new ToolError("usage", `--timeout ${text} is not a number of seconds`, { hint: "write 1 to 3600" })
}
