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
  type PhaseResult,
  quick,
} from "../hostContext.js"
import { causeOf, tellingLine } from "../telling.js"
import { noteBrokenLock } from "./brokenLock.js"
import { missingFromDeploy, type PairHashes, plainFileState, sameFiles } from "./fileState.js"
import { type HalfDonePort, halfDonePorts, halfDoneText } from "./halfDone.js"
import { isInStep, keepsLdapCopy, type LdapLook, lookAtLdap } from "./ldapCopy.js"
import { inspectFiles, stagingOf } from "./onHost.js"
import { fingerprints, lookAtPorts, namesAsTheyAre, refuseSilent } from "./portLooks.js"
import { servedKey } from "./prover.js"
import { noteLooks } from "./proving.js"
import { tarOf } from "./tar.js"

/** Space that staging, backup and deploy need at most, KiB; a backup of a Zimbra server is a few hundred. */
export const neededKib = 16 * 1024

export async function connect(context: HostContext): Promise<PhaseResult> {
  await context.link.connect()
  return {}
}

/** Looks at everything a deploy depends on, and at what is served now. Changes nothing. */
export async function preflight(context: HostContext): Promise<PhaseResult> {
  const { commands, wanted, settings } = context
  const [facts, files, { served, byName }] = await Promise.all([
    quick(context, commands.preflight()),
    inspectFiles(context),
    lookAtPorts(context),
  ])
  const { installation } = context.plan
  const obstacle = obstacleIn(facts.reports, installation) ?? lackOfSpace(facts.reports, installation)
  if (obstacle !== undefined) throw new PhaseFailure(`${obstacle} ${tellingLine(facts.result.stderr)}`.trim())
  if (files === undefined) throw new PhaseFailure("the deployed files cannot be read")
  const firstLook = context.baseline === undefined
  const version = reported(facts.reports, "version")
  context.certmgr = certmgrUser(version)
  context.commands = zimbraCommands(context.plan.installation, context.rollout, context.certmgr)
  const ldap = await ldapBefore(context)
  const halfDone = halfDonePorts(files, served)
  if (firstLook)
    await noteBaseline(context, {
      ...{ files, version, ldap: ldap?.ldap, halfDone: halfDone.length > 0 },
      ...{ served: fingerprints(served), servedByName: fingerprints(byName) },
    })
  const isNew = [...served.values()].every((look) => look.ok && look.fingerprint === wanted.leaf)
  const isWhole = missingFromDeploy(files, wanted).length === 0 && (ldap === undefined || isInStep(ldap))
  if (context.attempt === 1 && isNew && served.size > 0 && isWhole) {
    const names = namesAsTheyAre(context, byName)
    if (names.problems.length === 0) {
      await noteLooks(context, served, names.notes)
      return { unchanged: true, detail: "has and serves this certificate already" }
    }
  }
  if (firstLook && !settings.allowDown) refuseSilent(served)
  if (firstLook) await nameOddities(context, facts.reports, halfDone)
  return { detail: version ?? "version unknown" }
}

/** What LDAP holds now; undefined where it holds nothing of this host, or need not be well. */
async function ldapBefore(context: HostContext): Promise<LdapLook | undefined> {
  if (!keepsLdapCopy(context)) return undefined
  try {
    return await lookAtLdap(context)
  } catch (error) {
    if (!(error instanceof PhaseFailure)) throw error
    if (context.settings.allowDown || context.baseline !== undefined) return undefined
    throw new PhaseFailure(
      `${error.message}; put that right, go on with --allow-down, or leave LDAP out of it: rollout.localOnly in fleet.yaml`,
    )
  }
}

/** Keeps what an undo must bring back, and has it in the journal. */
export async function noteBaseline(context: HostContext, baseline: Baseline): Promise<void> {
  context.baseline = baseline
  context.firstLook = baseline.files
  await context.sink.emit({
    type: "baseline",
    host: context.plan.host,
    ...plainFileState(baseline.files),
    ...(baseline.version === undefined ? {} : { version: baseline.version }),
    ...(baseline.halfDone ? { halfDone: true } : {}),
    ...(baseline.ldap === undefined ? {} : { ldap: plainPair(baseline.ldap) }),
    served: Object.fromEntries([...baseline.served].map(([endpoint, print]) => [servedKey(endpoint), print])),
    servedByName: Object.fromEntries(baseline.servedByName),
  })
}

function plainPair({ certificate, key }: PairHashes): {
  readonly certificate?: string
  readonly key?: string
} {
  return { ...(certificate === undefined ? {} : { certificate }), ...(key === undefined ? {} : { key }) }
}

/** Why nothing can be deployed here, nor taken back; undefined when nothing stands in the way. */
export function obstacleIn(reports: Reports, { user, home }: Installation): string | undefined {
  if (reported(reports, "user") !== user) return `cannot work as ${user}:`
  const missing = reports.get("missing") ?? []
  if (missing.length > 0) return `not there: ${missing.join(", ")}`
  return undoObstacle(reports, { user, home })
}

function lackOfSpace(reports: Reports, { home }: Installation): string | undefined {
  const free = Number(reported(reports, "free-kib"))
  if (free >= neededKib) return undefined
  return `${Number.isFinite(free) ? `${free} KiB` : "unknown space"} free under ${home}, ${neededKib} KiB are needed`
}

/** What is not as it should be and yet no obstacle, or need not be one. */
async function nameOddities(
  context: HostContext,
  reports: Reports,
  halfDone: readonly HalfDonePort[],
): Promise<void> {
  await nameForeign(context, reports)
  if (halfDone.length > 0) await warnOrRefuse(context, halfDoneText(halfDone))
}

/** A key that belongs to somebody else is no obstacle, and does not come back as that. */
async function nameForeign({ sink, plan }: HostContext, reports: Reports): Promise<void> {
  for (const line of reports.get("foreign") ?? []) {
    const [, owner, path] = /^(\S+ \S+) (.+)$/.exec(line) ?? []
    const text = `${path} (${owner}) belongs to somebody else: it is replaced, and an undo brings it back as ${plan.installation.user}'s`
    await sink.emit({ type: "warning", host: plan.host, text })
  }
}

/** What is served here is nowhere in the files any more: no backup could bring it back. */
async function warnOrRefuse({ settings, sink, plan }: HostContext, found: string): Promise<void> {
  const facts = `it is half done: ${found}`
  if (!settings.allowHalfDone)
    throw new PhaseFailure(
      `${facts}; an undo could not bring back what is served now: restart its services (zmcontrol restart as ${plan.installation.user}) and run again, or go on with --allow-half-done`,
    )
  const text = `${facts}; its backup will hold the files as found, and an undo that restarts services cannot bring back what is served now`
  await sink.emit({ type: "warning", host: plan.host, text })
}

/** Brings the three files to a new folder of zimbra's own and checks that every byte arrived. */
export async function stage(context: HostContext): Promise<PhaseResult> {
  const { payload, wanted, settings } = context
  const archive = new Secret(
    tarOf([
      { name: stagedNames.key, content: payload.key.reveal() },
      { name: stagedNames.certificate, content: payload.certificate },
      { name: stagedNames.chain, content: payload.chain },
    ]),
  )
  const { result, reports } = await quick(
    context,
    context.commands.stage(archive, context.holder, settings.breakLock),
  )
  const holder = reported(reports, "locked")
  if (holder !== undefined) throw new HostHeld(holder, reported(reports, "locked-by"))
  await noteBrokenLock(context, reports)
  const staging = reported(reports, "staging")
  const arrived = new Set((reports.get("file") ?? []).map((line) => line.slice(0, 64)))
  const expected = [wanted.key, wanted.certificate, wanted.chain]
  if (staging === undefined || !expected.every((hash) => arrived.has(hash)))
    throw new PhaseFailure(`the files did not arrive whole: ${causeOf(result)}`)
  context.staging = staging
  return { detail: staging }
}

/**
 * Zimbra's own check of key, certificate and chain, on the staged copies; and, now that no other rollout can change the
 * host, whether its files are still those that an undo would bring back.
 */
export async function verify(context: HostContext): Promise<PhaseResult> {
  const { commands, firstLook } = context
  const [{ result }, now] = await Promise.all([
    quick(context, commands.verify(stagingOf(context))),
    inspectFiles(context),
  ])
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
  const isOfHalfDone = context.baseline?.halfDone === true
  const { result, reports } = await quick(context, context.commands.backup(isOfHalfDone))
  const archive = reported(reports, "backup")
  if (result.status !== 0 || archive === undefined || reported(reports, "sha256") === undefined)
    throw new PhaseFailure(`the backup failed: ${causeOf(result)}`)
  return { detail: isOfHalfDone ? `${archive}: the files as found, not what was served` : archive }
}
