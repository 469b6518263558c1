import { reported } from "../remote/script.js"
import { Secret } from "../secret.js"
import { stagedNames } from "../zimbra/files.js"
import { missingFromDeploy, readFileState } from "./fileState.js"
import { type HostContext, PhaseFailure, quick, runDetached, tellingLine } from "./hostContext.js"
import { proveAll, type Served } from "./prover.js"
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
  const { commands, installation } = { commands: context.commands, installation: context.plan.installation }
  const [{ result, reports }, inspected, served] = await Promise.all([
    quick(context, commands.preflight()),
    quick(context, commands.inspect()),
    lookAtAll(context),
  ])
  const version = reported(reports, "version")
  const missing = reports.get("missing") ?? []
  if (reported(reports, "user") !== installation.user)
    throw new PhaseFailure(
      `cannot work as ${installation.user}: ${tellingLine(result.stderr) || "no answer"}`,
    )
  if (missing.length > 0) throw new PhaseFailure(`not there: ${missing.join(", ")}`)
  const closed = [...(reports.get("unreadable") ?? []), ...(reports.get("unwritable") ?? [])]
  if (closed.length > 0)
    throw new PhaseFailure(
      `${installation.user} may not read and write ${[...new Set(closed)].join(", ")} (run zmfixperms)`,
    )
  const free = Number(reported(reports, "free-kib"))
  if (!(free >= neededKib))
    throw new PhaseFailure(
      `${Number.isFinite(free) ? `${free} KiB` : "unknown space"} free under ${installation.home}, ${neededKib} KiB are needed`,
    )
  const files = readFileState(inspected.reports)
  if (files === undefined) throw new PhaseFailure("the deployed files cannot be read")
  context.baseline ??= { files, served: fingerprints(served) }
  const silent = [...served].filter(([, look]) => !look.ok)
  const isNew = [...served.values()].every((look) => look.ok && look.fingerprint === context.wanted.leaf)
  if (isNew && served.size > 0 && missingFromDeploy(files, context.wanted).length === 0) {
    context.portsProven = served.size
    return { unchanged: true, detail: "has and serves this certificate already" }
  }
  const [first] = silent
  if (first !== undefined && !context.settings.allowDown && context.attempt === 1)
    throw new PhaseFailure(
      `${first[0].service} on port ${first[0].port} does not answer before the change (${first[1].ok ? "" : first[1].problem}); ` +
        "if it is not meant to, say so under `ports` in fleet.yaml",
    )
  return { detail: version ?? "version unknown" }
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
  if (holder !== undefined)
    throw new PhaseFailure(
      `another rollout holds this host (${holder}); if it is over, run again with --break-lock`,
    )
  const staging = reported(reports, "staging")
  const arrived = new Set((reports.get("file") ?? []).map((line) => line.slice(0, 64)))
  const expected = [wanted.key, wanted.certificate, wanted.chain]
  if (staging === undefined || !expected.every((hash) => arrived.has(hash)))
    throw new PhaseFailure(`the files did not arrive whole: ${tellingLine(result.stderr) || "no report"}`)
  context.staging = staging
  return { detail: staging }
}

/** Zimbra's own check of key, certificate and chain, on the staged copies. */
export async function verify(context: HostContext): Promise<PhaseResult> {
  const { result } = await quick(context, context.commands.verify(stagingOf(context)))
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
  const { commands, wanted, sink, plan } = context
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
  if (failed.length > 0)
    throw new PhaseFailure(
      failed
        .map(({ endpoint, problem }) => `${endpoint.service} on port ${endpoint.port}: ${problem}`)
        .join("; "),
    )
  return { detail: `${context.portsProven} of ${plan.endpoints.length} ports` }
}

export async function finish(context: HostContext): Promise<PhaseResult> {
  const { reports, result } = await quick(context, context.commands.finish(context.settings.keepBackups))
  if (!reports.has("finished")) throw new PhaseFailure(`cannot clean up: ${tellingLine(result.stderr)}`)
  return {}
}

async function lookAtAll(
  context: HostContext,
): Promise<Map<HostContext["plan"]["endpoints"][number], Served>> {
  const { plan, prover, hardStop } = context
  const looks = new Map<(typeof plan.endpoints)[number], Served>()
  const mail = plan.endpoints.filter(
    (endpoint) => endpoint.protocol === "smtp" || endpoint.service === "smtps",
  )
  const others = plan.endpoints.filter((endpoint) => !mail.includes(endpoint))
  const look = async (endpoint: (typeof plan.endpoints)[number]): Promise<void> => {
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
