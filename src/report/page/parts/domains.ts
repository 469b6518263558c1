import { verdictMoods } from "../../moods.js"
import type { DomainJson, SeenJson } from "../../status/json.js"
import { type Html, html } from "../html.js"
import { shortPrint } from "../words.js"
import { badge } from "./badge.js"
import { toldReasons } from "./fleetTable.js"
import { type PageRow, tableOf } from "./table.js"

/** Rows are sorted by it. */
const weights = Object.keys(verdictMoods)

/** A row for each proxy of each domain with a certificate of its own. */
export function domainsTable(domains: readonly DomainJson[]): Html {
  const rows = domains.flatMap((domain) => domain.servers.map((seen) => rowOf(domain, seen)))
  return tableOf({
    id: "domain-table",
    caption: "Domains with certificates of their own, by the proxies that serve them",
    columns: [
      { title: "Domain", sort: "text" },
      { title: "Server", sort: "text" },
      { title: "Verdict", sort: "number" },
      { title: "Days left", sort: "number", align: "right" },
      { title: "Answers", sort: "number", align: "right" },
      { title: "Certificate", sort: "text", wideOnly: true },
      { title: "Rolled out", sort: "text", wideOnly: true },
    ],
    rows,
    ...(rows.length > 12 ? { filter: { hint: "domain, server, certificate", choice: "Verdict" } } : {}),
  })
}

function rowOf({ domain, expected }: DomainJson, seen: SeenJson & { readonly host: string }): PageRow {
  const { host, verdict, daysLeft, ports } = seen
  const prints = [...new Set(ports.flatMap(({ fingerprint }) => fingerprint ?? []))]
  const answers = ports.filter(({ ok }) => ok).length
  const why = toldReasons(seen).map(({ text }) => html`<p class="why">${text}</p>`)
  return {
    tag: verdict,
    cells: [
      { content: domain },
      { content: host },
      { content: html`${badge(verdictMoods[verdict], verdict)}${why}`, value: weights.indexOf(verdict) },
      { content: daysLeft ?? "–", value: daysLeft ?? Number.MAX_SAFE_INTEGER },
      { content: `${answers} of ${ports.length}`, value: answers },
      { content: prints.map(printOf) },
      { content: expected === undefined ? "nothing from here" : printOf(expected) },
    ],
  }
}

function printOf(print: string): Html {
  return html`<code title="${print}">${shortPrint(print)}</code> `
}
