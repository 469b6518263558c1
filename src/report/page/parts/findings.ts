import { type Finding, type Severity, severities } from "../../../finding.js"
import type { Standing } from "../../../lint/lintReport.js"
import { placeText } from "../../findingsText.js"
import { severityMoods } from "../../moods.js"
import { type Html, html } from "../html.js"
import { badge } from "./badge.js"
import { tableOf } from "./table.js"

export type ShownFinding = Finding & { readonly standing?: Standing }

/** So many places stand in the open; the others unfold. */
const placesShown = 3

/** Findings that say the same, once with all their places; the worst first. */
export function findingsOf(findings: readonly ShownFinding[]): Html {
  if (findings.length === 0) return html`<p class="none">Nothing was found.</p>`
  return tableOf({
    id: "found",
    caption: "Findings",
    columns: [
      { title: "Severity", sort: "number" },
      { title: "Finding", sort: "text" },
      { title: "Where", sort: "text" },
    ],
    rows: folded(findings).map((group) => {
      const [first] = group
      const word = first.standing === undefined ? first.severity : standingWord(first)
      return {
        tag: word,
        cells: [
          { content: badgeOf(first, word), value: rank(first) },
          { content: sentenceOf(first), value: first.message },
          { content: placesOf(group) },
        ],
      }
    }),
    ...(findings.length > 4 ? { filter: { hint: "words, code or place", choice: "Severity" } } : {}),
  })
}

type Group = readonly [ShownFinding, ...ShownFinding[]]

function folded(findings: readonly ShownFinding[]): readonly Group[] {
  const groups = new Map<string, [ShownFinding, ...ShownFinding[]]>()
  for (const finding of findings) {
    const { code, message, hint, standing } = finding
    const key = JSON.stringify([code, message, hint, standing])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups.values()].sort(([one], [other]) => rank(one) - rank(other))
}

/** What is excused comes last. */
function rank({ severity, standing }: ShownFinding): number {
  const excused = standing !== undefined && standing.kind !== "open"
  return severities.indexOf(severity) + (excused ? severities.length : 0)
}

function standingWord({ severity, standing }: ShownFinding): Severity | "waived" | "known" {
  return standing === undefined || standing.kind === "open" ? severity : standing.kind
}

function badgeOf({ severity }: ShownFinding, word: string): Html {
  return badge(word === severity ? severityMoods[severity] : "plain", word)
}

function sentenceOf({ message, code, hint, citation, standing }: ShownFinding): Html {
  return html`<p>${message} <code>${code}</code></p>${hint !== undefined && html`<p class="why">${hint}</p>`}${
    citation !== undefined && html`<p class="why">${citation}</p>`
  }${standing?.kind === "waived" && html`<p class="why">waived until ${standing.until}: ${standing.reason}</p>`}${
    standing?.kind === "known" && html`<p class="why">in the baseline</p>`
  }`
}

function placesOf(group: Group): Html {
  const places = [...new Set(group.map(placeText))]
  const item = (place: string): Html => html`<li>${place}</li>`
  const rest = places.slice(placesShown)
  return html`<ul class="places">${places.slice(0, placesShown).map(item)}</ul>${
    rest.length > 0 &&
    html`<details><summary>and ${rest.length} more</summary><ul class="places">${rest.map(item)}</ul></details>`
  }`
}
