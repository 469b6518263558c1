import { daneMoods } from "../../moods.js"
import { type DaneJson, daneWords } from "../../tlsaText.js"
import { type Content, type Html, html } from "../html.js"
import { badge } from "./badge.js"
import { tableOf } from "./table.js"

/** What is published for each port of each mail exchanger, beside the key in use. */
export function daneOf({ places, foreign }: DaneJson): Html {
  const table = tableOf({
    id: "tlsa",
    caption: "TLSA records of the mail exchangers, beside the key in use",
    columns: [
      { title: "Place", sort: "text" },
      { title: "TLSA records", sort: "text" },
      { title: "Secure", sort: "text" },
      { title: "Published", sort: "text", wideOnly: true },
    ],
    rows: places.map(({ owner, verdict, secure, records = [] }) => ({
      tag: verdict,
      cells: [
        { content: owner },
        { content: badge(daneMoods[verdict], daneWords[verdict]), value: daneWords[verdict] },
        { content: secureCell(secure) },
        { content: records.map((record) => html`<p class="why">${record}</p>`) },
      ],
    })),
    ...(places.length > 12 ? { filter: { hint: "mail exchanger", choice: "Verdict" } } : {}),
  })
  if (foreign.length === 0) return table
  const others = foreign.map(({ domain, mx }) => `${mx} receives for ${domain}`).join(", ")
  return html`${table}<p class="note">Mail exchangers that are not of this fleet: ${others}.</p>`
}

function secureCell(secure: boolean | undefined): Content {
  if (secure === undefined) return "–"
  return secure ? "yes" : "not known"
}
