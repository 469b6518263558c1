import type { HostResult } from "../../../rollout/engine.js"
import { outcomeMoods } from "../../moods.js"
import type { RolloutJson } from "../../rolloutJson.js"
import { spanText } from "../../story/words.js"
import { vantagesText } from "../../vantages.js"
import { type Html, html } from "../html.js"
import { badge } from "./badge.js"
import { tableOf } from "./table.js"

/** What every host ended in, then what a human must do where one must. */
export function outcomesOf({ hosts }: Pick<RolloutJson, "hosts">): Html {
  return html`<h3>What each server ended in</h3>
${tableOf({
  id: "outcomes",
  caption: "What every server ended in",
  columns: [
    { title: "Server", sort: "text" },
    { title: "Outcome", sort: "text" },
    { title: "Ports proven", sort: "number", align: "right" },
    { title: "Proven from", sort: "text", wideOnly: true },
    { title: "Time", sort: "number", align: "right" },
  ],
  rows: hosts.map(rowOf),
  filter: { hint: "server", choice: "Outcome" },
})}
${hosts.map(byHand)}`
}

function rowOf(result: HostResult) {
  const { host, outcome, reason, notes = [], ports, portsProven, proofs, ms } = result
  const word = outcome ?? "cut off"
  return {
    tag: word,
    cells: [
      { content: host },
      {
        content: html`${badge(outcome === undefined ? "bad" : outcomeMoods[outcome], word)}${
          reason !== undefined && html`<p class="why">${reason}</p>`
        }${notes.map((note) => html`<p class="why">Note: ${note}</p>`)}`,
        value: word,
      },
      {
        content: html`${portsProven} of ${ports}${
          outcome === "rolled-back" && html` <span class="sub">old certificate</span>`
        }`,
        value: portsProven,
      },
      { content: portsProven === 0 ? "–" : vantagesText(proofs) },
      { content: spanText(ms), value: ms },
    ],
  }
}

function byHand({ host, commands, commandsAs }: HostResult): Html | undefined {
  if (commands === undefined) return undefined
  return html`<div class="byhand"><h3>By hand on ${host}</h3>
<p>As <code>${commandsAs ?? "root"}</code>, to bring the old certificate back:</p>
<pre tabindex="0"><code>${commands.map(
    (line) => html`${line}
`,
  )}</code></pre></div>`
}
