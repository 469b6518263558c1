import type { Lead, Resolution } from "../../../status/resolution.js"
import { type Content, type Html, html } from "../html.js"
import { badge } from "./badge.js"
import { tableOf } from "./table.js"

/** Where each name leads, by each view of the domain. */
export function leadsOf(resolutions: readonly Resolution[]): Html {
  const views = [...new Set(resolutions.flatMap(({ leads }) => leads.map(({ view }) => view)))]
  return tableOf({
    id: "where",
    caption: "Where the names of the fleet lead",
    columns: [
      { title: "Name", sort: "text" },
      ...views.map((view) => ({ title: views.length === 1 ? "Leads to" : view, sort: "text" as const })),
      { title: "Wanted for", sort: "text" },
    ],
    rows: resolutions.map(({ name, reason, leads }) => ({
      cells: [
        { content: name },
        ...views.map((view) => ({ content: leadText(leads.find((lead) => lead.view === view)) })),
        { content: reason },
      ],
    })),
    ...(resolutions.length > 12 ? { filter: { hint: "name, address or server" } } : {}),
  })
}

function leadText(lead: Lead | undefined): Content {
  if (lead === undefined) return "–"
  const { addresses, to } = lead
  if (addresses === undefined) return badge("bad", "no answer")
  if (addresses.length === 0) return badge("bad", "nowhere")
  const where = html` <span class="sub">${addresses.join(", ")}</span>`
  return to.length === 0 ? html`${badge("warn", "elsewhere")}${where}` : html`${to.join(", ")}${where}`
}
