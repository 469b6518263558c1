import { type Reports, reported } from "../../remote/script.js"
import { type HostContext, PhaseFailure, type PhaseResult, quick } from "../hostContext.js"
import { sameFiles } from "../phases/fileState.js"
import { fingerprints, refuseSilent } from "../phases/portLooks.js"
import { noteBaseline, obstacleIn } from "../phases/prepare.js"
import { lookAtAll } from "../phases/prover.js"
import { noteLooks } from "../phases/proving.js"
import { causeOf, tellingLine } from "../telling.js"
import { inspectDomain, isWanted, lookAtLdap, sideOf } from "./look.js"

/** Looks at everything that a domain's certificate depends on, in LDAP and on the proxy, and at what is served by its names. */
export async function preflight(context: HostContext): Promise<PhaseResult> {
  const { plan, prover, wanted, settings } = context
  const side = sideOf(context)
  const [facts, files, served] = await Promise.all([
    quick(context, side.commands.preflight()),
    inspectDomain(context),
    lookAtAll(prover, plan.endpoints, { signal: context.stop, door: context.link.door }),
  ])
  const obstacle = obstacleIn(facts.reports, plan.installation) ?? obstacleInLdap(facts.reports, context)
  if (obstacle !== undefined) throw new PhaseFailure(`${obstacle} ${tellingLine(facts.result.stderr)}`.trim())
  const ldap = await lookAtLdap(context)
  const firstLook = context.baseline === undefined
  if (firstLook)
    await noteBaseline(context, {
      ...{ files: files.state, version: undefined, ldap, halfDone: false },
      ...{ served: fingerprints(served), servedByName: new Map() },
    })
  const isServed = [...served.values()].every((look) => look.ok && look.fingerprint === wanted.leaf)
  if (context.attempt === 1 && isServed && isWanted(ldap, side) && isWanted(files.pair, side)) {
    await noteLooks(context, served)
    return { unchanged: true, detail: "has and serves this certificate already" }
  }
  if (firstLook && !settings.allowDown) refuseSilent(served)
  return {
    detail: ldap.certificate === undefined ? "no certificate of its own so far" : "has one of its own",
  }
}

/** What LDAP must know before a certificate of a domain is of any use. */
function obstacleInLdap(reports: Reports, context: HostContext): string | undefined {
  const { domain } = sideOf(context).domain
  const unread = reported(reports, "unread")
  if (!reports.has("domain"))
    return `LDAP knows no domain ${domain}${unread === undefined ? "" : ` (${unread})`}:`
  if (reported(reports, "sni") === "FALSE")
    return "proxies serve no domain a certificate of its own: zmprov mcf zimbraReverseProxySNIEnabled TRUE, then zmproxyctl restart on each;"
  const known = new Set((reports.get("vhost") ?? []).map((name) => name.toLowerCase()))
  const missing = sideOf(context).domain.names.filter((name) => !known.has(name))
  if (missing.length === 0) return undefined
  const words = missing.map((name) => `+zimbraVirtualHostname ${name}`).join(" ")
  return `${missing.join(", ")} ${missing.length === 1 ? "is no virtual host" : "are no virtual hosts"} of ${domain}: zmprov md ${domain} ${words};`
}

/** Now that no other rollout can change the host: are its files still those that an undo would bring back? */
export async function verify(context: HostContext): Promise<PhaseResult> {
  const { baseline } = context
  const { state } = await inspectDomain(context)
  if (context.firstLook !== undefined && baseline !== undefined && !sameFiles(baseline.files, state))
    throw new PhaseFailure("the certificates of domains were changed during the checks; run again")
  return {}
}

/** The folder of all domains' certificates, and what LDAP holds for this one; both stay on the host. */
export async function backup(context: HostContext): Promise<PhaseResult> {
  const { commands } = sideOf(context)
  const { result, reports } = await quick(context, commands.backup())
  const archive = reported(reports, "backup")
  if (result.status !== 0 || archive === undefined || reported(reports, "sha256") === undefined)
    throw new PhaseFailure(`the backup failed: ${causeOf(result)}`)
  const old = await quick(context, commands.saveOld())
  if (!old.reports.has("saved"))
    throw new PhaseFailure(`LDAP's old values could not be kept: ${causeOf(old.result)}`)
  return { detail: archive }
}
