import type { Coverage, CoverageRow, NameCover } from "../../../fleet/coverage.js"
import { type Html, html } from "../html.js"
import { counted } from "../words.js"
import { badge } from "./badge.js"
import { tableOf } from "./table.js"

const columns: readonly { readonly cover: NameCover; readonly title: string }[] = [
  { cover: "exact", title: "Exact" },
  { cover: "wildcard", title: "Wildcard" },
  { cover: "missing", title: "Missing" },
]

/** Every name of the fleet: how the certificate has it, and why it must. */
export function coverageOf({ rows, surplus }: Coverage): Html {
  const missing = rows.filter(({ cover }) => cover === "missing").length
  return html`<p class="note">${rows.length - missing} of ${counted(rows.length, "name")} that the fleet needs are in the certificate.${
    surplus.length > 0 && ` Beside them it has ${surplus.join(", ")}.`
  }</p>
${tableOf({
  id: "names",
  caption: "Names of the fleet, and how the certificate has them",
  columns: [
    { title: "Name", sort: "text" },
    ...columns.map(({ title }) => ({ title })),
    { title: "Wanted for", sort: "text" },
  ],
  rows: rows.map((row) => ({
    tag: row.cover,
    cells: [
      { content: row.name },
      ...columns.map(({ cover }) => ({ content: row.cover === cover && mark(row) })),
      { content: row.reason },
    ],
  })),
  ...(rows.length > 12 ? { filter: { hint: "name or reason", choice: "Covered" } } : {}),
})}`
}

function mark({ cover, by }: CoverageRow): Html {
  if (cover === "missing") return badge("bad", "missing")
  return badge("good", by ?? "exact")
}
