import type { Endpoint } from "../../fleet/endpoints.js"
import { type Reports, reported } from "../../remote/script.js"
import { Secret } from "../../secret.js"
import { zimbraCommands } from "../../zimbra/commands.js"
import { type Installation, stagedNames } from "../../zimbra/files.js"
import { undoObstacle } from "../../zimbra/obstacles.js"
import { certmgrUser } from "../../zimbra/version.js"
import {
  type Baseline,
  type HostContext,
  HostHeld,
  PhaseFailure,
  quick,
  runDetached,
  tellingLine,
} from "../hostContext.js"
import { missingFromDeploy, readFileState, sameFiles } from "./fileState.js"
import { saveToLdap } from "./ldapCopy.js"
import { proveAll, type Served, servedKey, unprovenText, waitForFarm } from "./prover.js"
import { tarOf } from "./tar.js"

/** What a phase came to, with a few words for the display. Failures are thrown. */
export interface PhaseResult {
  readonly unchanged?: boolean
  readonly detail?: string
}

/** Space that staging, backup and deploy need at most, KiB; a backup of a Zimbra server is a few hundred. */
const neededKib = 16 * 1024

export async function connect(context: HostContext): Promise<PhaseResult> {
  await context.link.connect()
  return {}
}

/** Looks at everything a deploy depends on, and at what is served now. Changes nothing. */
export async function preflight(context: HostContext): Promise<PhaseResult> {
  const { commands, wanted, settings } = context
  const [facts, inspected, served] = await Promise.all([
    quick(context, commands.preflight()),
    quick(context, commands.inspect()),
    lookAtAll(context),
  ])
  const obstacle = obstacleIn(facts.reports, context.plan.installation)
  if (obstacle !== undefined) throw new PhaseFailure(`${obstacle} ${tellingLine(facts.result.stderr)}`.trim())
  const files = readFileState(inspected.reports)
  if (files === undefined) throw new PhaseFailure("the deployed files cannot be read")
  const firstLook = context.baseline === undefined
  const version = reported(facts.reports, "version")
  if (firstLook) await noteBaseline(context, { files, served: fingerprints(served), version })
  context.commands = zimbraCommands(context.plan.installation, context.rollout, certmgrUser(version))
  const isNew = [...served.values()].every((look) => look.ok && look.fingerprint === wanted.leaf)
  if (context.attempt === 1 && isNew && served.size > 0 && missingFromDeploy(files, wanted).length === 0) {
    context.portsProven = served.size
    return { unchanged: true, detail: "has and serves this certificate already" }
  }
  if (firstLook && !settings.allowDown) refuseSilent(served)
  return { detail: version ?? "version unknown" }
}

async function noteBaseline(context: HostContext, baseline: Baseline): Promise<void> {
  context.baseline = baseline
  context.firstLook = baseline.files
  await context.sink.emit({
    type: "baseline",
    host: context.plan.host,
    files: Object.fromEntries(baseline.files.hashes),
    leaves: Object.fromEntries(baseline.files.leaves),
    ...(baseline.version === undefined ? {} : { version: baseline.version }),
    served: Object.fromEntries([...baseline.served].map(([endpoint, print]) => [servedKey(endpoint), print])),
  })
}

/** Why a deploy cannot work on this host; undefined when nothing stands in the way. */
function obstacleIn(reports: Reports, { user, home }: Installation): string | undefined {
  if (reported(reports, "user") !== user) return `cannot work as ${user}:`
  const missing = reports.get("missing") ?? []
  if (missing.length > 0) return `not there: ${missing.join(", ")}`
  const closed = undoObstacle(reports, { user, home })
  if (closed !== undefined) return closed
  const free = Number(reported(reports, "free-kib"))
  if (free >= neededKib) return undefined
  return `${Number.isFinite(free) ? `${free} KiB` : "unknown space"} free under ${home}, ${neededKib} KiB are needed`
}

/** A port that is silent before the change could never prove it: better to say so while nothing is changed. */
function refuseSilent(served: ReadonlyMap<Endpoint, Served>): void {
  for (const [{ service, port }, look] of served) {
    if (look.ok) continue
    throw new PhaseFailure(
      `${service} on port ${port} does not answer before the change (${look.problem}); ` +
        "if it is not meant to, say so under `ports` in fleet.yaml, or go on with --allow-down",
    )
  }
}

/** Brings the three files to a new folder of zimbra's own and checks that every byte arrived. */
export async function stage(context: HostContext): Promise<PhaseResult> {
  const { delivery, wanted, settings } = context
  const archive = new Secret(
    tarOf([
      { name: stagedNames.key, content: delivery.key.reveal() },
      { name: stagedNames.certificate, content: delivery.certificate },
      { name: stagedNames.chain, content: delivery.chain },
    ]),
  )
  const { result, reports } = await quick(
    context,
    context.commands.stage(archive, context.holder, settings.breakLock),
  )
  const holder = reported(reports, "locked")
  if (holder !== undefined) throw new HostHeld(holder)
  const staging = reported(reports, "staging")
  const arrived = new Set((reports.get("file") ?? []).map((line) => line.slice(0, 64)))
  const expected = [wanted.key, wanted.certificate, wanted.chain]
  if (staging === undefined || !expected.every((hash) => arrived.has(hash)))
    throw new PhaseFailure(`the files did not arrive whole: ${tellingLine(result.stderr) || "no report"}`)
  context.staging = staging
  return { detail: staging }
}

/**
 * Zimbra's own check of key, certificate and chain, on the staged copies; and, now that no other rollout can change the
 * host, whether its files are still those that an undo would bring back.
 */
export async function verify(context: HostContext): Promise<PhaseResult> {
  const { commands, firstLook } = context
  const [{ result }, { reports }] = await Promise.all([
    quick(context, commands.verify(stagingOf(context))),
    quick(context, commands.inspect()),
  ])
  const now = readFileState(reports)
  if (now === undefined) throw new PhaseFailure("the deployed files cannot be read")
  if (firstLook !== undefined && !sameFiles(firstLook, now))
    throw new PhaseFailure(
      "the deployed files were changed during the checks, as by another rollout; run again",
    )
  const output = `${result.stdout}\n${result.stderr}`
  const accepted = result.status === 0 && /: OK\s*$/m.test(output) && !/\bERROR\b/.test(output)
  if (!accepted) throw new PhaseFailure(`verifycrt refuses: ${tellingLine(output)}`)
  return {}
}

export async function backup(context: HostContext): Promise<PhaseResult> {
  const { result, reports } = await quick(context, context.commands.backup())
  const archive = reported(reports, "backup")
  if (result.status !== 0 || archive === undefined || reported(reports, "sha256") === undefined)
    throw new PhaseFailure(`the backup failed: ${tellingLine(result.stderr) || "no report"}`)
  return { detail: archive }
}

/**
 * Puts the key in place and runs deploycrt. What counts afterwards is the files, not the exit status:
 * deploycrt exits 1 after a complete deploy and 0 after a failed one.
 */
export async function deploy(context: HostContext): Promise<PhaseResult> {
  const { commands, wanted, sink, plan, settings } = context
  const staging = stagingOf(context)
  await sink.emit({ type: "intent", host: plan.host, step: "deploycrt", undo: "restore the backup" })
  const installed = await quick(context, commands.installKey(staging))
  if (reported(installed.reports, "key") !== wanted.key)
    throw new PhaseFailure(
      `the key could not be put in place: ${tellingLine(installed.result.stderr) || "no report"}`,
    )
  let run = await runDeploy(context, staging, 1)
  // The host was restarted under it: whatever is there now is replaced by a second, whole run.
  if (run.status === undefined) run = await runDeploy(context, staging, 2)
  const { reports } = await quick(context, commands.inspect())
  const state = readFileState(reports)
  if (state === undefined) throw new PhaseFailure("the deployed files cannot be read after deploycrt")
  const missing = missingFromDeploy(state, wanted, context.baseline?.files)
  if (missing.length > 0)
    throw new PhaseFailure(
      `deploycrt (exit ${run.status ?? "unknown"}) left ${missing.length} files old: ${missing.slice(0, 3).join(", ")}; ${tellingLine(run.log)}`,
    )
  if (run.status === 0) return {}
  // What fails after every file is in place is the write to LDAP.
  context.ldapBehind = plan.ldapMaster && !settings.localOnly
  return {
    detail: `deploycrt exited ${run.status ?? "unknown"} but deployed every file (${tellingLine(run.log)})`,
  }
}

function runDeploy(context: HostContext, staging: string, attempt: number): ReturnType<typeof runDetached> {
  const { localOnly } = context.settings
  return runDetached(context, context.commands.deploy(staging, { localOnly, attempt }))
}

/** Reloads or restarts what must take up the certificate. Statuses are noted, never believed: ports are the proof. */
export async function activate(context: HostContext): Promise<PhaseResult> {
  const { plan, sink } = context
  const notes: string[] = []
  for (const activation of plan.activations) {
    await sink.emit({
      type: "intent",
      host: plan.host,
      step: activation.name,
      undo: "restore the backup and activate again",
    })
    const { status, log } = await runDetached(context, context.commands.activate(activation, context.attempt))
    if (status !== 0) notes.push(`${activation.name} exited ${status ?? "unknown"}: ${tellingLine(log)}`)
  }
  return notes.length === 0 ? {} : { detail: notes.join("; ") }
}

export async function prove(context: HostContext): Promise<PhaseResult> {
  const { plan, settings } = context
  if (plan.activations.length === 0) return { detail: "nothing restarted, nothing proven" }
  const wanted = new Map(plan.endpoints.map((endpoint) => [endpoint, context.wanted.leaf]))
  const proofs = await proveAll(context.prover, wanted, {
    clock: context.clock,
    timeoutMs: settings.probeTimeoutMs,
    intervalMs: settings.probeIntervalMs,
    signal: context.hardStop,
  })
  context.portsProven = proofs.filter((proof) => proof.proven).length
  const failed = proofs.filter((proof) => !proof.proven)
  if (failed.length > 0) throw new PhaseFailure(unprovenText(failed))
  if (settings.rolling) await waitForFarms(context)
  return { detail: `${context.portsProven} of ${plan.endpoints.length} ports` }
}

/** The next member may go only when this one would get traffic again. */
export async function waitForFarms({ plan, prover, clock, settings, hardStop }: HostContext): Promise<void> {
  const host = { host: plan.host, address: plan.target.address }
  const options = { clock, timeoutMs: settings.probeTimeoutMs, signal: hardStop }
  const problems = await Promise.all(
    plan.farmChecks.map((check) => waitForFarm(prover, host, check, options)),
  )
  const wrong = problems.filter((problem) => problem !== undefined)
  if (wrong.length > 0) throw new PhaseFailure(wrong.join("; "))
}

export async function finish(context: HostContext): Promise<PhaseResult> {
  const problem = context.ldapBehind ? await saveToLdap(context, "savecrt-late") : undefined
  const { reports, result } = await quick(context, context.commands.finish(context.settings.keepBackups))
  if (!reports.has("finished")) throw new PhaseFailure(`cannot clean up: ${tellingLine(result.stderr)}`)
  if (problem !== undefined)
    throw new PhaseFailure(
      `LDAP may hold another certificate than the files (${problem}); run zmcertmgr savecrt comm here once it is well`,
    )
  return {}
}

async function lookAtAll(context: HostContext): Promise<Map<Endpoint, Served>> {
  const { plan, prover, hardStop } = context
  const looks = new Map<Endpoint, Served>()
  const mail = plan.endpoints.filter(
    (endpoint) => endpoint.protocol === "smtp" || endpoint.service === "smtps",
  )
  const others = plan.endpoints.filter((endpoint) => !mail.includes(endpoint))
  const look = async (endpoint: Endpoint): Promise<void> => {
    looks.set(endpoint, await prover.look(endpoint, hardStop))
  }
  const oneByOne = async (): Promise<void> => {
    for (const endpoint of mail) await look(endpoint)
  }
  await Promise.all([...others.map(look), oneByOne()])
  return looks
}

function fingerprints<E>(served: ReadonlyMap<E, Served>): Map<E, string> {
  return new Map(
    [...served].flatMap(([endpoint, look]) => (look.ok ? [[endpoint, look.fingerprint] as const] : [])),
  )
}

function stagingOf(context: HostContext): string {
  if (context.staging === undefined) throw new PhaseFailure("nothing is staged")
  return context.staging
}
