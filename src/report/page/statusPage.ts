import type { Calendar } from "../../status/calendar.js"
import type { StatusJson } from "../status/json.js"
import { pageText, type Section } from "./document.js"
import { html } from "./html.js"
import { chainDiagram } from "./parts/chains.js"
import { coverageOf } from "./parts/coverage.js"
import { expiryOf, renewalsOf } from "./parts/expiry.js"
import { findingsOf } from "./parts/findings.js"
import { fleetTable } from "./parts/fleetTable.js"
import { ganttOf } from "./parts/gantt.js"
import { outcomesOf } from "./parts/outcomes.js"
import { serverDetails } from "./parts/serverDetails.js"
import { type Tile, tilesOf } from "./parts/tiles.js"
import { counted, dayOf, shortPrint } from "./words.js"

/** What `status --html` writes: every figure in it is one of `status --json`. */
export function statusPage(json: StatusJson, version: string): string {
  const { commonName, at, certificates, coverage, calendar, rollout, expected } = json
  const chains = certificates.map(({ chain }) => chain)
  const sections: readonly (Section | undefined)[] = [
    { id: "servers", title: "Servers", body: fleetTable(json) },
    coverage && { id: "coverage", title: "Names", body: coverageOf(coverage) },
    chains.length > 0
      ? {
          id: "expiry",
          title: "Expiry and renewal",
          body: html`${expiryOf({ chains, at, ...datesIn(calendar) })}${calendar && renewalsOf(calendar)}`,
        }
      : undefined,
    chains.length > 0
      ? { id: "chains", title: "Chains", body: certificates.map((one) => chainDiagram(drawn(one))) }
      : undefined,
    rollout && {
      id: "rollout",
      title: "Last rollout",
      body: html`${rollout.runs.map(ganttOf)}${outcomesOf(rollout)}`,
    },
    { id: "findings", title: "Findings", body: findingsOf(json.findings) },
    { id: "details", title: "Servers in detail", body: serverDetails(json) },
  ]
  const lead = html`${tilesOf(tilesIn(json))}
<p class="note">${
    expected === undefined
      ? "Nothing was rolled out from here, and no certificate was named that ought to be served."
      : html`Expected: <code title="${expected}">${shortPrint(expected)}</code>`
  }</p>`
  return pageText(
    { title: commonName, command: "certfleet status", at, version },
    lead,
    sections.filter((section) => section !== undefined),
  )
}

function drawn({ name, ports, places, root, chain }: StatusJson["certificates"][number]) {
  const who = `served by ${counted(ports, "port")} of ${counted(places, "server")}`
  return { title: html`${name} <span class="sub">${who}</span>`, root, links: chain }
}

function datesIn(calendar: Calendar | undefined): Pick<Calendar, "renewals"> | object {
  return calendar === undefined ? {} : { renewals: calendar.renewals }
}

function tilesIn({ totals, coverage, calendar, findings }: StatusJson): Tile[] {
  const { servers, farmNames, current, ports, portsAnswering, daysLeft } = totals
  const all = servers + farmNames
  const [next] = calendar?.renewals ?? []
  const missing = coverage?.rows.filter(({ cover }) => cover === "missing").length ?? 0
  const errors = findings.filter(({ severity }) => severity === "error").length
  return [
    { label: "current", figure: `${current} of ${all}`, mood: current === all ? "good" : "bad" },
    {
      label: "ports answer",
      figure: `${portsAnswering} of ${ports}`,
      mood: portsAnswering === ports ? "good" : "bad",
    },
    ...(daysLeft === undefined
      ? []
      : ([{ label: "days left", figure: String(daysLeft), mood: daysLeft < 0 ? "bad" : "plain" }] as const)),
    ...(coverage === undefined
      ? []
      : ([
          {
            label: "names covered",
            figure: `${coverage.rows.length - missing} of ${coverage.rows.length}`,
            mood: missing === 0 ? "good" : "bad",
          },
        ] as const)),
    ...(next === undefined ? [] : [{ label: "renew on", figure: dayOf(new Date(next.at).toISOString()) }]),
    { label: "errors found", figure: String(errors), mood: errors === 0 ? "good" : "bad" },
  ]
}
