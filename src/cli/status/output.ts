import manifest from "../../../package.json" with { type: "json" }
import { faults } from "../../assess/faults.js"
import { bundleFiles } from "../../bundle/bundleFiles.js"
import { certificateFolder } from "../../bundle/folders.js"
import { type ExitCode, ToolError } from "../../errors.js"
import { findingsText } from "../../report/findingsText.js"
import { jsonText } from "../../report/jsonText.js"
import { type Paint, plain } from "../../report/paint.js"
import { printable } from "../../report/printable.js"
import { writeEach, writeResult } from "../../report/results/write.js"
import { icalText } from "../../report/status/ical.js"
import { type StatusReport, statusJson } from "../../report/status/json.js"
import { type NagiosLimits, nagiosCodes, nagiosText } from "../../report/status/nagios.js"
import { prometheusText } from "../../report/status/prometheus.js"
import { calendarText, coverageText, resolutionText, statusText } from "../../report/status/text.js"
import { daneText } from "../../report/tlsaText.js"
import type { Io } from "../io.js"
import { chosenReporters, type FileReport } from "../options/chosenReporters.js"
import { positive } from "../options/positive.js"
import { paintFor } from "../terminal/colour.js"
import { note } from "../terminal/voice.js"
import type { StatusCommandOptions } from "./options.js"

const names = ["text", "json", "nagios", "html", "prometheus", "ical"] as const
type Reporter = (typeof names)[number]

/** What is printed and written, checked before anybody is asked. */
export interface PlannedOutput {
  readonly printed: Reporter
  readonly files: readonly FileReport<Reporter>[]
  readonly nagios: NagiosLimits
  readonly parts: Pick<StatusCommandOptions, "names" | "calendar">
}

/** @throws ToolError `usage` */
export function plannedOutput(options: StatusCommandOptions): PlannedOutput {
  const { printed, files } = chosenReporters<Reporter>(options, names)
  const own = (["html", "prometheus", "ical"] as const).flatMap((name) => {
    const file = options[name]
    return file === undefined ? [] : [{ name, file }]
  })
  return {
    ...{ printed, files: [...own, ...files], parts: options },
    nagios: {
      warnDays: positive("--days", options.days),
      criticalDays: positive("--critical-days", options.criticalDays),
    },
  }
}

/**
 * Writes the files; each takes the place of one that is there.
 *
 * @returns why the first one that could not be written was not: the others are, and the result is to be printed all the same
 */
export function writeFiles(
  io: Io,
  planned: PlannedOutput,
  report: StatusReport,
): Promise<ToolError | undefined> {
  return writeEach(planned.files, async (one) => {
    const text = await rendered(io, one.name, planned, report, plain)
    // node_exporter is another user.
    await writeResult(io.files, one, text, one.name === "prometheus" ? { mode: 0o644 } : undefined)
  })
}

/** Prints the result; a plugin's exit code in place of certfleet's own where that is asked for. */
export async function print(
  io: Io,
  planned: PlannedOutput,
  report: StatusReport,
): Promise<ExitCode | undefined> {
  const { printed, nagios } = planned
  io.stdout.write(await rendered(io, printed, planned, report, await paintFor(io, io.stdout)))
  if (printed === "nagios") return nagiosCodes[nagiosText(report, nagios).state]
  if (printed === "text") for (const hint of hintsOf(report)) note(io, `certfleet: hint: ${hint}`)
  return undefined
}

/**
 * What was not looked at is no outage: metrics, pages, plugins and notifiers get nothing of an interrupted look, and a reader
 * what there is.
 *
 * @throws ToolError `cancelled`, always
 */
export async function cutShort(
  io: Io,
  planned: PlannedOutput,
  report: StatusReport,
  unknown: readonly string[],
): Promise<never> {
  const { servers, farms } = report.status
  const isEmpty = servers.length + farms.length === 0
  if (planned.printed === "json" || (planned.printed === "text" && !isEmpty)) await print(io, planned, report)
  const what = unknown.length === 0 ? "" : `: nothing is known of ${unknown.join(", ")}`
  throw new ToolError("cancelled", `interrupted${what}`)
}

/** What a reader may do who did not expect this, each once. */
function hintsOf({ calendar, fleet, status }: StatusReport): readonly string[] {
  const { expected, farms, findings } = status
  const unknown: readonly string[] = [faults.rootNotTrusted.code, faults.selfSigned.code]
  const strangeRoot = findings.find(({ code }) => unknown.includes(code))?.hint
  const blind = farms.length > 0 && farms.every(({ verdict }) => verdict === "unreachable")
  return [
    ...(strangeRoot === undefined ? [] : [`${strangeRoot}; CERTFLEET_TRUST says it to every command`]),
    ...(blind ? ["--no-farms leaves out the names of the farms, which this machine does not reach"] : []),
    ...(calendar !== undefined && expected === undefined
      ? [
          `of a rollout from ${certificateFolder(fleet.certificate.commonName, fleet.file)} nothing is in use; after one from another folder, --expect FOLDER/${bundleFiles.crt} says what ought to be served`,
        ]
      : []),
  ]
}

async function rendered(
  io: Io,
  name: Reporter,
  { nagios, parts }: PlannedOutput,
  report: StatusReport,
  paint: Paint,
): Promise<string> {
  switch (name) {
    case "text":
      return textOf(report, parts, paint)
    case "json":
      return jsonText(statusJson(report))
    case "nagios":
      return nagiosText(report, nagios).text
    case "prometheus":
      return prometheusText(report)
    case "html": {
      const { statusPage } = await import("../../report/page/statusPage.js")
      return statusPage(statusJson(report), manifest.version)
    }
    case "ical":
      return calendarOf(io, report)
  }
}

function textOf(report: StatusReport, parts: PlannedOutput["parts"], paint: Paint): string {
  const { status, coverage, calendar, resolutions, comparison, dane, domains = [] } = report
  const found = comparison === undefined ? "" : findingsText(comparison.findings, { paint })
  return [
    statusText(status, { paint }),
    ...domains.map((one) => `Domain ${printable(one.domain)}:\n${statusText(one.status, { paint })}`),
    ...(parts.names === true && coverage !== undefined ? [coverageText(coverage)] : []),
    ...(dane === undefined ? [] : [daneText(dane), findingsText(dane.findings, { paint })].filter(Boolean)),
    ...(resolutions === undefined ? [] : [resolutionText(resolutions)]),
    ...(comparison === undefined
      ? []
      : [found === "" ? "fleet.yaml has what the installation has\n" : found]),
    ...(parts.calendar === true && calendar !== undefined ? [calendarText(calendar)] : []),
  ].join("\n")
}

function calendarOf(io: Io, { calendar, fleet }: StatusReport): string {
  if (calendar === undefined)
    throw new ToolError("probe-failed", "no port showed a certificate: there are no dates to write", {
      hint: "certfleet status shows why",
    })
  return icalText(calendar, { commonName: fleet.certificate.commonName, now: new Date(io.clock.now()) })
}
