import { type ExitCode, exitCodes, ToolError, worstExit } from "../../errors.js"
import { reaches, type Severity } from "../../finding.js"
import { limitServers } from "../../fleet/limit.js"
import type { Fleet } from "../../fleet/types.js"
import { calendarsByCa } from "../../local/calendarByCa.js"
import { compareFromHere } from "../../local/discovery.js"
import { localDns } from "../../local/dns.js"
import { type FleetDoors, fleetDoors } from "../../local/fleetDoors.js"
import { spareMemory } from "../../local/memory.js"
import { viewsOf } from "../../local/resolver.js"
import type { SshOptions } from "../../local/sshSettings.js"
import { readExpected } from "../../probe/expected.js"
import { type StatusReport, statusJson } from "../../report/status/json.js"
import { prometheusText } from "../../report/status/prometheus.js"
import { readJournalFile } from "../../rollout/record/journals.js"
import { type LastRollout, lastRollout } from "../../rollout/record/lastRollout.js"
import { discoverFleet } from "../../status/discovery/askFleet.js"
import { compareWithFleet, uncompared } from "../../status/discovery/compare.js"
import { type DomainStatus, domainStatuses } from "../../status/domainStatus.js"
import { fleetDane } from "../../status/fleetDane.js"
import { type FleetStatus, fleetStatus, statusExitCode } from "../../status/fleetStatus.js"
import { type Outlook, outlookOf } from "../../status/outlook.js"
import { resolutionsOf } from "../../status/resolution.js"
import { requireFleet } from "../inputs/fleetFile.js"
import { doorsToCa } from "../inputs/issuance.js"
import { machineOf } from "../inputs/machine.js"
import { notifyOf } from "../inputs/notifying.js"
import { courseOf } from "../inputs/page.js"
import { questionFor } from "../inputs/portQuestion.js"
import { warnOf } from "../inputs/sshWays.js"
import type { Io } from "../io.js"
import { positive } from "../options/positive.js"
import { profileNamed } from "../options/profile.js"
import { severityNamed } from "../options/severity.js"
import { refuseBesideListen, type StatusCommandOptions } from "./options.js"
import { cutShort, type PlannedOutput, plannedOutput, print, writeFiles } from "./output.js"
import { watch } from "./watch.js"

/** `certfleet status`. */
export async function status(io: Io, options: StatusCommandOptions): Promise<ExitCode> {
  if (options.listen !== undefined) refuseBesideListen(options)
  const planned = plannedOutput(options)
  const failOn = severityNamed(options.failOn)
  const deadlineMs = positive("--deadline", options.deadline ?? "600") * 1000
  const shown = { course: showsCourse(planned), calendar: showsCalendar(planned, options) }
  const look = await lookOf(io, options, shown)
  if (options.listen !== undefined) {
    const { listen } = await import("./listen.js")
    return await listen(io, options.listen, {
      everyMs: positive("--interval", options.interval) * 1000,
      text: async () => prometheusText(await look()),
    })
  }
  const report =
    options.watch === true
      ? await watch(io, { deadlineMs, intervalMs: positive("--interval", options.interval) * 1000 }, look)
      : await look()
  if (report.unknown !== undefined) return cutShort(io, planned, report, report.unknown)
  const unwritten = await writeFiles(io, planned, report)
  const exitCode = worstExit([
    ...(unwritten === undefined ? [] : [unwritten.exitCode]),
    ...(io.interrupt.aborted ? [exitCodes.interrupted] : []),
    ...furtherExits(report, failOn),
    ...[report, ...(report.domains ?? [])].map((one) => statusExitCode(one.status, failOn)),
  ])
  await notifyOf(io, report.fleet, { event: "status", exitCode, result: statusJson(report) })
  const ofPlugin = await print(io, planned, report)
  if (unwritten !== undefined) throw unwritten
  return ofPlugin ?? exitCode
}

/** Who wants no dates need not wait for the CA, and a metric that is read each minute must not ask it each minute. */
function showsCalendar(
  { files, printed }: PlannedOutput,
  { calendar, listen }: StatusCommandOptions,
): boolean {
  if (listen !== undefined) return false
  const names = [printed, ...files.map(({ name }) => name)]
  return calendar === true || names.some((name) => name === "json" || name === "html" || name === "ical")
}

/** The page shows the last rollout. */
function showsCourse({ printed, files }: PlannedOutput): boolean {
  return [printed, ...files.map(({ name }) => name)].includes("html")
}

/** Of what is looked at beside the ports. */
function furtherExits({ comparison, dane, resolutions = [] }: StatusReport, failOn: Severity): ExitCode[] {
  const findings = [...(comparison?.findings ?? []), ...(dane?.findings ?? [])]
  const isUnanswered = resolutions.some(({ leads }) => leads.some(({ addresses }) => addresses === undefined))
  return [
    ...((comparison?.unread.length ?? 0) > 0 || isUnanswered ? [exitCodes.incomplete] : []),
    ...(reaches(findings, failOn) ? [exitCodes.findings] : []),
  ]
}

function sshOptions({ askPassword, askSudoPassword }: StatusCommandOptions): SshOptions {
  return {
    ...(askPassword === undefined ? {} : { askPassword }),
    ...(askSudoPassword === undefined ? {} : { askSudoPassword }),
  }
}

/** One look at everything, as often as it is called. */
async function lookOf(
  io: Io,
  options: StatusCommandOptions,
  { calendar, course }: { readonly calendar: boolean; readonly course: boolean },
): Promise<() => Promise<StatusReport>> {
  const fleet = await requireFleet(io, options.fleet, options.domain)
  const servers = limitServers(fleet, options.limit ?? [])
  const expected = options.expect === undefined ? undefined : await readExpected(io.files, options.expect)
  const last = expected === undefined || course ? await lastRollout(io.files, fleet) : undefined
  const rollout = await shownRollout(io, options.journal, course ? last : undefined)
  const limits = {
    timeoutMs: positive("--timeout", options.timeout) * 1000,
    warnDays: positive("--days", options.days),
  }
  const profile = profileNamed(options.profile)
  const views =
    options.resolve === true || options.resolver.length > 0 ? viewsOf(options.resolver) : undefined
  const doors = await doorsOf(io, fleet, options)
  const calendarFor = calendar
    ? calendarsByCa(doorsToCa(io, fleet, limits.timeoutMs), fleet, io.interrupt)
    : async (one: Outlook) => one.calendar
  spareMemory(servers.length)
  return async () => {
    const question = await questionFor(io, { fleet, expected, trust: options.trust, profile })
    const common = { ...limits, clock: io.clock, signal: io.interrupt, doorOf: doors?.of }
    const named = new Set(servers.map(({ host }) => host))
    const lookByDomain = async (own: Fleet): Promise<FleetStatus> =>
      fleetStatus(own, {
        ...{ ...common, farms: false, fingerprint: (await lastRollout(io.files, own))?.certificate },
        servers: own.servers.filter(({ host }) => named.has(host)),
        question: await questionFor(io, { fleet: own, expected, trust: options.trust, profile }),
      })
    try {
      const [seen, domains] = await Promise.all([
        fleetStatus(fleet, {
          ...{ ...common, question, servers },
          farms: options.farms && options.limit === undefined,
          fingerprint: expected?.fingerprint ?? last?.certificate,
        }),
        domainStatuses(fleet, lookByDomain),
      ])
      const cut = { status: seen, fleet, domains, ...nothingMore(seen, domains) }
      if (io.interrupt.aborted) return cut
      const outlook = outlookOf(fleet, seen, question.profile !== "private")
      const report = {
        ...{ status: seen, fleet, coverage: outlook?.coverage, rollout, domains },
        calendar: outlook && (await calendarFor(outlook)),
        dane:
          options.listen === undefined && fleet.domain === undefined
            ? await fleetDane(fleet, outlook, localDns(fleet.dns, io.clock), io.interrupt)
            : undefined,
        resolutions: views === undefined ? undefined : await resolutionsOf(fleet, views),
        comparison: await comparisonOf(io, fleet, options, doors),
      }
      return io.interrupt.aborted ? cut : report
    } finally {
      await doors?.close()
    }
  }
}

function nothingMore(
  { unknown }: FleetStatus,
  domains: readonly DomainStatus[],
): Pick<StatusReport, "coverage" | "calendar" | "unknown"> {
  const ofDomains = domains.flatMap(({ domain, status }) =>
    status.unknown.map((host) => `${host} for ${domain}`),
  )
  return { coverage: undefined, calendar: undefined, unknown: [...unknown, ...ofDomains] }
}

/** What ports and files say is told all the same where no server can be asked about the installation. */
async function comparisonOf(io: Io, fleet: Fleet, ...asked: ComparedBy): Promise<StatusReport["comparison"]> {
  try {
    return await comparedBy(io, fleet, ...asked)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "cancelled") throw error
    return uncompared(fleet, error.message)
  }
}

type ComparedBy = readonly [options: StatusCommandOptions, doors: FleetDoors | undefined]

/** Through the log-ins of the look where there are any. */
async function comparedBy(
  io: Io,
  fleet: Fleet,
  options: StatusCommandOptions,
  doors: FleetDoors | undefined,
): Promise<StatusReport["comparison"]> {
  if (options.discover !== true) return undefined
  const signal = io.interrupt
  if (doors === undefined) return compareFromHere(machineOf(io), { fleet, ssh: sshOptions(options), signal })
  return compareWithFleet(fleet, await discoverFleet(fleet, doors.of, { signal }))
}

/** The rollout whose course is shown: the one that was asked for, on a page else the last. */
async function shownRollout(
  io: Io,
  journal: string | undefined,
  last: LastRollout | undefined,
): Promise<StatusReport["rollout"]> {
  if (journal !== undefined) {
    const shown = courseOf(await readJournalFile(io.files, journal))
    if (shown !== undefined) return shown
    throw new ToolError("config", `${journal} is no journal of a rollout`, {
      hint: "name a file of rollouts/ beside the certificate that was rolled out",
    })
  }
  return last === undefined ? undefined : courseOf(last.entries)
}

/** Who could not log in at all is told so at once: each server would say the same. */
async function doorsOf(io: Io, fleet: Fleet, options: StatusCommandOptions): Promise<FleetDoors | undefined> {
  if (!options.ssh) return undefined
  const doors = fleetDoors(machineOf(io), fleet, {
    ...sshOptions(options),
    warn: (warnings) => warnOf(io, warnings),
  })
  try {
    await doors.prepare()
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "config") throw error
    throw new ToolError("config", error.message, {
      hint: `${error.hint ?? "see fleet.yaml"}; --no-ssh asks the ports alone`,
      cause: error,
    })
  }
  return doors
}
