import type { Calendar, Renewal } from "../../status/calendar.js"
import type { DomainJson, StatusJson } from "../status/json.js"
import { pageText, type Section } from "./document.js"
import { html } from "./html.js"
import { chainDiagram } from "./parts/chains.js"
import { coverageOf } from "./parts/coverage.js"
import { daneOf } from "./parts/dane.js"
import { domainsTable } from "./parts/domains.js"
import { expiryOf, renewalsOf } from "./parts/expiry.js"
import { findingsOf } from "./parts/findings.js"
import { fleetTable } from "./parts/fleetTable.js"
import { ganttOf } from "./parts/gantt.js"
import { leadsOf } from "./parts/leads.js"
import { outcomesOf } from "./parts/outcomes.js"
import { serverDetails } from "./parts/serverDetails.js"
import { type Tile, tilesOf } from "./parts/tiles.js"
import { counted, dayOf, shortPrint } from "./words.js"

/** What `status --html` writes: every figure in it is one of `status --json`. */
export function statusPage(json: StatusJson, version: string): string {
  const { commonName, at, certificates, coverage, calendar, rollout, expected, resolutions } = json
  const { dane } = json
  // Of those whose proxies --limit leaves out nothing was seen.
  const domains = (json.domains ?? []).filter(({ servers }) => servers.length > 0)
  const chains = certificates.map(({ chain }) => chain)
  const sections: readonly (Section | undefined)[] = [
    { id: "servers", title: "Servers", body: fleetTable(json) },
    domains.length > 0 ? { id: "domains", title: "Domains", body: domainsTable(domains) } : undefined,
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
    dane && { id: "dane", title: "DANE", body: daneOf(dane) },
    resolutions && { id: "leads", title: "Where names lead", body: leadsOf(resolutions) },
    rollout && {
      id: "rollout",
      title: "Last rollout",
      body: html`${rollout.runs.map(ganttOf)}${outcomesOf(rollout)}`,
    },
    { id: "findings", title: "Findings", body: findingsOf(json.findings) },
    { id: "details", title: "Servers in detail", body: serverDetails(json) },
  ]
  const lead = html`${tilesOf(tilesIn({ ...json, domains }))}
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

function tilesIn({ totals, calendar, at, domains = [] }: StatusJson): Tile[] {
  const { servers, farmNames, current, ports, portsAnswering, names, namesCovered, errors, daysLeft } = totals
  return [
    share("current", current, servers + farmNames),
    ...domainTile(domains),
    share("ports answer", portsAnswering, ports),
    ...(daysLeft === undefined
      ? []
      : ([{ label: "days left", figure: String(daysLeft), mood: daysLeft < 0 ? "bad" : "plain" }] as const)),
    ...(names === undefined ? [] : [share("names covered", namesCovered ?? 0, names)]),
    ...renewalTile(calendar?.renewals[0], at),
    { label: "errors found", figure: String(errors), mood: errors === 0 ? "good" : "bad" },
  ]
}

function share(label: string, part: number, whole: number): Tile {
  return { label, figure: `${part} of ${whole}`, mood: part === whole ? "good" : "bad" }
}

function domainTile(domains: readonly DomainJson[]): readonly Tile[] {
  const well = domains.filter(({ servers }) => servers.every(({ verdict }) => verdict === "current"))
  return domains.length === 0 ? [] : [share("domains current", well.length, domains.length)]
}

function renewalTile(next: Renewal | undefined, at: string): readonly Tile[] {
  if (next === undefined) return []
  const moment = new Date(next.at)
  const figure = dayOf(moment.toISOString())
  return [
    moment.getTime() < Date.parse(at)
      ? { label: "renewal due since", figure, mood: "warn" }
      : { label: "renew on", figure },
  ]
}
